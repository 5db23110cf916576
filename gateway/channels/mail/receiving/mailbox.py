"""Reads answers from an IMAP mailbox, for practices that have no mail exchanger of their own.

The mailbox may be shared with people, so a mail that came to no signed address of ours stays as it
is: it is neither fetched whole, nor flagged, nor moved. And people may open a mail of ours before
we do, so mails of the last days are looked at whether they are seen or not; the intake knows those
that were taken before. A mail is flagged after its commit.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import structlog

from calendar_store.database.connection import is_away
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.mail.addresses import SignedAddress, SignedAddresses
from gateway.channels.mail.receiving.imap_session import (
    ImapSession,
    MailboxAway,
    MailboxConfig,
    MailboxRefused,
    MailHead,
)
from gateway.channels.mail.receiving.intake import MailIntake, Taken
from gateway.channels.mail.receiving.signed_headers import signed_address_in, wanted_headers
from gateway.messaging.outages import TOLD_AFTER
from gateway.messaging.refusals import LogIn

_log = structlog.get_logger(__name__)

_T = TypeVar("_T")

_BATCH = 50
"""Mails whose headers are fetched at once."""
_TOGETHER = 20
"""Mails that are taken in one commit."""
_LOOKED_BACK = timedelta(days=3)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IDLE = 3 * 60.0
"""Seconds of one IDLE; a folder that is renamed meanwhile, and made anew, is missed until then."""
_POLL = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
"""Seconds between tries; the longest while the server refuses us: more would lock the account."""
_STORE_PAUSE = 2.0
_CUT = 512 * 1024
"""Octets that are read of a mail that is too large: its text stands at the beginning."""


class MailboxState(StrEnum):
    """The state of the mailbox's connection."""

    CONNECTING = "connecting"
    READING = "reading"
    REFUSED = "refused"
    AWAY = "away"


class ImapMailbox:
    """Takes mails from a mailbox.

    Attributes:
        state: the state of the connection.
        why: why it is away or refused, in words.
        taken: number of mails taken since the start.

    Args:
        config: the mailbox.
        intake: commits the mails.
        addresses: our signed addresses.
        clock: gives aware UTC times.
        octets: the largest mail that is read whole.
        pauses: seconds before the first try after a fault, and most seconds.
        idle: seconds of one IDLE.
        poll: seconds between looks where the server has no IDLE.
    """

    def __init__(
        self,
        config: MailboxConfig,
        intake: MailIntake,
        addresses: SignedAddresses,
        clock: Callable[[], datetime],
        *,
        octets: int = 20 * 1024 * 1024,
        pauses: tuple[float, float] = (_FIRST_PAUSE, _LONGEST_PAUSE),
        idle: float = _IDLE,
        poll: float = _POLL,
    ) -> None:
        self._config, self._intake, self._addresses = config, intake, addresses
        self._clock, self._octets, self._pauses = clock, octets, pauses
        self._idle, self._poll = idle, poll
        self._validity = 0
        self._last = 0
        # when it was last found unread, UTC: the time of a silent server counts as well
        self._away_since: datetime | None = None
        self.state = MailboxState.CONNECTING
        self.why = ""
        self.taken = 0

    @property
    def log_in(self) -> LogIn:
        """Whether the server lets us read the mailbox, and the reason if it does not.

        Staff are told at once of a refusal, and after some minutes of a server that is away.
        """
        why = NO_REASON
        if self.state is MailboxState.REFUSED:
            why = Reason(ReasonCode.MAILBOX_REFUSED, {"said": self.why})
        elif self._away_since and self._clock() - self._away_since >= TOLD_AFTER:
            why = Reason(
                ReasonCode.MAILBOX_AWAY, {"said": self.why or "the server does not answer"}
            )
        return LogIn(why, admitted=self._was_reading())

    async def run(self) -> None:
        """Read the mailbox until cancelled; connect again after every fault."""
        pause, longest = self._pauses
        while True:
            self.state = MailboxState.CONNECTING
            self._away_since = self._away_since or self._clock()
            try:
                await self._read_on()
            except MailboxRefused as error:
                self._is(MailboxState.REFUSED, str(error))
                pause = longest
            except MailboxAway as error:
                if self._was_reading():
                    pause = self._pauses[0]
                self._is(MailboxState.AWAY, str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _read_on(self) -> None:
        session = await ImapSession.opened(self._config)
        try:
            self.state, self.why, self._away_since = MailboxState.READING, "", None
            _log.info("reading the mailbox", host=self._config.host)
            while True:
                if session.validity != self._validity:
                    # the server numbers its mails anew (RFC 3501 §2.3.1.1)
                    self._validity, self._last = session.validity, 0
                await self.read_new(session)
                await session.until_news(self._idle, self._poll)
                # under the same name there may be another folder by now
                await session.select()
        finally:
            with suppress(Exception):
                await session.close()

    async def read_new(self, session: ImapSession) -> None:
        """Take the mails that were not looked at yet.

        Args:
            session: the mailbox.
        """
        for uids in _chunks(await self._not_looked_at(session), _BATCH):
            heads = await session.heads(uids, wanted_headers())
            ours = [one for one in map(self._named, heads) if one is not None]
            for some in _chunks(ours, _TOGETHER):
                await self._take(session, some)
            self._last = max(uids)

    async def _not_looked_at(self, session: ImapSession) -> Sequence[int]:
        if self._last:
            # "n:*" names the last mail even if it is older
            return [
                uid for uid in await session.uids("UID", f"{self._last + 1}:*") if uid > self._last
            ]
        since = self._clock() - _LOOKED_BACK
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        return await session.uids("OR", "UNSEEN", "SINCE", day)

    def _named(self, head: MailHead) -> "_Candidate | None":
        """Return a mail with its signed address; None for a mail that is not ours.

        Some servers report to the address in From; then the mail that the report quotes has the
        signed address.
        """
        signed = signed_address_in(head.header, self._addresses)
        is_report = b"multipart/report" in head.header.lower()
        return _Candidate(head.uid, head.size, signed) if signed or is_report else None

    async def _take(self, session: ImapSession, some: Sequence["_Candidate"]) -> None:
        """Commit mails together, then flag those that were ours."""
        takes: list[_Take] = []
        held = 0
        try:
            for one in some:
                raw = await self._fetched(session, one)
                if raw is None:
                    continue
                takes.append((one.uid, self._committed(raw, one.signed)))
                held += len(raw)
                if held > self._octets:
                    await self._flag(session, takes)
                    takes, held = [], 0
            await self._flag(session, takes)
        finally:
            for _, task in takes:
                task.cancel()

    async def _fetched(self, session: ImapSession, one: "_Candidate") -> bytes | None:
        """Return a mail, or the beginning of a mail that is too large."""
        most = self._octets
        if one.size > most:
            most = min(most, _CUT)
            _log.warning("a mail is too large and is read in part", octets=one.size)
        raw = await session.mail(one.uid, most)
        if raw is None:
            _log.warning("a mail in the mailbox is gone, or the server cannot read it", uid=one.uid)
        return raw

    async def _flag(self, session: ImapSession, takes: Sequence["_Take"]) -> None:
        done = [(uid, await task) for uid, task in takes]
        ours = [uid for uid, is_ours in done if is_ours]
        if ours:
            self.taken += len(ours)
            if not await session.flag_seen(ours):
                _log.warning("the server does not let us mark mails as read", mails=len(ours))

    def _committed(self, raw: bytes, signed: SignedAddress | None) -> "asyncio.Task[bool]":
        return asyncio.create_task(self._commit(raw, signed))

    async def _commit(self, raw: bytes, signed: SignedAddress | None) -> bool:
        """Commit a mail, however long the store is away; tell whether it was ours."""
        while True:
            try:
                return await self._intake.take(raw, signed, "imap") is not Taken.NOT_OURS
            except Exception as error:  # noqa: BLE001 (one mail must not keep others waiting)
                if not is_away(error):
                    _log.exception("a mail in the mailbox was not taken")
                    return False
                await asyncio.sleep(_STORE_PAUSE)

    def _was_reading(self) -> bool:
        return self.state is MailboxState.READING

    def _is(self, state: MailboxState, why: str) -> None:
        self.state, self.why = state, why
        _log.warning("the mailbox is not read", state=state.value, why=why)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A mail that is ours, or whose content may say so."""

    uid: int
    size: int
    signed: SignedAddress | None


_Take = tuple[int, "asyncio.Task[bool]"]
"""The UID of a mail and its commit, which tells whether it was ours."""


def _chunks(some: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    for at in range(0, len(some), most):
        yield some[at : at + most]
