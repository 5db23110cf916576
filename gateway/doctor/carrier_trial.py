"""Tries the log-in at a carrier to which nobody is bound, and leaves at once.

The trial is a transmitter: to a receiver the carrier would at once deliver what clients have
written, to somebody who keeps nothing. Nothing is sent.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from config.choices import BindKind
from config.sections import CarrierSettings
from gateway.channels.sms.carriers import carrier_config
from gateway.channels.sms.smpp.bind import trouble_in_words
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.dialling import Endpoint, UnreachableError, dial
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.link import Link
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found

_LOG_IN = 3.0
"""Seconds for the connection, and again for the answer to the bind."""
_GOODBYE = 0.3
_AT_LEISURE = 60.0
_ENDED = frozenset({BindState.WAITING, BindState.REFUSED})


class _NotTaken(Exception):
    """What comes in is not acknowledged: the carrier keeps it."""


async def try_carrier(settings: CarrierSettings) -> Finding:
    """Log in at a carrier and leave; where we only receive, connect and leave.

    Args:
        settings: of the carrier; nobody may be bound to it.
    """
    try:
        if settings.bind is BindKind.RECEIVER:
            return await _reached(settings)
        return await _bound(settings)
    except ValueError as error:
        # a file of certificates
        return _bad(settings, FindingCode.NOT_BOUND, str(error))


async def _reached(settings: CarrierSettings) -> Finding:
    places = settings.receiver_endpoints or settings.endpoints
    endpoints = [Endpoint(one.host, one.port) for one in places]
    try:
        sock, where = await dial(endpoints, _LOG_IN)
    except UnreachableError as error:
        words = trouble_in_words(error.cause, error.endpoint)
        return _bad(settings, FindingCode.NOT_BOUND, words)
    sock.close()
    return found(
        *(Area.CARRIERS, Level.FINE, FindingCode.REACHED, settings.name),
        facts={"address": str(where)},
    )


async def _bound(settings: CarrierSettings) -> Finding:
    config = replace(
        carrier_config(settings),
        bind=BindKind.TRANSMITTER,
        binds=1,
        record=None,
        bind_timeout=min(_LOG_IN, settings.bind_timeout.total_seconds()),
        reconnect_min=_AT_LEISURE,
        reconnect_max=_AT_LEISURE,
    )
    link = Link(config, _refuse)
    await link.start()
    try:
        # the bind runs from the next turn of the loop on
        await asyncio.sleep(0)
        while (status := link.status()[0]).state not in _ENDED and not link.bound:
            await link.until_changed()
    finally:
        await link.stop(_GOODBYE)
    if status.state is BindState.REFUSED:
        return _bad(settings, FindingCode.REFUSED, status.words)
    if status.state in _ENDED:
        return _bad(settings, FindingCode.NOT_BOUND, status.words)
    return found(
        *(Area.CARRIERS, Level.FINE, FindingCode.TRIED, settings.name),
        facts={"address": status.address},
    )


def _bad(settings: CarrierSettings, code: FindingCode, said: str) -> Finding:
    return found(Area.CARRIERS, Level.TROUBLE, code, settings.name, facts={"said": said})


async def _refuse(batch: Sequence[InboundPdu]) -> None:
    raise _NotTaken(len(batch))
