"""One deliver_sm, read as a link reads it."""

from datetime import UTC, datetime

from gateway.channels.sms.smpp.body import read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import (
    InboundPdu,
)

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
CONFIG = CarrierConfig(
    "primary", "localhost", 2775, "esme", "secret", numbers=("+390699000111", "4321")
)


def inbound(body: bytes, config: CarrierConfig = CONFIG) -> InboundPdu:
    return read_inbound(read_deliver_sm(body), config, PduOrigin("primary/1", "s1", NOW))
