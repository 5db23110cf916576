"""Two practices on one number, one client in both: whose a text is, is asked and never guessed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.conversations import inbox, long_texts
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practices, practitioners
from gateway.channels.sms.smpp.concat import join
from tests.support.desk import BY, Desk
from tests.support.exchange import OURS, START

A = AppointmentStatus
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def neighbour(exchange):
    """Another practice with the same number."""
    async with exchange.database.write() as tx:
        practice = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="en",
            sender=OURS,
            now=exchange.now,
        )
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=BY, now=exchange.now)
    return Desk(exchange.database, practice, bruno, exchange.now)


@pytest.fixture
async def both(exchange, neighbour):
    """The same client's appointments with each, of which both have written."""
    mine = await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.planner.step()
    later = exchange.now + MINUTE
    theirs = await neighbour.at(later).book(await neighbour.client(), START + DAY)
    exchange.at(later)
    await exchange.planner.step()
    exchange.at(later + MINUTE)
    return mine, theirs


async def _says(exchange, neighbour, text):
    """Let the client text; return what either practice answers."""
    before = {m.id for desk in (exchange.desk, neighbour) for m in await desk.messages()}
    await exchange.arrives((1, text))
    await exchange.handled()
    said = [*await exchange.desk.messages(), *await neighbour.messages()]
    return [m.text for m in said if m.id not in before]


async def _stand(exchange, neighbour, both):
    mine, theirs = both
    return (
        (await exchange.desk.appointment(mine)).status,
        (await neighbour.appointment(theirs)).status,
    )


ASKED = "Which practice do you mean?\n1) Studio Bruno\n2) Studio Aurora\nReply with the number."


CASES = [
    (said, answered)
    for said in (
        ("yes", A.CONFIRMED),
        ("1", A.CONFIRMED),
        ("ok I'll be there", A.CONFIRMED),
        ("I have to cancel", A.CANCELLED),
    )
    for answered in (("1", 1), ("2", 0), ("Aurora please", 0))
]


@pytest.mark.parametrize(("said", "answered"), CASES)
async def test_what_may_be_meant_for_either_is_asked_and_then_done_for_the_one(
    exchange, neighbour, both, said, answered
):
    (text, becomes), (answer, whose) = said, answered
    assert await _says(exchange, neighbour, text) == [ASKED]
    assert await _stand(exchange, neighbour, both) == (A.BOOKED, A.BOOKED)
    (done,) = await _says(exchange, neighbour, answer)
    assert done != ASKED
    stand = await _stand(exchange, neighbour, both)
    assert (stand[whose], stand[1 - whose]) == (becomes, A.BOOKED)


async def test_a_text_that_names_one_asks_nothing(exchange, neighbour, both):
    await _says(exchange, neighbour, "I have to cancel at Studio Aurora")
    assert await _stand(exchange, neighbour, both) == (A.CANCELLED, A.BOOKED)


async def test_who_has_an_appointment_with_one_only_is_not_asked(exchange, neighbour, both):
    await neighbour.cancel(both[1])
    await _says(exchange, neighbour, "I have to cancel")
    assert await _stand(exchange, neighbour, both) == (A.CANCELLED, A.CANCELLED)


async def test_a_talk_goes_on_with_the_one_it_is_with(exchange, neighbour, both):
    await _says(exchange, neighbour, "another time at Aurora please, on friday")
    (moved,) = await _says(exchange, neighbour, "2")
    assert moved.startswith("Done")
    assert (await neighbour.appointment(both[1])).version == 1


async def test_a_number_after_a_newer_text_of_ours_is_no_answer_to_which(exchange, neighbour, both):
    assert await _says(exchange, neighbour, "I have to cancel") == [ASKED]
    exchange.at(START - 2 * DAY)
    await exchange.taken()
    await exchange.planner.step()
    # it may answer the reminder, too: "2 to cancel"
    (again,) = await _says(exchange, neighbour, "2")
    assert again.startswith("Which practice do you mean?\n1) Studio Aurora")
    assert await _stand(exchange, neighbour, both) == (A.BOOKED, A.BOOKED)


async def test_stop_asks_nothing_and_stops_both(exchange, neighbour, both):
    (stopped,) = await _says(exchange, neighbour, "STOP")
    assert "Which practice" not in stopped
    assert await _says(exchange, neighbour, "yes") == []


async def test_an_emergency_asks_nothing(exchange, neighbour, both):
    (told,) = await _says(exchange, neighbour, "I am bleeding badly")
    assert "Which practice" not in told


async def test_what_is_no_answer_is_read_anew(exchange, neighbour, both):
    assert await _says(exchange, neighbour, "yes") == [ASKED]
    assert await _says(exchange, neighbour, "I have to cancel") == [ASKED]
    await _says(exchange, neighbour, "1")
    assert await _stand(exchange, neighbour, both) == (A.BOOKED, A.CANCELLED)


async def test_half_a_text_is_asked_about_nobody_and_does_nothing(exchange, neighbour, both):
    half = replace(exchange._arrival(1, "I have to cancel", OURS), reference=4, total=2)
    async with exchange.database.write() as tx:
        await inbox.store(tx, [half], {}, join)
        await long_texts.give_up_waiting(tx, exchange.now + MINUTE, join)
    await exchange.handled()
    written = [*await exchange.desk.messages(), *await neighbour.messages()]
    assert ASKED not in [one.text for one in written]
    await _says(exchange, neighbour, "1")
    assert A.CANCELLED not in await _stand(exchange, neighbour, both)
