"""Mails to the people who run the service: postmaster (RFC 5321 §4.5.1) and abuse (RFC 2142 §4).

Every mail server has to take mails to postmaster, with and without its domain. Nobody answers such
a mail by machine; staff see its words as an alert. Reports of complaints and of mails that came
back arrive here too, and those that quote a mail of ours go the way of such reports.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.conversations import alerts, received_mails
from calendar_store.conversations.received_mails import StoredMail
from calendar_store.database.connection import Database
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.received_mails import MailKind
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from gateway.channels.mail.reading.read_mail import ReadMail
from gateway.channels.mail.receiving.fingerprints import fingerprint_of
from gateway.channels.mail.receiving.intake import MailIntake, Taken
from gateway.channels.mail.receiving.mail_decision import cleaned, one_line
from gateway.channels.mail.receiving.mail_reader import MailReader

_log = structlog.get_logger(__name__)

_NAMES = frozenset({"postmaster", "abuse"})
_LONGEST = 1000
"""Characters of a mail that an alert shows."""
_OPEN = 5
"""Most open alerts about such mails: more are stored without an alert of their own."""
_FOR_PEOPLE = frozenset({MailKind.ANSWER, MailKind.CALENDAR, MailKind.COMPLAINT})


def is_for_operator(address: str, domain: str) -> bool:
    """Tell whether an address is one at which every mail server is to be reached.

    Args:
        address: the recipient as given, in any case; postmaster may stand without a domain.
        domain: our domain in lower case.
    """
    name, at, of = address.strip().lower().partition("@")
    return (name in _NAMES and of == domain) or (name == "postmaster" and not at)


class OperatorMail:
    """Takes mails to the operator.

    Args:
        database: the store.
        intake: takes reports that quote a mail of ours.
        clock: gives aware UTC times.
        reader: reads mails.
    """

    def __init__(
        self,
        database: Database,
        intake: MailIntake,
        clock: Callable[[], datetime],
        reader: MailReader | None = None,
    ) -> None:
        self._database, self._intake, self._clock = database, intake, clock
        self._reader = reader or MailReader()

    async def take(self, raw: bytes) -> None:
        """Commit a mail; when this returns, it may be acknowledged.

        Args:
            raw: the mail as received.

        Raises:
            Exception: any error of the store; nothing was stored then.
        """
        if await self._intake.take(raw, None, "smtp") is not Taken.NOT_OURS:
            return
        read = await self._reader.read(raw)
        fingerprint = await asyncio.to_thread(fingerprint_of, raw, None)
        now = self._clock()
        kind = read.kind if read else MailKind.ANSWER
        mail = StoredMail(
            fingerprint=fingerprint,
            way="smtp",
            received_at=now,
            kind=kind,
            reason="to the postmaster",
            message_id=one_line(read.message_id if read else "", "message_id"),
            subject=one_line(read.subject if read else "", "subject"),
            from_address=one_line(read.from_address if read else "", "from_address"),
            attachments=(),
            size=len(raw),
        )
        async with self._database.write() as tx:
            if fingerprint not in await received_mails.store(tx, [mail]):
                return
            told = await alerts.open_of_kind(tx, AlertKind.UNCLEAR) if kind in _FOR_PEOPLE else []
            standing = [one for one in told if one.reason.code is ReasonCode.POSTMASTER_MAIL]
            if kind in _FOR_PEOPLE:
                new = [
                    Alert(one.id, tx.ids.new(), AlertKind.UNCLEAR, _reason(mail, read), now)
                    for one in await practices.all_practices(tx)
                    if sum(alert.practice_id == one.id for alert in standing) < _OPEN
                ]
                await alerts.raise_all(tx, new)
        _log.info("a mail to the postmaster", kind=kind.value)

    def close(self) -> None:
        """Release the threads that read."""
        self._reader.close()


def _reason(mail: StoredMail, read: ReadMail | None) -> Reason:
    text = " ".join(cleaned(read.text[: 4 * _LONGEST] if read else "").split())[:_LONGEST]
    facts = {"who": mail.from_address, "subject": mail.subject, "text": text}
    return Reason(ReasonCode.POSTMASTER_MAIL, facts)
