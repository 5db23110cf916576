"""SMTP replies as tables: what a server's reply at each stage means for a mail. Pure.

The enhanced status code (RFC 3463) decides where the reply has one, or else the reply code (RFC
5321 §4.2). A refusal is final only if both say so: servers write "550 4.7.1" and "450 5.1.1", and a
mail that is tried again needlessly does less harm than one that is lost.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason


class SmtpStage(StrEnum):
    """What the server replied to."""

    CONNECT = "connect"
    LOG_IN = "log_in"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END = "end"


class ReplyMeaning(StrEnum):
    """The meaning of a reply for the mail, or for all mails."""

    TAKEN = "taken"
    # again later: this mail; every mail; this mail at once over another connection
    LATER = "later"
    # a refusal that other domains got in the same words, and what staff are told of all of them;
    # `refusal_streak` finds both
    ALIKE = "alike"
    EVERYBODY = "everybody"
    ROUTE_LATER = "route_later"
    CLOSING = "closing"
    # every mail waits until somebody has corrected the configuration
    LOG_IN = "log_in"
    RELAY = "relay"
    # final, for this mail
    ADDRESS = "address"
    MAILBOX = "mailbox"
    SENDER = "sender"
    TOO_LARGE = "too_large"
    POLICY = "policy"
    CONTENT = "content"
    PROTOCOL = "protocol"
    REFUSED = "refused"


_M = ReplyMeaning
AGAIN = frozenset({_M.LATER, _M.ALIKE, _M.ROUTE_LATER, _M.CLOSING, _M.LOG_IN, _M.RELAY})
"""Meanings after which a mail is sent again."""
OF_ROUTE = frozenset({_M.ROUTE_LATER, _M.LOG_IN, _M.RELAY})
"""Meanings that concern every mail."""

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?![.\d])")
_ADDRESSES = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_LONGEST_SAID = 160
_SYSTEM_FULL = frozenset({"3.1", "3.2"})


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """One reply of a server.

    Attributes:
        code: the reply code.
        text: the text after the code; lines are joined by spaces.
    """

    code: int
    text: str

    @property
    def positive(self) -> bool:
        """Whether the server did as it was told."""
        return 200 <= self.code < 300

    @property
    def enhanced(self) -> str:
        """The enhanced status code, for example "5.1.1"; "" if there is none."""
        found = _ENHANCED.match(self.text)
        return found[0] if found else ""

    @property
    def said(self) -> str:
        """The text without addresses and in one short line, for staff and operators."""
        words = self.text.removeprefix(self.enhanced)
        printable = words
        if not words.isprintable():
            printable = "".join(one if one.isprintable() else " " for one in words)
        return " ".join(_ADDRESSES.sub("…", printable).split())[:_LONGEST_SAID]

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.code), self.enhanced, self.said)))


# By subject and detail of a final status (RFC 3463 §3, and the IANA registry). Absent details of a
# subject: `_FINAL_SUBJECTS`.
_FINAL: dict[str, ReplyMeaning] = {
    "1.7": _M.SENDER,
    "1.8": _M.SENDER,
    "2.0": _M.MAILBOX,
    "2.2": _M.MAILBOX,
    "2.3": _M.TOO_LARGE,
    "2.4": _M.MAILBOX,
    "3.4": _M.TOO_LARGE,
    # no host for the domain; Exchange Online says 5.4.1 of addresses that do not exist
    "4.1": _M.ADDRESS,
    "4.4": _M.ADDRESS,
    "7.8": _M.LOG_IN,
    "7.9": _M.LOG_IN,
    "7.57": _M.LOG_IN,
}
_FINAL_SUBJECTS: dict[str, ReplyMeaning] = {
    "1": _M.ADDRESS,
    "2": _M.ADDRESS,
    "3": _M.REFUSED,
    "4": _M.REFUSED,
    "6": _M.CONTENT,
    "7": _M.POLICY,
}
# By reply code and stage, where no enhanced code says more.
_FINAL_CODES: dict[int, ReplyMeaning] = {
    500: _M.PROTOCOL,
    501: _M.PROTOCOL,
    502: _M.PROTOCOL,
    # the server has lost our commands before this one: no mail is at fault
    503: _M.LATER,
    504: _M.PROTOCOL,
    521: _M.REFUSED,
    530: _M.LOG_IN,
    534: _M.LOG_IN,
    535: _M.LOG_IN,
    538: _M.LOG_IN,
    552: _M.TOO_LARGE,
    555: _M.PROTOCOL,
    556: _M.ADDRESS,
}
_FINAL_AT: dict[tuple[SmtpStage, int], ReplyMeaning] = {
    (SmtpStage.MAIL, 503): _M.ROUTE_LATER,
    (SmtpStage.MAIL, 550): _M.SENDER,
    (SmtpStage.MAIL, 551): _M.SENDER,
    (SmtpStage.MAIL, 553): _M.SENDER,
    (SmtpStage.MAIL, 554): _M.POLICY,
    (SmtpStage.RCPT, 550): _M.ADDRESS,
    (SmtpStage.RCPT, 551): _M.ADDRESS,
    (SmtpStage.RCPT, 552): _M.MAILBOX,
    (SmtpStage.RCPT, 553): _M.ADDRESS,
    (SmtpStage.RCPT, 554): _M.POLICY,
    (SmtpStage.DATA, 550): _M.POLICY,
    (SmtpStage.DATA, 554): _M.POLICY,
    (SmtpStage.END, 550): _M.CONTENT,
    (SmtpStage.END, 554): _M.CONTENT,
}
_LOG_IN_CODES = frozenset({530, 534, 535, 538})
_NO_UTF8 = "6.7"
"""Addresses in letters beyond ASCII are not taken (RFC 6531 §3.5, RFC 5248)."""
_OF_RELAY = re.compile(
    r"relay|rcpthosts|smtp auth|(?:must|please|need to) (?:first )?authenticate"
    r"|authentication (?:is )?required|not authenticated|not a gateway"
)
"""Words of servers that do not send for us to others; qmail, Exim and others say it in 550."""


def meaning(stage: SmtpStage, reply: SmtpReply, *, wide: bool = False) -> ReplyMeaning:
    """Return the meaning of a reply.

    Args:
        stage: what the server replied to.
        reply: the reply.
        wide: whether the recipient's address has letters beyond ASCII, so that a refusal of such
            letters is about it.

    Returns:
        For a code that SMTP does not have: LATER, never a final refusal.
    """
    code, status = reply.code, reply.enhanced
    if (reply.positive and stage is not SmtpStage.DATA) or (
        stage is SmtpStage.DATA and code == 354
    ):
        return _M.TAKEN
    if code == 421:
        return _M.CLOSING
    if 400 <= code < 500 or (500 <= code < 600 and status.startswith("4")):
        return _passing(stage, reply)
    if 500 <= code < 600:
        return _final(stage, reply, wide=wide)
    return _M.LATER


def reason_of_reply(stage: SmtpStage, reply: SmtpReply, *, wide: bool = False) -> Reason:
    """Return the reason to record for a mail that was not taken.

    The server's words are kept only for a final refusal: the words of a temporary one differ with
    each mail, and thousands of mails may wait for the same reason.

    Args:
        stage: what the server replied to.
        reply: the reply.
        wide: see `meaning`.
    """
    means = meaning(stage, reply, wide=wide)
    facts = {
        "means": means.value,
        "stage": stage.value,
        "reply": " ".join(filter(None, (str(reply.code), reply.enhanced))),
        "said": "" if means in AGAIN else reply.said,
    }
    return Reason(ReasonCode.SMTP_REFUSED, facts)


def _passing(stage: SmtpStage, reply: SmtpReply) -> ReplyMeaning:
    """Return the meaning of a temporary refusal: of this mail, or of the whole route."""
    detail = reply.enhanced[2:]
    subject = detail.partition(".")[0]
    if stage is SmtpStage.LOG_IN or reply.code == 454:
        return _M.ROUTE_LATER
    if subject == "3":
        # about one recipient a server says 4.3.0 also when a look-up of its own failed
        everybody = stage is not SmtpStage.RCPT or detail in _SYSTEM_FULL
        return _M.ROUTE_LATER if everybody else _M.LATER
    if reply.code == 452 and subject in ("", "0"):
        return _M.ROUTE_LATER
    return _M.LATER


def _final(stage: SmtpStage, reply: SmtpReply, *, wide: bool) -> ReplyMeaning:
    if reply.code in _LOG_IN_CODES:
        return _M.LOG_IN
    detail = reply.enhanced[2:]
    subject = detail.partition(".")[0]
    found = _FINAL.get(detail) or _FINAL_SUBJECTS.get(subject)
    if found is None:  # none, 5.0.x and 5.5.x, which servers write about addresses too
        found = _FINAL_AT.get((stage, reply.code)) or _FINAL_CODES.get(reply.code, _M.REFUSED)
    if detail == _NO_UTF8:
        return _M.ADDRESS if wide else _M.REFUSED
    if stage is SmtpStage.RCPT and subject != "1" and _OF_RELAY.search(reply.text.lower()):
        # no status tells this refusal, which every mail would get, from one of this recipient
        return _M.RELAY
    if found is _M.ADDRESS and stage is SmtpStage.MAIL:
        return _M.SENDER
    return found
