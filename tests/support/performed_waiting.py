"""Scripts of the waiting list and its offers, for both performers of turns."""

from datetime import timedelta

from calendar_store.model.statuses import OfferStatus
from dialogs import effects as do
from tests.support.desk import mobile
from tests.support.exchange import START
from tests.support.performed_steps import booked, cancels, closes, joins, restores, stands, takes
from tests.support.performers import DONE, TAKEN, of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = START + DAY
WHILE = (START - DAY, START + DAY)


async def joining_and_leaving_the_waiting_list(p):
    await booked(p, START + 2 * DAY, "Massage")
    await p.decide(joins(WHILE))
    await p.decide(joins((START, FRIDAY), (FRIDAY, FRIDAY + HOUR)))
    told = await p.told()
    assert [one[1:4] for one in told["waiting"]] == [
        (START, FRIDAY, "waiting"),
        (FRIDAY, FRIDAY + HOUR, "waiting"),
    ]
    assert told["waiting"][0][-1] == p.service("Massage").id
    await p.decide(joins(WHILE))
    assert [one[3] for one in (await p.told())["waiting"]] == ["waiting", "withdrawn"]
    await p.decide(lambda c: [do.LeaveWaitingList(tuple(e.id for e in c.waiting))])
    assert (await p.told())["ahead"][mobile(1)]["waiting"] == []
    await p.decide(joins(WHILE))
    assert [one[3] for one in (await p.told())["waiting"]] == ["withdrawn", "withdrawn", "waiting"]


async def waiting_for_a_first_appointment(p):
    await p.client("Ada")
    await p.decide(joins(WHILE, instead=False, service_id=p.service("Check-up").id))
    assert (await p.told())["waiting"][0][-3:] == (None, None, p.service("Check-up").id)


async def who_has_cancelled_waits_for_nothing_earlier(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))
    await p.decide(cancels)
    assert (await p.told())["ahead"][mobile(1)]["waiting"] == []
    await p.decide(restores)
    assert (await p.told())["ahead"][mobile(1)]["waiting"] == ["Ada"]


async def leaving_twice(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))

    async def staff(other):
        await other.decide(leaves, 9)

    (entry,) = (await p.facts()).waiting

    def leaves(_):
        return [do.LeaveWaitingList((entry.id,))]

    assert await p.decide(leaves, meanwhile=staff) == DONE
    assert [one[3] for one in (await p.told())["waiting"]] == ["withdrawn"]


async def an_offer_taken_moves(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE, (START + 5 * DAY, START + 6 * DAY)))
    await p.decide(joins(WHILE))
    (text,) = await p.offer(START)
    assert "instead of Fri 16 Jan 10:00" in text
    assert await p.decide(takes) == DONE
    assert await stands(p) == (START, "confirmed", 2)
    told = await p.told()
    assert told["offers"][0][-1] == "taken"
    assert [one[3] for one in told["waiting"]] == ["served", "withdrawn"]
    return text


async def an_offer_taken_books(p):
    await p.client("Ada")
    await p.decide(joins(WHILE, instead=False, service_id=p.service("Check-up").id))
    await p.offer(START)
    assert await p.decide(takes) == DONE
    assert await stands(p) == (START, "booked", 1)


async def an_offer_taken_twice(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))
    await p.offer(START)
    offered = (await p.facts()).contexts[mobile(1)].state.question
    await p.decide(takes)
    await p.ask(1, lambda _: offered)

    def again(c):
        return [do.TakeOffer(offered.offer_id, offered.slots[0], of(c).id, of(c).version)]

    assert await p.decide(again) == TAKEN
    assert await stands(p) == (START, "confirmed", 2)


async def an_offer_whose_time_somebody_took(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))
    await p.offer(START)
    await p.client("Grace", 9)
    await p.book("Grace", START)
    assert await p.decide(takes) == TAKEN
    assert await stands(p) == (FRIDAY, "booked", 1)
    assert await p.decide(closes(OfferStatus.LOST)) == DONE
    assert (await p.told())["waiting"][0][3] == "waiting"


async def an_offer_declined(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))
    await p.offer(START)
    assert await p.decide(closes(OfferStatus.DECLINED)) == DONE
    told = await p.told()
    assert (told["offers"][0][-1], told["waiting"][0][3]) == ("declined", "waiting")
    assert await p.decide(closes(OfferStatus.LOST)) == DONE
    assert (await p.told())["offers"][0][-1] == "declined"


async def leaving_the_list_gives_an_offer_back(p):
    await booked(p, FRIDAY)
    await p.decide(joins(WHILE))
    await p.offer(START)
    await p.decide(lambda c: [do.LeaveWaitingList(tuple(e.id for e in c.waiting))])
    told = await p.told()
    assert (told["offers"][0][-1], told["waiting"][0][3]) == ("declined", "withdrawn")


WAITING_SCRIPTS = (
    joining_and_leaving_the_waiting_list,
    waiting_for_a_first_appointment,
    who_has_cancelled_waits_for_nothing_earlier,
    leaving_twice,
    an_offer_taken_moves,
    an_offer_taken_books,
    an_offer_taken_twice,
    an_offer_whose_time_somebody_took,
    an_offer_declined,
    leaving_the_list_gives_an_offer_back,
)
