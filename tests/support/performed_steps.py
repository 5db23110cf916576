"""Steps of the scripts that both performers of turns are tested by."""

from dialogs import effects as do
from tests.support.exchange import START
from tests.support.performers import of


async def stands(p, which="Ada 1"):
    """Return how an appointment stands: start, status, version."""
    told = (await p.told())["appointments"][which]
    return told[1], told[3], told[4]


def confirms(c, first="Ada"):
    return [do.ConfirmAppointment(of(c, first).id, of(c, first).version)]


def cancels(c, first="Ada"):
    return [do.CancelAppointment(of(c, first).id, of(c, first).version)]


def restores(c, first="Ada"):
    return [do.RestoreAppointment(of(c, first).id, of(c, first).version)]


def moves(p, start, who="Aurora", first="Ada"):
    slot = p.slot(start, who)
    return lambda c: [do.MoveAppointment(of(c, first).id, of(c, first).version, slot)]


def books(p, start, service="Check-up", who="Aurora"):
    return lambda c: [
        do.BookAppointment(c.new_id, c.clients[0].id, p.service(service), p.slot(start, who))
    ]


def joins(*spans, instead=True, **named):
    return lambda c: [
        do.JoinWaitingList(c.clients[0].id, spans, of(c).id if instead else None, **named)
    ]


def takes(c):
    question = c.state.question
    about = question.about[0] if question.about else None
    which, version = (about.appointment_id, about.version) if about else (None, 0)
    return [do.TakeOffer(question.offer_id, question.slots[0], which, version)]


def closes(status):
    return lambda c: [do.CloseOffer(c.state.question.offer_id, status)]


async def booked(p, start=START, service=""):
    await p.client("Ada", email="ada@example.org")
    await p.book("Ada", start, service)
