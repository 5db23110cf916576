"""An outage: a practice has one alert, true while it lasts and after, gone if nothing was lost."""

from datetime import timedelta

import pytest

from calendar_store.conversations import alerts
from calendar_store.model.statuses import AlertKind, MessageStatus
from calendar_store.practices import practices
from gateway.messaging.outages import ONE_BY_ONE, TOLD_AFTER, Outages
from gateway.messaging.timeouts import Timeouts
from gateway.wording.reason_words import in_words
from tests.support.actors import named
from tests.support.office import Office
from tests.support.sms import sweeper

M = MessageStatus
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
STANDS = "No text goes out or comes in since 10:01: no carrier can be reached."
WAITS = "What is due waits, and goes out when one returns."


class Away:
    """A service whose carriers go and come as told; the clock moves as told, and it sweeps."""

    def __init__(self, database, practice, now):
        self.database, self.practice, self.now = database, practice, now
        self.reachable = True
        self.office = Office(database, practice.id, now)
        self.restart()

    def restart(self):
        """Begin anew, with nothing but the store."""
        outages = Outages(self.database, lambda: self.reachable, lambda: self.now)
        self.sweeper = sweeper(self.database, lambda: self.now, Timeouts(), outages=outages)

    async def after(self, pause=timedelta(0), *, reachable=None):
        self.now += pause
        self.reachable = self.reachable if reachable is None else reachable
        await self.sweeper.sweep()

    async def begins(self):
        """Let an outage begin at 10:01, and last until it is told."""
        await self.after()
        await self.after(MINUTE, reachable=False)
        await self.after(TOLD_AFTER)

    async def alerts(self, practice_id=None):
        async with self.database.read() as tx:
            return await alerts.open_of(tx, practice_id or self.practice.id)

    async def words(self):
        return [in_words(alert.reason) for alert in await self.alerts()]

    async def seen_to(self):
        async with self.database.write() as tx:
            for alert in await self.alerts():
                await alerts.resolve(tx, self.practice.id, alert.id, by=named("ada"), now=self.now)

    async def due(self, count, begins):
        """Queue texts for appointments that begin after `begins`."""
        return await self.office.queue(count, expires_at=self.now + begins)


@pytest.fixture
def away(database, practice, now):
    return Away(database, practice, now)


async def test_a_carrier_that_restarts_troubles_nobody(away):
    await away.after()
    await away.after(MINUTE, reachable=False)
    await away.after(TOLD_AFTER - SECOND)
    await away.after(reachable=True)
    # the next time is another time
    await away.after(reachable=False)
    await away.after(TOLD_AFTER - SECOND)
    assert await away.alerts() == []


async def test_every_practice_is_told_once_and_the_alert_goes_when_nothing_was_lost(away):
    async with away.database.write() as tx:
        lisbon = await practices.add(
            *(tx,),
            name="Clínica Bruno",
            timezone="Europe/Lisbon",
            locale="pt",
            sender="+351210000000",
            now=away.now,
        )
    await away.begins()
    await away.after(10 * MINUTE)
    (alert,) = await away.alerts()
    assert (alert.kind, in_words(alert.reason)) == (AlertKind.OUTAGE, f"{STANDS} {WAITS}")
    # each on the clock of its own wall
    assert "since 09:01" in in_words((await away.alerts(lisbon.id))[0].reason)
    await away.after(MINUTE, reachable=True)
    assert await away.alerts() == await away.alerts(lisbon.id) == []


async def test_texts_that_are_too_late_are_counted_in_the_one_alert(away):
    texts = await away.due(3, 5 * MINUTE)
    texts += await away.due(9, 20 * MINUTE)
    await away.due(2, 300 * MINUTE)
    await away.begins()
    await away.after(2 * MINUTE)
    assert await away.words() == [
        f"{STANDS} 3 texts were too late to be sent; the calendar shows which. The others wait."
    ]
    await away.after(20 * MINUTE)
    (first,) = await away.alerts()
    await away.after(30 * MINUTE, reachable=True)
    (alert,) = await away.alerts()
    assert (alert.id, alert.at) == (first.id, first.at)
    assert in_words(alert.reason) == (
        "No carrier could be reached from 10:01 to 10:56."
        " 12 texts were too late to be sent; the calendar shows which."
    )
    for text in texts:
        message, history = await away.office.fate(text)
        assert history == ["queued", "expired"]
        assert (
            in_words(message.reason)
            == "not sent: no carrier could be reached before its time had passed"
        )


async def test_what_is_too_late_while_the_rest_goes_out_belongs_to_the_outage(away):
    await away.due(1, 12 * MINUTE)
    late = await away.due(1, 60 * MINUTE)
    await away.begins()
    await away.after(10 * MINUTE)
    await away.after(MINUTE, reachable=True)
    text = (await away.due(1, MINUTE))[0]
    await away.after(MINUTE)
    (words,) = await away.words()
    assert words.endswith("to 10:15. 2 texts were too late to be sent; the calendar shows which.")
    assert (await away.office.fate(text))[0].status is M.EXPIRED
    # and what is too late long afterwards does not
    await away.after(60 * MINUTE)
    assert in_words((await away.office.fate(late[0]))[0].reason) == "not sent: its time had passed"
    assert len(await away.alerts()) == 2


async def test_an_alert_that_was_seen_to_is_raised_again_only_by_a_loss(away):
    await away.begins()
    await away.seen_to()
    await away.after(5 * MINUTE)
    assert await away.alerts() == []
    await away.due(1, MINUTE)
    await away.after(MINUTE)
    assert await away.words() == [
        f"{STANDS} 1 text was too late to be sent; the calendar shows which. The others wait."
    ]


async def test_a_restart_during_an_outage_tells_nobody_twice_and_forgets_no_loss(away):
    await away.due(2, 5 * MINUTE)
    await away.begins()
    await away.after(5 * MINUTE)
    away.restart()
    await away.after(MINUTE)
    await away.due(1, MINUTE)
    await away.after(5 * MINUTE)
    (words,) = await away.words()
    assert words.startswith(f"{STANDS} 3 texts were too late")
    away.restart()
    await away.after(MINUTE, reachable=True)
    (words,) = await away.words()
    assert words.startswith("No carrier could be reached from 10:01 to 10:16. 3 texts")


async def test_an_outage_that_ended_while_the_service_was_down_is_over_at_its_start(away):
    await away.begins()
    away.restart()
    await away.after(60 * MINUTE, reachable=True)
    assert await away.alerts() == []


async def test_a_few_that_are_late_without_an_outage_are_told_one_by_one_and_many_at_once(away):
    await away.due(ONE_BY_ONE, MINUTE)
    await away.after(MINUTE)
    kinds = [alert.kind for alert in await away.alerts()]
    assert kinds == [AlertKind.NOT_DELIVERED] * ONE_BY_ONE
    await away.seen_to()
    await away.due(ONE_BY_ONE + 1, MINUTE)
    await away.after(MINUTE)
    assert await away.words() == [
        f"{ONE_BY_ONE + 1} texts were not sent: their time had passed. The calendar shows which."
    ]
