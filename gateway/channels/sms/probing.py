"""Probes a carrier: sends two texts to the operator's own phone, and waits for the answer.

Owns the course of a probe: bind, send, wait for receipts and the phone's answer. The results are
interpreted in `gateway.channels.sms.smpp.probed_habits`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiosmpplib.state import SmppCommand  # type: ignore[import-untyped]

from config.choices import BindKind, Validity
from gateway.channels.sms.carriers import Carrier
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.body import read_data_sm, read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import Pdu
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.probe import ProbeAnswer, SentPart, is_from, prepared_texts
from gateway.channels.sms.smpp.probed_habits import measured
from gateway.channels.sms.smpp.submits import (
    PreparedPart,
    PreparedText,
    Submit,
    SubmitOutcome,
    SubmitResult,
)
from gateway.channels.sms.smpp.wishes import REFUSED_RECEIPT, REFUSED_VALIDITY
from gateway.messaging.probe_findings import (
    ProbeCode,
    ProbeFailedError,
    ProbeFinding,
    ProbeRemark,
)

_LASTING = timedelta(days=1)
_GOODBYE = 2.0
_TELLING = 7
"""Last digits by which a phone is known, however the carrier writes its number."""
_DIALLING = 3
"""Failed attempts for each host before the probe is given up."""


@dataclass(slots=True)
class _Try:
    """Result of sending: accepted parts, and refused options."""

    sent: list[SentPart]
    refused: dict[Validity, timedelta]
    receipts_refused: bool = False


class _Ear:
    """Observer of the link that keeps the messages from the carrier.

    Args:
        clock: gives aware UTC times.
        number: keep only what names this phone; "" keeps everything.
    """

    def __init__(self, clock: Callable[[], datetime], number: str = "") -> None:
        self._digits = number[-_TELLING:]
        self.heard: list[ProbeAnswer] = []
        self.changed = asyncio.Event()
        self._clock = clock

    def wrote(self, bind: str, pdu: bytes) -> None:
        """Ignore a PDU that was sent."""

    def got(self, bind: str, pdu: Pdu) -> None:
        """Keep a received text or receipt."""
        del bind
        if pdu.command in {SmppCommand.DELIVER_SM, SmppCommand.DATA_SM}:
            read = read_data_sm if pdu.command == SmppCommand.DATA_SM else read_deliver_sm
            answer = ProbeAnswer(self._clock(), read(pdu.body))
            places = (answer.body.source, answer.body.destination)
            if not self._digits or any(self._digits in _digits(one) for one in places):
                self.heard.append(answer)
                self.changed.set()

    def close(self) -> None:
        """Do nothing: there is nothing to close."""


def _digits(address: str) -> str:
    return "".join(filter(str.isdigit, address))


async def probe(
    config: CarrierConfig,
    *,
    number: str,
    sender: str,
    wait: float,
    clock: Callable[[], datetime],
    told: Callable[[ProbeRemark], None],
) -> list[ProbeFinding]:
    """Probe a carrier.

    Args:
        config: the carrier's configuration; only one bind, or one pair, is opened.
        number: number of the operator's phone, E.164.
        sender: our number, which the phone can answer to.
        wait: most seconds to wait for receipts and the answer.
        clock: gives aware UTC times.
        told: called with a remark when all parts are sent.

    Returns:
        The findings.

    Raises:
        ProbeFailedError: if no session can be established, or the carrier refuses a text.
        ValueError: if a file of certificates cannot be used.
    """
    ear = _Ear(clock)
    link = Link(replace(config, binds=1), _taken, clock, observer=ear)
    await link.start()
    try:
        await _bound(link, config)
        made = await _send(link, config, number, sender, clock)
        told(_told_sent(made, wait))
        await _wait(ear, number, made, wait, hears=config.bind is not BindKind.TRANSMITTER)
    finally:
        await link.stop(_GOODBYE)
    return _findings(config, number, sender, made, ear)


async def probe_at_work(
    carrier: Carrier,
    *,
    number: str,
    sender: str,
    wait: float,
    told: Callable[[ProbeRemark], None],
) -> list[ProbeFinding]:
    """Probe a carrier over its running link, beside the texts of clients.

    What the phone answers meanwhile is not stored as a client's text.

    Args:
        carrier: the carrier at work.
        number: number of the operator's phone, E.164.
        sender: our number, which the phone can answer to.
        wait: most seconds to wait for receipts and the answer.
        told: called with a remark when all parts are sent.

    Returns:
        The findings.

    Raises:
        ProbeFailedError: if nothing can be sent over the carrier now, or it refuses a text.
    """
    config, ear = carrier.config, _Ear(carrier.clock, number)
    if not config.sends:
        raise ProbeFailedError(ProbeCode.ONLY_RECEIVES, carrier=config.name)
    if not carrier.link.bound:
        raise _no_session(carrier.link, config)
    with carrier.link.observed(ear), carrier.inbox.leaving_out(number):
        made = await _send(carrier.link, config, number, sender, carrier.clock)
        told(_told_sent(made, wait))
        await _wait(ear, number, made, wait, hears=config.bind is not BindKind.TRANSMITTER)
        # the observer hears the answer before the inbox leaves it out
        await carrier.link.received(_GOODBYE)
    return _findings(config, number, sender, made, ear)


def _told_sent(made: _Try, wait: float) -> ProbeRemark:
    return ProbeRemark(ProbeCode.SENT, {"parts": len(made.sent), "seconds": f"{wait:.0f}"})


def _no_session(link: Link, config: CarrierConfig) -> ProbeFailedError:
    said = "; ".join(sorted({one.words for one in link.status() if one.words}))
    if not said:
        return ProbeFailedError(ProbeCode.NOT_CONNECTED, carrier=config.name)
    return ProbeFailedError(ProbeCode.NO_SESSION, carrier=config.name, said=said)


def _findings(
    config: CarrierConfig, number: str, sender: str, made: _Try, ear: _Ear
) -> list[ProbeFinding]:
    return list(
        measured(
            config,
            number=number,
            sender=sender,
            sent=made.sent,
            heard=ear.heard,
            refused=made.refused,
            receipts_refused=made.receipts_refused,
        )
    )


async def _taken(batch: Sequence[InboundPdu]) -> None:
    """Acknowledge received messages without storing them: `_Ear` keeps them for the probe."""


async def _bound(link: Link, config: CarrierConfig) -> None:
    if not config.sends:
        raise ProbeFailedError(ProbeCode.ONLY_RECEIVES, carrier=config.name)
    failures, places = 0, len(config.endpoints) + len(config.receiver_hosts)
    while not link.healthy:
        if link.state in {BindState.WAITING, BindState.REFUSED}:
            failures += 1
            if link.state is BindState.REFUSED or failures >= _DIALLING * places:
                raise _no_session(link, config)
        await link.until_changed()


async def _send(
    link: Link, config: CarrierConfig, number: str, sender: str, clock: Callable[[], datetime]
) -> _Try:
    made = _Try([], {})
    texts = prepared_texts(config, int(clock().timestamp()))
    for long, prepared in enumerate(texts):
        for place, part in enumerate(prepared.parts, start=1):
            result = await _accepted(
                link, _submit(config, number, sender, prepared, part), config, made
            )
            total = len(prepared.parts)
            made.sent.append(SentPart(bool(long), place, total, result, clock()))
    return made


def _submit(
    config: CarrierConfig, number: str, sender: str, prepared: PreparedText, part: PreparedPart
) -> Submit:
    return Submit(
        destination=number,
        source=sender,
        part=part,
        esm_class=prepared.esm_class,
        data_coding=prepared.data_coding,
        validity=_LASTING,
        validity_form=config.validity,
        insists=True,
    )


async def _accepted(link: Link, submit: Submit, config: CarrierConfig, made: _Try) -> SubmitResult:
    """Send a part until the carrier accepts it, each time without the options refused so far."""
    forms = [config.validity, Validity.RELATIVE, Validity.ABSOLUTE, Validity.NONE]
    while True:
        form = next(form for form in forms if form not in made.refused)
        wanted = replace(submit, validity_form=form, registered_delivery=not made.receipts_refused)
        result = await link.submit(wanted)
        if result.status == REFUSED_VALIDITY and form is not Validity.NONE:
            made.refused[form] = _LASTING
        elif result.status == REFUSED_RECEIPT and not made.receipts_refused:
            made.receipts_refused = True
        elif result.outcome is SubmitOutcome.ACCEPTED:
            return result
        else:
            raise ProbeFailedError(ProbeCode.NOT_TAKEN, carrier=config.name, why=result.reason)


async def _wait(ear: _Ear, number: str, made: _Try, wait: float, *, hears: bool) -> None:
    """Wait until the phone has answered and every part has its receipt."""
    if not hears:
        return
    try:
        async with asyncio.timeout(wait):
            while not _complete(ear.heard, number, made):
                ear.changed.clear()
                await ear.changed.wait()
    except TimeoutError:
        return


def _complete(heard: Sequence[ProbeAnswer], number: str, made: _Try) -> bool:
    answers = [one for one in heard if is_from(one, number)]
    receipts = len(heard) - len(answers)
    return bool(answers) and (made.receipts_refused or receipts >= len(made.sent))
