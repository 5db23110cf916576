"""Refusals of mails to several domains in a row, in the same words: the smarthost is at fault.

A relay with a mistake in its configuration refuses every recipient, often with a code that blames
the address. Domains have mail servers of their own, so the same words about several domains, with
no mail taken in between, are the relay's own words. Such mails wait instead of failing, and no
address is marked as bad for them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.mail.sending.smtp_replies import ReplyMeaning
from gateway.channels.mail.sending.transactions import MailFate, MailResult

EVERYBODY = 3
"""Domains in a row after which the smarthost counts as refusing everybody, and staff are told."""
MOST_HELD = 5
"""Attempts of a mail that is held although fewer domains were refused: half an hour in all."""
_REMEMBERED = 200
_NUMBERS = re.compile(r"[0-9]+")
_MEANINGS = frozenset(
    {
        ReplyMeaning.ADDRESS,
        ReplyMeaning.SENDER,
        ReplyMeaning.POLICY,
        ReplyMeaning.REFUSED,
        ReplyMeaning.PROTOCOL,
    }
)
"""Final refusals that a mistaken relay gives to everybody; the others are about one mail."""


@dataclass(slots=True)
class RefusalStreak:
    """The refusals since the smarthost last took a mail, as far as they have the same words.

    Attributes:
        reason: the first refusal.
    """

    reason: Reason = NO_REASON
    _words: tuple[str, str, str] = ("", "", "")
    _domains: set[str] = field(default_factory=set)
    _failed: list[tuple[int, str]] = field(default_factory=list)
    _wronged: list[tuple[int, str]] = field(default_factory=list)

    @property
    def against_everybody(self) -> Reason:
        """The reason why the smarthost refuses everybody; false if it does not."""
        if len(self._domains) < EVERYBODY:
            return NO_REASON
        facts = {**self.reason.facts, "means": ReplyMeaning.EVERYBODY.value}
        return Reason(ReasonCode.SMTP_REFUSED, facts)

    def judged(self, message: Message, domain: str, result: MailResult) -> MailResult:
        """Take note of a result, and return what to make of it.

        Args:
            message: the message as leased.
            domain: the recipient's domain in lower case.
            result: what the smarthost replied.

        Returns:
            The result; or, for a refusal that repeats another domain's, one that is tried again.
        """
        if result.fate is MailFate.TAKEN:
            self._begin(NO_REASON, ("", "", ""))
        reason = result.reason
        if reason.code is not ReasonCode.SMTP_REFUSED or result.meaning not in _MEANINGS:
            return result
        words = _words(reason, message.recipient, domain)
        if words != self._words:
            self._begin(reason, words)
        if len(self._domains) < _REMEMBERED:
            self._domains.add(domain)
        alone = len(self._domains) == 1
        if alone or (not self.against_everybody and message.attempt > MOST_HELD):
            self._failed = [*self._failed, (message.practice_id, message.recipient)][-_REMEMBERED:]
            return result
        if self.against_everybody:
            self._wronged += self._failed
            self._failed = []
        facts = {**reason.facts, "means": ReplyMeaning.ALIKE.value, "said": ""}
        held = Reason(ReasonCode.SMTP_REFUSED, facts)
        return replace(result, reason=held, meaning=ReplyMeaning.ALIKE)

    def take_wronged(self) -> Sequence[tuple[int, str]]:
        """Return (practice id, address) of those that failed before the mistake showed, once."""
        wronged, self._wronged = self._wronged, []
        return wronged

    def give_back(self, wronged: Sequence[tuple[int, str]]) -> None:
        """Return what `take_wronged` returned and could not be corrected."""
        self._wronged = [*wronged, *self._wronged]

    def _begin(self, reason: Reason, words: tuple[str, str, str]) -> None:
        self.reason, self._words = reason, words
        self._domains, self._failed = set(), []


def _words(reason: Reason, recipient: str, domain: str) -> tuple[str, str, str]:
    """Return the words of a refusal without what differs with each recipient or mail."""
    said = str(reason.facts["said"]).lower()
    for own in (recipient.lower(), domain, recipient.lower().rpartition("@")[0]):
        said = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", "…", said) if own else said
    return reason.facts["stage"], reason.facts["reply"], _NUMBERS.sub("0", said)
