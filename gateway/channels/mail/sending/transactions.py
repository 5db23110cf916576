"""One mail over one connection: MAIL, RCPT, DATA, the mail, and what became of it (RFC 5321 §3.3).

With PIPELINING (RFC 2920) the three commands are one packet, and a mail takes two round trips.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.mail.sending.envelopes import SmtpEnvelope
from gateway.channels.mail.sending.smarthost_session import SessionLost, SmarthostSession
from gateway.channels.mail.sending.smtp_replies import (
    ReplyMeaning,
    SmtpReply,
    SmtpStage,
    meaning,
    reason_of_reply,
)

_CUT = Reason(ReasonCode.CUT_BEFORE_END)
_RSET = b"RSET"
_STAGES = (SmtpStage.MAIL, SmtpStage.RCPT, SmtpStage.DATA)


class MailFate(Enum):
    """What became of one attempt to send a mail.

    NOT_SENT: it never left. UNKNOWN: its end was sent, and no reply came.
    """

    TAKEN = auto()
    REFUSED = auto()
    NOT_SENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class MailResult:
    """The result of one attempt to send a mail.

    Attributes:
        fate: what became of it.
        reason: why it was not taken.
        meaning: of the server's refusal; TAKEN where nothing was refused.
        said: with TAKEN, the server's words: usually its name for the mail.
        begun: whether the server had begun to take the mail, so that the mail may be at fault.
    """

    fate: MailFate
    reason: Reason = NO_REASON
    meaning: ReplyMeaning = ReplyMeaning.TAKEN
    said: str = ""
    begun: bool = False


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """Seconds to wait for replies.

    Attributes:
        usual: for each reply; after it the last reply counts as overdue.
        last: for the reply after the mail's end.
    """

    usual: float
    last: float


async def send(
    session: SmarthostSession,
    envelope: SmtpEnvelope,
    content: bytes,
    limits: ReplyLimits,
    overdue: Callable[[], None],
) -> MailResult:
    """Send a mail; the session is closing afterwards if it cannot be used again.

    Args:
        session: an open session.
        envelope: the commands of the mail.
        content: the mail.
        limits: seconds to wait.
        overdue: called if the last reply is overdue.
    """
    session.mails += 1
    try:
        refused = await _offer(session, envelope, limits.usual)
        if refused is not None:
            return refused
    except SessionLost as lost:
        return _cut(lost.replies, wide=envelope.wide)
    try:
        await session.data(content)
    except SessionLost:
        return MailResult(MailFate.NOT_SENT, _CUT, begun=True)
    return await _taken(session, limits, overdue, wide=envelope.wide)


async def _offer(
    session: SmarthostSession, envelope: SmtpEnvelope, limit: float
) -> MailResult | None:
    """Send the envelope and DATA; return None if the server waits for the mail."""
    commands = [envelope.mail, envelope.rcpt, b"DATA"]
    before = [_RSET] if session.stale else []
    session.stale = True
    if session.pipelines:
        try:
            replies = (await session.command(before + commands, limit))[len(before) :]
        except SessionLost as lost:
            raise SessionLost(str(lost), lost.replies[len(before) :]) from lost
    else:
        if before:
            await session.command(before, limit)
        replies = []
        for stage, command in zip(_STAGES, commands, strict=True):
            replies += await session.command([command], limit)
            if meaning(stage, replies[-1]) is not ReplyMeaning.TAKEN:
                break
    refused = _refusal(replies, wide=envelope.wide)
    if refused is None:
        return None
    if len(replies) == len(commands) and replies[-1].code == 354:
        await _take_back(session, limit)
    return refused


async def _take_back(session: SmarthostSession, limit: float) -> None:
    """End a mail that nobody gets: the server took DATA, but no recipient (RFC 2920 §3.1)."""
    try:
        await session.command([b"."], limit)
    except SessionLost:
        return


def _refusal(replies: Sequence[SmtpReply], *, wide: bool) -> MailResult | None:
    """Return the result of the first refusal; later replies follow from it."""
    for stage, reply in zip(_STAGES, replies, strict=False):
        means = meaning(stage, reply, wide=wide)
        if means is not ReplyMeaning.TAKEN:
            begun = stage is not SmtpStage.MAIL
            reason = reason_of_reply(stage, reply, wide=wide)
            return MailResult(MailFate.REFUSED, reason, means, begun=begun)
    return None


def _cut(replies: Sequence[SmtpReply], *, wide: bool) -> MailResult:
    """Return the result of a mail whose connection ended before the mail's end was sent."""
    told = _refusal(replies, wide=wide)
    if told is not None:
        return told
    return MailResult(MailFate.NOT_SENT, _CUT, begun=bool(replies) and replies[0].positive)


async def _taken(
    session: SmarthostSession, limits: ReplyLimits, overdue: Callable[[], None], *, wide: bool
) -> MailResult:
    """Wait for the reply after the mail's end; without it nobody knows what became of the mail."""
    unknown = MailResult(MailFate.UNKNOWN, Reason(ReasonCode.CONNECTION_CUT))
    try:
        try:
            reply = await session.reply(limits.usual)
        except TimeoutError:
            overdue()
            reply = await session.reply(max(limits.last - limits.usual, 0))
    except TimeoutError:
        session.abort("the server did not answer in time")
        return unknown
    except SessionLost:
        return unknown
    session.stale = False
    means = meaning(SmtpStage.END, reply, wide=wide)
    if means is ReplyMeaning.TAKEN:
        return MailResult(MailFate.TAKEN, said=reply.said)
    if not 400 <= reply.code < 600:
        session.abort("the server answered with a code of no meaning")
        return unknown
    reason = reason_of_reply(SmtpStage.END, reply, wide=wide)
    return MailResult(MailFate.REFUSED, reason, means, begun=True)
