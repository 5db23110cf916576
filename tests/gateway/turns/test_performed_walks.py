"""Turns drawn at random, the same for both performers: after each the same is true.

What nobody thought of to script is drawn: in which order clients, staff and offers meet.
"""

import random
from datetime import timedelta

import pytest

from calendar_store.model.statuses import STANDING, Channel, OfferStatus
from dialogs import effects as do
from dialogs.conversation import Asked
from tests.support.desk import HALF_HOUR
from tests.support.exchange import START

_STEPS = 14
_CHANNELS = ((Channel.SMS,), (Channel.EMAIL,), (Channel.SMS, Channel.EMAIL))


def _slot(dice, p):
    who = dice.choice([one.name for one in p.setting.practitioners])
    return p.slot(START + dice.randrange(8) * HALF_HOUR, who)


def _standing(dice, context):
    found = [one for one in context.appointments if one.status in STANDING]
    return dice.choice(found) if found else None


def confirm_or_cancel(dice, p, context):
    one = _standing(dice, context)
    if one is None:
        return []
    kind = dice.choice([do.ConfirmAppointment, do.CancelAppointment])
    if kind is do.ConfirmAppointment and one.status == "confirmed":
        return []
    return [kind(one.id, one.version)]


def restore(dice, p, context):
    gone = [one for one in context.appointments if one.cancelled_at is not None]
    return [do.RestoreAppointment(one.id, one.version) for one in gone[:1]]


def move(dice, p, context):
    one, slot = _standing(dice, context), _slot(dice, p)
    return [do.MoveAppointment(one.id, one.version, slot)] if one else []


def book(dice, p, context):
    slot, service = _slot(dice, p), dice.choice(p.setting.services)
    who = dice.choice(context.clients)
    return [do.BookAppointment(context.new_id, who.id, service, slot)]


def speak(dice, p, context):
    kind = dice.choice([do.OptOut, do.OptIn])
    channels = dice.choice(_CHANNELS)
    locale = dice.choice(["it", "de"])
    return [kind("as said", channels), do.Prefer(channels[0]), do.SetLocale(locale)]


def mark(dice, p, context):
    who = dice.choice(context.clients)
    return dice.choice([[do.MarkWrongNumber()], [do.MarkDeceased(who.id)], []])


def wait(dice, p, context):
    one = _standing(dice, context)
    start = START - dice.randrange(3) * HALF_HOUR
    spans = ((start, start + timedelta(hours=9)), (start + timedelta(days=1),) * 2)
    spans = tuple((a, b + HALF_HOUR) for a, b in spans[: dice.randrange(1, 3)])
    if one is None:
        return [do.JoinWaitingList(context.clients[0].id, spans)]
    return [do.JoinWaitingList(one.client_id, spans, one.id)]


def leave(dice, p, context):
    return [do.LeaveWaitingList(tuple(one.id for one in context.waiting[:1]))]


def answer_offer(dice, p, context):
    asked = context.state.question
    if asked is None or asked.asked is not Asked.OFFER:
        return []
    if dice.random() < 0.3:
        return [do.CloseOffer(asked.offer_id, OfferStatus.DECLINED)]
    if not asked.about:
        return [do.TakeOffer(asked.offer_id, asked.slots[0])]
    standing = {one.id: one for one in context.appointments if one.status in STANDING}
    one = standing.get(asked.about[0].appointment_id)
    return [do.TakeOffer(asked.offer_id, asked.slots[0], one.id, one.version)] if one else []


ACTS = (confirm_or_cancel, restore, move, book, speak, mark, wait, leave, answer_offer)


async def walk(dice, p):
    """Take random steps; return what came of each."""
    for first, number in (("Ada", 1), ("Marie", 1), ("Grace", 9)):
        await p.client(first, number, email="ada@example.org" if first == "Ada" else "")
    await p.book("Ada", START + timedelta(hours=5))
    await p.decide(lambda context: wait(dice, p, context))
    await p.offer(START)
    came = []
    for _ in range(_STEPS):
        p.later(timedelta(minutes=dice.choice([1, 20])))
        act, number, seed = dice.choice(ACTS), dice.choice([1, 1, 9]), dice.random()
        came.append((act.__name__, await _decide(p, act, number, seed), await p.told()))
    return came


async def _decide(p, act, number, seed):
    return await p.decide(lambda context: act(random.Random(seed), p, context), number)


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_happens_both_have_the_same(both, seed):
    simulated, stored = both
    assert await walk(random.Random(seed), simulated) == await walk(random.Random(seed), stored)
