"""Receipts on their way from the carrier's socket to what they make of a message in the store."""

from datetime import timedelta

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from config.choices import BindKind
from gateway.channels.sms.smpp.codes import STATE_WORDS
from tests.support.carrier import (
    DELIVER_SM,
    RESP,
    SUBMIT_SM,
    Carrier,
    Got,
    pdu,
    receipt,
)
from tests.support.studio import PATIENCE, Studio

M = MessageStatus
DAY = timedelta(days=1)


@pytest.mark.row("3.before-the-response")
async def test_a_receipt_may_come_before_its_response(studio: Studio) -> None:
    held: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = held.append
    async with studio.running():
        sent = await studio.sends()
        await studio.carrier.until(lambda: held)
        assert await studio.heard(receipt(b"id1")) == 0
        assert (await studio.parked(), await studio.status(sent)) == (1, M.SENDING)
        studio.carrier.behave(held[0])
        await studio.stands(sent, M.DELIVERED)
    assert await studio.parked() == 0
    assert await studio.history(sent) == ["queued", "sending", "accepted", "delivered"]


@pytest.mark.row("3.other-bind")
async def test_a_receipt_may_come_on_another_bind(studio: Studio) -> None:
    async with studio.running(binds=2):
        sent, (submit,) = await studio.accepted()
        (other,) = [peer for peer in studio.carrier.receivers if peer is not submit.peer]
        assert await studio.heard(receipt(b"id1"), peer=other) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("2.pair", "3.other-bind")
async def test_with_a_pair_it_comes_on_the_receiver(studio: Studio) -> None:
    async with studio.running(bind=BindKind.PAIR):
        sent, (submit,) = await studio.accepted()
        assert submit.peer not in studio.carrier.receivers
        assert await studio.heard(receipt(b"id1")) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.twice")
async def test_a_receipt_that_comes_again_is_acknowledged_and_changes_nothing(
    studio: Studio,
) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
        for body in (receipt(b"id1"), receipt(b"id1"), receipt(b"id1", date=b"2601121016")):
            assert await studio.heard(body) == 0
        await studio.stands(sent, M.DELIVERED)
    assert (await studio.history(sent)).count("delivered") == 1
    assert await studio.parked() == 0


@pytest.mark.row("3.days-later", "3.no-receipt")
async def test_a_receipt_days_later_replaces_not_knowing(studio: Studio) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
    studio.now += 5 * DAY
    async with studio.running():
        await studio.stands(sent, M.UNKNOWN)
        assert await studio.alerts() == ["the carrier never said what became of it"]
        assert await studio.heard(receipt(b"id1")) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.no-receipt")
@pytest.mark.parametrize("begins", [None, DAY])
async def test_no_receipt_by_the_timeout_or_the_appointment_is_unknown(
    studio: Studio, begins: timedelta | None
) -> None:
    async with studio.running():
        sent, _ = await studio.accepted(expires_at=studio.now + begins if begins else None)
    studio.now += (begins or PATIENCE.receipt) - timedelta(minutes=1)
    async with studio.running():
        other, _ = await studio.accepted()  # the sweep at the start has passed
        assert await studio.status(sent) is M.ACCEPTED
    studio.now += timedelta(minutes=1)
    async with studio.running():
        await studio.stands(sent, M.UNKNOWN)
    assert await studio.status(other) is M.ACCEPTED


@pytest.mark.row("3.parked")
async def test_a_receipt_for_nothing_known_yet_is_kept_over_a_restart(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(receipt(b"id1")) == 0
    assert await studio.parked() == 1
    async with studio.running():
        sent = await studio.sends()
        await studio.stands(sent, M.DELIVERED)
    assert await studio.parked() == 0


@pytest.mark.row("3.only-forward", "1.several-receipts")
async def test_a_status_only_moves_forward(studio: Studio) -> None:
    studio.numbered(b"good", b"bad")
    async with studio.running():
        good, _ = await studio.accepted()
        bad, _ = await studio.accepted()
        for state in (b"ENROUTE", b"ACCEPTD", b"BUFFRED", b"ENROUTE"):
            assert await studio.heard(receipt(b"good", state)) == 0
            assert await studio.status(good) is M.ACCEPTED
        await studio.heard(receipt(b"bad", b"UNDELIV"))
        for state in (b"DELIVRD", b"UNDELIV", b"EXPIRED", b"UNKNOWN", b"ENROUTE"):
            assert await studio.heard(receipt(b"good", state)) == 0
            assert await studio.status(good) is M.DELIVERED
        for state in (b"UNDELIV", b"EXPIRED", b"UNKNOWN", b"ENROUTE"):
            assert await studio.heard(receipt(b"bad", state)) == 0
            assert await studio.status(bad) is M.FAILED


@pytest.mark.row("7.delivered-after-failed")
async def test_a_delivery_after_a_failure_withdraws_the_alert(studio: Studio) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
        await studio.heard(receipt(b"id1", b"UNDELIV"))
        await studio.stands(sent, M.FAILED)
        assert await studio.alerts() == ["not delivered: the number cannot be reached"]
        await studio.heard(receipt(b"id1"))
        await studio.stands(sent, M.DELIVERED)
        assert await studio.alerts() == []


@pytest.mark.row("7.id-and-number", "7.older-than-the-attempt")
async def test_the_ids_of_others_do_not_decide_ours(studio: Studio) -> None:
    studio.numbered(b"7", b"7")
    async with studio.running():
        await studio.heard(receipt(b"7", source=b"393339999999"))
        await studio.heard(receipt(b"7", b"UNDELIV"))
        assert await studio.parked() == 2
        studio.now += timedelta(seconds=30)
        ours, _ = await studio.accepted()
        other, _ = await studio.accepted("Hello", recipient="+393332222222")
        await studio.heard(receipt(b"7", b"UNDELIV", source=b"393332222222"))
        await studio.stands(other, M.FAILED)
        assert await studio.status(ours) is M.ACCEPTED
        await studio.heard(receipt(b"7", source=b"3331234567", ton=2))
        await studio.stands(ours, M.DELIVERED)
        assert await studio.status(other) is M.FAILED


AGAIN = [(b"UNDELIV", b"DELIVRD"), (b"DELIVRD", b"UNDELIV")]


async def settled(studio: Studio, key: bytes, state: bytes) -> Message:
    """A message of which everything is said."""
    studio.numbered(key)
    sent, _ = await studio.accepted()
    await studio.heard(receipt(key, state))
    await studio.stands(sent, FATES[state])
    return sent


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize(("first", "second"), AGAIN)
@pytest.mark.parametrize("binds", [1, 2])
async def test_an_id_used_again_and_its_receipt_before_its_response(
    studio: Studio, first: bytes, second: bytes, binds: int
) -> None:
    held: list[Got] = []
    async with studio.running(binds=binds):
        old = await settled(studio, b"7", first)
        before = await studio.alerts()
        studio.carrier.rules[SUBMIT_SM] = held.append
        new = await studio.sends("Another")
        await studio.carrier.until(lambda: held)
        others = [one for one in studio.carrier.receivers if one is not held[0].peer]
        peer = others[0] if others else held[0].peer
        assert await studio.heard(receipt(b"7", second), peer=peer) == 0
        assert (await studio.parked(), await studio.status(new)) == (1, M.SENDING)
        assert await studio.alerts() == before
        held[0].peer.answer(held[0], body=b"7\0")
        await studio.stands(new, FATES[second])
        assert await studio.status(old) is FATES[first]
        assert len(await studio.alerts()) == 1  # of the one that did not arrive
    assert await studio.parked() == 0


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize(("first", "second"), AGAIN)
@pytest.mark.parametrize("receipt_first", [True, False])
async def test_an_id_used_again_and_its_receipt_in_one_write_with_its_response(
    studio: Studio, first: bytes, second: bytes, receipt_first: bool
) -> None:
    async with studio.running():
        old = await settled(studio, b"7", first)

        def at_once(got: Got) -> None:
            both = [
                pdu(DELIVER_SM, 0, 77, receipt(b"7", second)),
                pdu(SUBMIT_SM | RESP, 0, got.sequence, b"7\0"),
            ]
            got.peer.send(b"".join(both if receipt_first else both[::-1]))

        studio.carrier.rules[SUBMIT_SM] = at_once
        new = await studio.sends("Another")
        await studio.stands(new, FATES[second])
        assert await studio.status(old) is FATES[first]


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_correction_of_an_older_message_waits_until_it_is_clear_whose_it_is(
    studio: Studio,
) -> None:
    held: list[Got] = []
    async with studio.running():
        old = await settled(studio, b"7", b"UNDELIV")
        studio.carrier.rules[SUBMIT_SM] = held.append
        new = await studio.sends("Another")
        await studio.carrier.until(lambda: held)
        await studio.heard(receipt(b"7"))
        await studio.service._sweeper.sweep()
        assert await studio.status(old) is M.FAILED
        held[0].peer.answer(held[0], body=b"8\0")
        await studio.stands(new, M.ACCEPTED)
        await studio.service._sweeper.sweep()
        await studio.stands(old, M.DELIVERED)
        assert await studio.alerts() == []
        assert await studio.status(new) is M.ACCEPTED


FATES = {
    b"DELIVRD": M.DELIVERED,
    b"EXPIRED": M.EXPIRED,
    b"DELETED": M.FAILED,
    b"UNDELIV": M.FAILED,
    b"REJECTD": M.FAILED,
    b"FAILED": M.FAILED,
    b"SKIPPED": M.FAILED,
    b"UNKNOWN": M.UNKNOWN,
    b"WHATEVR": M.UNKNOWN,
    b"ACCEPTD": M.ACCEPTED,
    b"ACKED": M.ACCEPTED,
    b"ENROUTE": M.ACCEPTED,
    b"BUFFRED": M.ACCEPTED,
    b"BUFFERD": M.ACCEPTED,
}


@pytest.mark.row("3.states")
async def test_every_state_makes_of_a_message_what_it_says(studio: Studio) -> None:
    short = {word for word in STATE_WORDS if len(word) <= 7}
    assert short <= {state.decode() for state in FATES}
    studio.numbered(*FATES)
    async with studio.running():
        sent = {state: (await studio.accepted())[0] for state in FATES}
        for state in FATES:
            assert await studio.heard(receipt(state, state)) == 0
        assert {state: await studio.status(one) for state, one in sent.items()} == FATES


@pytest.mark.row("2.several-carriers")
async def test_the_same_id_at_another_carrier_is_another_message(studio: Studio) -> None:
    second = Carrier()
    await second.start()
    async with studio.running(second):
        at_first, _ = await studio.accepted()
        at_second = await studio.sends(carrier="second")
        await studio.stands(at_second, M.ACCEPTED)
        assert (studio.carrier.count(SUBMIT_SM), second.count(SUBMIT_SM)) == (1, 1)
        assert await second.answered(second.deliver(receipt(b"id1", b"UNDELIV"))) == 0
        await studio.stands(at_second, M.FAILED)
        assert await studio.status(at_first) is M.ACCEPTED
    await second.stop()
