"""One carrier's inbox, and what is handed to it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from calendar_store.conversations import inbox as store
from calendar_store.database.connection import Database
from calendar_store.model.conversations import Inbound
from calendar_store.schema import inbound
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundText, ReceiptState
from tests.support.desk import mobile
from tests.support.exchange import CARRIER, OURS
from tests.support.reasons import saying


class Intake:
    """One carrier's inbox, and the clock it is given."""

    def __init__(self, database: Database, now: datetime, carrier: CarrierConfig = CARRIER) -> None:
        self.database, self.now, self.carrier = database, now, carrier
        self.inbox = Inbox(carrier, database, lambda: self.now)

    def text(self, said: str = "1", session: str = "a", **changes: Any) -> InboundText:
        """Return what a client writes."""
        octets = said.encode()
        usual = InboundText(
            carrier="primary",
            bind="primary/1",
            session_id=session,
            fingerprint=octets.hex().ljust(64, "0"),
            source=mobile(1),
            destination=OURS,
            octets=octets,
            body=octets,
            text=said,
            data_coding=0,
            esm_class=0,
            received_at=self.now,
        )
        return replace(usual, **changes)

    def receipt(
        self,
        state: ReceiptState = ReceiptState.DELIVERED,
        key: str = "17",
        words: str = "the phone was switched off",
    ) -> DeliveryReceipt:
        """Return what the carrier reports of an id."""
        return DeliveryReceipt(
            carrier="primary",
            bind="primary/1",
            session_id="a",
            fingerprint="00",
            message_id=key.upper(),
            message_key=key,
            state=state,
            final=True,
            reason=saying(words),
            error=None,
            text=None,
            done_at=None,
            source=mobile(1),
            destination=OURS,
            octets=b"",
            received_at=self.now,
        )

    async def stored(self) -> list[Inbound]:
        """Return what is stored, in the order it will be handled."""
        async with self.database.read() as tx:
            rows = await tx.execute(inbound.select().order_by(inbound.c.id))
            return [store.value(row) for row in rows]
