"""Whole conversations and searches with both performers: the same answers, and the same is true.

Here the texts are understood and decided, so the facts that both decide on are compared, too.
"""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import OfferStatus
from dialogs.effects import AgendaSearch, SlotSearch
from dialogs.wording.reminders import reminder_question
from tests.support.desk import HALF_HOUR, mobile
from tests.support.exchange import START

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = START + DAY


async def nobody(p):
    """Nobody has the number."""


async def new(p):
    await p.client("Ada")


async def ada(p, start=START, service=""):
    await new(p)
    await p.book("Ada", start, service)


async def reminded(p):
    await ada(p)
    await p.ask(1, lambda c: reminder_question(c.appointments, c.now))


async def family(p):
    await ada(p)
    await p.client("Marie")
    await p.book("Marie", START + HALF_HOUR)
    await p.ask(1, lambda c: reminder_question(c.appointments, c.now))


TALKS = {
    "confirmed and asked again": (reminded, "1", "1", "2", "UNDO", "1"),
    "cancelled, undone, cancelled": (reminded, "2", "2", "undo", "2"),
    "moved by choice": (reminded, "3", "another time on friday please", "2", "1"),
    "moved by time, then back to staff": (reminded, "can we do friday at 3pm?", "1", "1"),
    "more times, the last of them": (
        reminded,
        "another time on friday please",
        "more",
        "more",
        "3",
    ),
    "a family confirms": (family, "1", "2", "1", "UNDO"),
    "a family moves one": (family, "can I have another time on friday?", "2", "1"),
    "stopped and started": (reminded, "STOP", "2", "START", "1"),
    "only emails": (reminded, "no more emails please", "stop all", "START"),
    "in Italian from now on": (reminded, "in italiano per favore", "2", "RIPRISTINA"),
    "a wrong number": (reminded, "wrong number", "1"),
    "booked and taken back": (
        lambda p: p.client("Ada"),
        "book a check-up friday at 10",
        "1",
        "UNDO",
    ),
    "booked from a list": (new, "can I book a massage for friday?", "1", "1"),
    "onto the list and off it": (
        reminded,
        "put me on the waiting list",
        "put me on the waiting list for tomorrow morning",
        "take me off the waiting list",
    ),
    "nobody's number": (nobody, "hello?", "STOP"),
    "not understood": (reminded, "the colour of the sky", "what colour", "1"),
}


@pytest.mark.parametrize("name", TALKS)
async def test_both_answer_the_same_and_have_the_same_afterwards(both, name):
    begins, *texts = TALKS[name]
    said = {p: [] for p in both}
    for p in both:
        await begins(p)
        for text in texts:
            p.later(timedelta(minutes=1))
            said[p].append((text, await p.says(text)))
    simulated, stored = both
    assert said[simulated] == said[stored]
    assert any(answers for _, answers in said[simulated])
    assert await simulated.told() == await stored.told()


async def test_a_time_lost_between_offer_and_choice_is_said_by_both(both):
    said = []
    for p in both:
        await ada(p)
        (offer,) = await p.says("another time on friday please")
        first = (await p.facts()).contexts[mobile(1)]
        await p.client("Grace", 9)
        await p.book("Grace", first.state.question.slots[0].starts_at)
        (sorry,) = await p.says("1")
        assert "has just been taken" in sorry
        said.append((offer, sorry, await p.says("1"), await p.told()))
    assert said[0] == said[1]


@pytest.mark.parametrize("answers", [("1",), ("2", "1"), ("stop",), ("cancel", "1")])
async def test_a_time_on_offer_is_answered_alike(both, answers):
    said = []
    for p in both:
        await ada(p, FRIDAY)
        await p.says("put me on the waiting list")
        offered = await p.offer(START)
        assert "instead of Fri 16 Jan 10:00" in offered[0]
        said.append((offered, [await p.says(text) for text in answers], await p.told()))
    assert said[0] == said[1]


async def test_an_offer_run_out_is_told_so_by_both(both):
    said = []
    for p in both:
        await ada(p, FRIDAY)
        await p.says("put me on the waiting list")
        await p.offer(START)
        p.later(3 * HOUR)
        said.append((await p.says("yes"), await p.told()))
    assert said[0] == said[1]
    assert said[0][1]["offers"][0][-1] == OfferStatus.EXPIRED


SPANS = {
    "a day": (START, START + DAY),
    "a very time": (START + timedelta(minutes=7),) * 2,
    "a time that is over": (START - 9 * DAY, START - 8 * DAY),
    "a week from now": (START - 4 * DAY, START + 3 * DAY),
    "a weekend": (START + 2 * DAY, START + 4 * DAY),
    "a night": (FRIDAY + 12 * HOUR, FRIDAY + 19 * HOUR),
    "days away": (START - 2 * DAY, START + 7 * DAY),
}


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("service", ["Check-up", "Massage"])
@pytest.mark.parametrize("preferred", [(), ("Bruno",)])
async def test_both_find_the_same_times(both, span, service, preferred):
    found = []
    for p in both:
        await ada(p, service="Massage")
        await p.client("Grace", 9)
        await p.book("Grace", START + 3 * HOUR / 4 + HOUR)
        ids = {one.name: one.id for one in p.setting.practitioners}
        kind = p.service(service)
        per_limit = [
            SlotSearch(
                tuple(ids.values()),
                tuple(ids[name] for name in preferred),
                kind.duration,
                kind.buffer_before,
                kind.buffer_after,
                (SPANS[span], SPANS["a day"]),
                after,
                limit,
                asked=asked,
            )
            for limit in (1, 4, 90)
            for after in (None, START + HOUR)
            for asked in (0, 2)
        ]
        found.append([(await p.found(search)).free for search in per_limit])
    assert found[0] == found[1]
    assert any(found[0])


async def test_a_time_to_be_left_does_not_stand_in_its_own_way_with_either(both):
    found = []
    for p in both:
        await ada(p, service="Massage")
        which = next(
            one.appointments[0] for one in (await p.facts()).contexts.values() if one.clients
        )
        search = SlotSearch(
            (which.practitioner_id,),
            (),
            *(which.duration, which.buffer_before, which.buffer_after),
            ((START - HALF_HOUR, START + HOUR),),
            after=None,
            limit=9,
            exclude_appointment=which.id,
        )
        found.append((await p.found(search)).free)
    assert found[0] == found[1]
    assert START in [slot.starts_at for slot in found[0]]


async def test_both_tell_a_practitioner_the_same_agenda(both):
    found = []
    for p in both:
        await family(p)
        await p.client("Grace", 9)
        await p.book("Grace", FRIDAY)
        await p.says("2", 9)
        who = tuple(one.id for one in p.setting.practitioners)
        looked_up = await p.found(AgendaSearch(who, START - HOUR, START + DAY))
        found.append([(client.first, one.starts_at) for one, client in looked_up.agenda])
    assert found[0] == found[1] == [("Ada", START), ("Marie", START + HALF_HOUR)]
