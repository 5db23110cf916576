"""A conversation for staff: its facts, a draft answer, and the checks before an answer is sent.

Pages and commands use it; `staff_replies` sends the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import consent
from calendar_store.conversations import inbox, staff_queue
from calendar_store.conversations.staff_queue import PendingConversation
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Conversation, ConversationKey, Inbound
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import STANDING, Channel
from calendar_store.practices import services
from dialogs.conversation import Asked, Context
from dialogs.frames import own_locale
from dialogs.intents import Intent, Understanding
from dialogs.wording.disclosure import disclosing
from dialogs.wording.privacy import named
from dialogs.wording.rendering import Facts, render
from dialogs.wording.suggest import Suggestion, suggest
from gateway.conversations import facts
from gateway.messaging.channel import RouteChoice
from gateway.messaging.text_cost import MOST_PARTS, Measure
from gateway.use_cases.tariff import Tariff

_NAMES = {Channel.SMS: ("texts", "number"), Channel.EMAIL: ("emails", "address")}
"""How staff call a channel's messages and addresses."""

_TOO_OLD = "This page was too old. Open it again."


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in an answer by staff, if the service understands the reply to it.

    Attributes:
        asks: REMINDER (the reply is 1, 2 or 3), or WHEN (the reply is a day and time).
        about: (id, version) of the appointments asked about, as staff saw them.
    """

    asks: Asked
    about: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """Return the question as text for a form; `parse` reads the text."""
        return f"{self.asks}:{' '.join(f'{one}.{version}' for one, version in self.about)}"

    @classmethod
    def parse(cls, text: str) -> "Ask":
        """Read a question from a form.

        Raises:
            InvalidInput: if the text is no question.
        """
        asks, _, about = text.partition(":")
        try:
            pairs = [one.split(".") for one in about.split()]
            found = cls(Asked(asks), tuple((int(one), int(version)) for one, version in pairs))
        except ValueError as error:
            raise InvalidInput(_TOO_OLD) from error
        if not pairs or found.asks not in (Asked.REMINDER, Asked.WHEN):
            raise InvalidInput(_TOO_OLD)
        return found


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A conversation as staff see it.

    Attributes:
        context: the facts, as the service would decide on them.
        conversation: the stored conversation.
        services: the practice's services.
        waiting: the texts and alerts without an answer; None if there are none.
        newest: id of the client's last text, 0 if there is none.
        way: the carrier that reaches the client; None if none does.
        why_not: why nothing may be sent, in words; "" if an answer may be sent.
        tariff: the channels with their carriers and prices.
    """

    context: Context
    conversation: Conversation
    services: tuple[Service, ...]
    waiting: PendingConversation | None
    newest: int
    way: RouteChoice | None
    why_not: str
    tariff: Tariff

    @property
    def clients(self) -> tuple[Client, ...]:
        """All clients who have the address."""
        return self.context.clients

    @property
    def channel(self) -> Channel:
        """The channel of the conversation."""
        return self.context.key.channel

    @property
    def ahead(self) -> tuple[Appointment, ...]:
        """Their appointments in the future, ordered by start."""
        found = (a for a in self.context.appointments if a.status in STANDING)
        return tuple(a for a in found if a.starts_at > self.context.now)

    @property
    def who(self) -> str:
        """Names of the clients who have the address; the address if there are none."""
        return ", ".join(client.name for client in self.clients) or self.context.key.their_address

    def suggestion(self) -> Suggestion:
        """Return a draft of an answer to the last text without an answer."""
        if self.waiting is None:
            return Suggestion("", "")
        alert, last = self.waiting.alerts[-1], self.waiting.texts[-1]
        return suggest(self.context, last.text, alert.kind, _recorded(last))

    def asking(self, drafted: Suggestion) -> Ask | None:
        """Return the question for an answer: the draft's, else about the appointments ahead."""
        if not self.ahead:
            return None
        one_time = drafted.asks is Asked.WHEN and len(self.ahead) == 1
        asks = Asked.WHEN if one_time else Asked.REMINDER
        return Ask(asks, tuple((one.id, one.version) for one in self.ahead))

    def measured(self, text: str) -> Measure:
        """Return size and cost of an answer as it is sent, with the practice's name."""
        price = self.way.known_price if self.way else None
        return self.tariff.measure(self._signed(text), price, self.channel)

    def complaint(self, text: str) -> str:
        """Return why an answer cannot be sent, in words; "" if it can be sent."""
        if self.why_not:
            return self.why_not
        if not text.strip():
            return "Write an answer first."
        unsafe = named(text, self.services)
        if unsafe:
            return (
                f"“{unsafe[0]}” may not stand in a message: it would tell others why they come."
                " Write “your appointment” instead, or mark the service as safe to name."
            )
        parts = self.measured(text).parts
        if parts > MOST_PARTS:
            return f"{parts} parts are too many for a text, {MOST_PARTS} at most."
        return ""

    def disclosing(self, text: str) -> tuple[str, ...]:
        """Return the words of an answer that would tell others why the client comes."""
        return disclosing(text)

    def _signed(self, text: str) -> str:
        practice = self.context.practice
        said = "\n".join(line.strip() for line in text.strip().splitlines())
        if practice.told_as.casefold() in said.casefold():
            return said
        return render(
            "staff",
            self.context.state.locale or own_locale(self.context),
            Facts(practice, text=said),
            self.context.templates,
        )


async def load(
    tx: Transaction,
    practice_id: int,
    key: ConversationKey,
    tariff: Tariff,
    now: datetime,
) -> Correspondence:
    """Load a conversation.

    Args:
        tx: any transaction.
        practice_id: the practice.
        key: the conversation.
        tariff: the channels with their carriers and prices.
        now: UTC.
    """
    (known,) = await load_all(tx, practice_id, [key], tariff, now)
    return known


async def load_all(
    tx: Transaction,
    practice_id: int,
    keys: Sequence[ConversationKey],
    tariff: Tariff,
    now: datetime,
) -> list[Correspondence]:
    """Load conversations, with as many queries as for a single one.

    Args:
        tx: any transaction.
        practice_id: the practice.
        keys: the conversations.
        tariff: the channels with their carriers and prices.
        now: UTC.
    """
    if not keys:
        return []
    stubs = [Inbound(0, "", key, text="", raw=b"", received_at=now) for key in keys]
    entries = await facts.all_of_practice(tx, practice_id, stubs, now)
    offered = tuple(await services.all_services(tx, practice_id))
    waits = await staff_queue.of_conversations(tx, practice_id, keys)
    newest = await inbox.newest(tx, practice_id, {(c, theirs) for c, _, theirs in keys})
    refused = await consent.gate(tx, [key for one in entries for key in _candidates(one.context)])
    found = []
    for entry, key in zip(entries, keys, strict=True):
        channel, ours, theirs = key
        way, waiting = tariff.way(ours, theirs, channel), waits.get(key)
        why_not = _why_not(entry.context, waiting, refused)
        found.append(
            Correspondence(
                entry.context,
                entry.conversation,
                offered,
                waiting,
                newest.get((channel, theirs), 0),
                way,
                why_not or ("" if way else _no_way(tariff, key)),
                tariff,
            )
        )
    return found


def _recorded(text: Inbound) -> Understanding | None:
    """Return the understanding that was stored with a text, None if there is none.

    To understand the text again would load the lexicons and take longer than the rest of a list.
    """
    read = text.understood or {}
    try:
        intent, also = Intent(read["intent"]), tuple(map(Intent, read["also"]))
        return Understanding(intent, float(read["confidence"]), also=also)
    except (KeyError, ValueError):
        # stored by another version
        return None


def _candidates(context: Context) -> list[consent.Candidate]:
    practice_id, (channel, _, theirs) = context.practice.id, context.key
    return [(practice_id, one.id, channel, theirs) for one in context.clients]


def _why_not(
    context: Context,
    waiting: PendingConversation | None,
    refused: Mapping[consent.Candidate, Reason],
) -> str:
    texts, number = _NAMES[context.key.channel]
    if context.stopped:
        return (
            f"They have stopped {texts} to this {number}, so nothing may be sent to it until they"
            " agree again. Call them instead."
        )
    reasons = {refused.get(one, NO_REASON).code for one in _candidates(context)}
    if not reasons or ReasonCode.NONE in reasons:
        return ""
    if reasons & {ReasonCode.WRONG_NUMBER, ReasonCode.EMAIL_BOUNCED}:
        return f"This {number} is marked as wrong, so nothing is sent to it."
    if reasons == {ReasonCode.NO_CONSENT}:
        # a client who asks may be answered; nothing else goes out before they agree
        return "" if waiting else f"They have not agreed to {texts} yet. Record it below first."
    return f"They have withdrawn their consent to {texts}, so nothing may be sent."


def _no_way(tariff: Tariff, key: ConversationKey) -> str:
    what = "text" if key.channel is Channel.SMS else "email"
    return f"No {what} can be sent: {tariff.why_none(key.our_address, key.channel)}."
