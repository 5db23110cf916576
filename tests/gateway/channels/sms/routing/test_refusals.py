"""A carrier that refuses our log-in is told of, though the others are up."""

import pytest

from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import AlertKind
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.messaging.refusals import LogIn, RefusalShares
from gateway.wording.reason_words import in_words
from tests.support.carrier import BIND_TRX, Carrier
from tests.support.desk import Desk
from tests.support.reasons import saying
from tests.support.studio import Studio

UP, GONE = LogIn(NO_REASON, admitted=True), LogIn(NO_REASON, admitted=False)
REFUSED = LogIn(saying("the carrier refused the log-in"), admitted=False)


@pytest.fixture
def told(database, practice, aurora, now):
    """The desk of a practice, and what is told to it."""
    desk = Desk(database, practice, aurora, now)
    log_ins = {"primary": UP, "second": UP}
    return desk, log_ins, lambda: RefusalShares(database, lambda: log_ins, lambda: now)


@pytest.mark.row("7.bind-failed")
async def test_a_refusal_is_told_once_and_taken_back_when_we_are_let_in(told):
    desk, log_ins, make = told
    refusals = make()
    await refusals.look()
    assert await desk.alerts() == []
    for log_in in (REFUSED, GONE, REFUSED):  # each retry connects anew
        log_ins["second"] = log_in
        await refusals.look()
        (alert,) = await desk.alerts()
        assert alert.kind is AlertKind.OUTAGE
        assert in_words(alert.reason).startswith(
            "The carrier second refuses our log-in: the carrier refused the log-in. Check"
        )
    refusals = make()  # after a restart
    await refusals.look()
    assert len(await desk.alerts()) == 1
    log_ins["second"] = UP
    await refusals.look()
    assert await desk.alerts() == []


async def told_of(studio: Studio) -> bool:
    return bool(await studio.alerts())


@pytest.mark.row("7.bind-failed")
async def test_a_log_in_that_fails_is_told_beside_a_carrier_that_is_up(studio: Studio):
    second = Carrier()
    second.rules[BIND_TRX] = lambda got: got.peer.answer(got, 0x0D)
    await second.start()
    studio.bound = studio.one_is_bound
    async with studio.running(second):
        (_, refused) = studio.service.carriers
        await second.until(lambda: second.count(BIND_TRX) and not second.peers)
        assert refused.link.state is BindState.REFUSED
        await studio.until(lambda: told_of(studio))  # at the next sweep
        (words,) = await studio.alerts()
        assert "The carrier second refuses our log-in" in words
        assert second.count(BIND_TRX) == 1
    await second.stop()
