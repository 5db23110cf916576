"""A conversation in the hands of a person: what is known about it, and an answer by staff.

An answer is one transaction: it is queued, what waited is seen to, and the dialog resumes. Used by
the pages and the command line alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from calendar_store import audit, consent, conversations, inbox, outbox, services, to_answer
from calendar_store.database import Transaction
from calendar_store.errors import InvalidInput, Stale
from calendar_store.statuses import STANDING, Channel, MessageKind, MessageStatus
from calendar_store.to_answer import Waiting
from calendar_store.values import (
    Alert,
    Appointment,
    Client,
    Conversation,
    Inbound,
    Message,
    Service,
)
from dialogs.conversation import Asked, Context, Question, State
from dialogs.framing import open_question, own_locale
from dialogs.privacy import named
from dialogs.suggest import Suggestion, question, suggest
from dialogs.wording import Facts, render
from gateway import facts
from gateway.measure import MOST_PARTS, Measure, measure
from gateway.perform import ANSWER_VALID
from gateway.tariff import Tariff, Way

_TOO_OLD = "This page was too old. Open it again."


@dataclass(frozen=True, slots=True)
class Ask:
    """What an answer by staff asks that the service understands the reply to.

    Attributes:
        asks: REMINDER (1, 2 and 3 answer), or WHEN (a day and time answers).
        about: (appointment, version) of those asked about, as staff saw them.
    """

    asks: Asked
    about: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """Return it as a form carries it; `parse` reads it."""
        return f"{self.asks}:{' '.join(f'{one}.{version}' for one, version in self.about)}"

    @classmethod
    def parse(cls, text: str) -> "Ask":
        """Read what a form carried.

        Raises:
            InvalidInput: if it is none.
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
    """A conversation as a person takes it up.

    Attributes:
        context: the facts, as the service would decide on them.
        conversation: what it remembers.
        services: the practice's.
        waiting: what waits for an answer, None when nothing does.
        newest: the last text of theirs, 0 when none came.
        way: the carrier that reaches them, None when none does.
        why_not: why nothing may be sent, in words; "" when something may.
    """

    context: Context
    conversation: Conversation
    services: tuple[Service, ...]
    waiting: Waiting | None
    newest: int
    way: Way | None
    why_not: str

    @property
    def clients(self) -> tuple[Client, ...]:
        """Everybody who has the number."""
        return self.context.clients

    @property
    def ahead(self) -> tuple[Appointment, ...]:
        """Their appointments that are still to come about, by start."""
        found = (a for a in self.context.appointments if a.status in STANDING)
        return tuple(a for a in found if a.starts_at > self.context.now)

    @property
    def who(self) -> str:
        """Names of those who have the number, else the number."""
        return ", ".join(client.name for client in self.clients) or self.context.their_number

    def suggestion(self) -> Suggestion:
        """Return a draft of an answer to what waits."""
        if self.waiting is None:
            return Suggestion("", "")
        alert = self.waiting.alerts[-1]
        return suggest(self.context, self.waiting.texts[-1].text, alert.kind)

    def asking(self, drafted: Suggestion) -> Ask | None:
        """Return what an answer may ask: what the draft does, else about what is ahead."""
        if not self.ahead:
            return None
        one_time = drafted.asks is Asked.WHEN and len(self.ahead) == 1
        asks = Asked.WHEN if one_time else Asked.REMINDER
        return Ask(asks, tuple((one.id, one.version) for one in self.ahead))

    def measured(self, text: str) -> Measure:
        """Return what an answer comes to as it is sent, with the practice's name."""
        return measure(self._signed(text), self.way.price if self.way else None)

    def complaint(self, text: str) -> str:
        """Return what keeps an answer from being sent, in words; "" when nothing does."""
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

    def _signed(self, text: str) -> str:
        practice = self.context.practice
        said = "\n".join(line.strip() for line in text.strip().splitlines())
        if practice.name.casefold() in said.casefold():
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
    numbers: tuple[str, str],
    tariff: Tariff,
    now: datetime,
) -> Correspondence:
    """Load a conversation.

    Args:
        tx: any transaction.
        practice_id: whose.
        numbers: ours and theirs.
        tariff: the carriers.
        now: UTC.
    """
    stub = Inbound(0, "", *numbers, text="", raw=b"", received_at=now)
    entry = await facts.of_practice(tx, practice_id, stub, now)
    found = await services.all_services(tx, practice_id)
    waiting = await to_answer.of_numbers(tx, practice_id, *numbers)
    way = tariff.way(*numbers)
    last = await inbox.of_number(tx, practice_id, numbers[1], limit=1)
    return Correspondence(
        entry.context,
        entry.conversation,
        tuple(found),
        waiting,
        last[0].id if last else 0,
        way,
        await _why_not(tx, entry.context, waiting) or ("" if way else _no_way(tariff, numbers[0])),
    )


async def answer(
    tx: Transaction,
    known: Correspondence,
    text: str,
    ask: Ask | None,
    *,
    seen: int,
    by: str,
    now: datetime,
) -> Message:
    """Queue an answer, see to what waited, and let the dialog resume.

    Args:
        tx: a writing transaction.
        known: the conversation, loaded in it.
        text: what staff wrote.
        ask: what it asks that the service understands the reply to, None for nothing.
        seen: the last text of theirs that staff have read.
        by: who answers.
        now: UTC.

    Raises:
        InvalidInput: if it may not be sent; the text says why.
        Stale: if they have written again, what is asked about has changed, or they are being
            answered this moment.
    """
    complaint = known.complaint(text)
    if complaint:
        raise InvalidInput(complaint)
    if known.newest > seen:
        raise Stale("They have written again meanwhile. Read that first, above.")
    state = replace(known.context.state, with_person=None, question=_left_open(known, text, ask))
    await _keep(tx, known, state, now, written=now)
    message = _message(tx, known, text, now)
    await outbox.enqueue(tx, [message])
    await _see_to(tx, known, "conversation.answered", by=by, now=now)
    return message


async def close(tx: Transaction, known: Correspondence, *, by: str, now: datetime) -> None:
    """See to what waited without an answer, and let the dialog resume.

    Raises:
        Stale: if they are being answered this moment.
    """
    state = replace(known.context.state, with_person=None)
    await _keep(tx, known, state, now, written=known.conversation.last_outbound_at)
    await _see_to(tx, known, "conversation.closed", by=by, now=now)


async def _why_not(tx: Transaction, context: Context, waiting: Waiting | None) -> str:
    practice_id, number = context.practice.id, context.their_number
    if context.stopped:
        return (
            "They have stopped texts to this number, so nothing may be sent to it until they"
            " agree again. Call them instead."
        )
    candidates = [(practice_id, one.id, Channel.SMS, number) for one in context.clients]
    refused = await consent.gate(tx, candidates)
    reasons = {refused.get(candidate, "") for candidate in candidates}
    if not reasons or "" in reasons:
        return ""
    if "wrong number" in reasons:
        return "This number is marked as wrong, so nothing is sent to it."
    if reasons == {"no consent"}:
        # who asks may be answered; nothing else goes out before they agree (F19)
        return "" if waiting else "They have not agreed to texts yet. Record it below first."
    return "They have withdrawn their consent to texts, so nothing may be sent."


def _no_way(tariff: Tariff, sender: str) -> str:
    return f"No text can be sent: {tariff.why_none(sender)}."


def _left_open(known: Correspondence, text: str, ask: Ask | None) -> Question | None:
    """Return the question that is open after an answer.

    One that staff put in words of their own is theirs to read the reply to: a yes to it must not
    confirm what an earlier reminder asked.
    """
    if ask is not None:
        standing = {(one.id, one.version): one for one in known.ahead}
        if not all(pair in standing for pair in ask.about):
            raise Stale("The appointment has changed meanwhile. Read what stands now, beside this.")
        about = tuple(standing[pair] for pair in ask.about)
        return question(ask.asks, about, known.context.now)
    before = open_question(known.context)
    reminder = before is not None and before.asked is Asked.REMINDER
    return before if reminder and "?" not in text else None


async def _keep(
    tx: Transaction, known: Correspondence, state: State, now: datetime, *, written: datetime | None
) -> None:
    """Write the conversation's memory, unless a turn is just doing so."""
    pair = (known.context.our_number, known.context.their_number)
    if pair not in await conversations.hold(tx, [pair]):
        raise Stale("They are being answered by the service this moment. Press the button again.")
    changed = replace(known.conversation, state=state.to_json(), last_outbound_at=written)
    await conversations.save(tx, [changed], now)


def _message(tx: Transaction, known: Correspondence, text: str, now: datetime) -> Message:
    context, measured = known.context, known.measured(text)
    way = known.way or Way("", None)
    return Message(
        practice_id=context.practice.id,
        id=tx.ids.new(),
        kind=MessageKind.STAFF,
        channel=Channel.SMS,
        sender=context.our_number,
        recipient=context.their_number,
        text=measured.text,
        status=MessageStatus.QUEUED,
        created_at=now,
        not_before=now,
        expires_at=now + ANSWER_VALID,
        priority=outbox.REPLY_PRIORITY,
        client_id=_client_id(known),
        appointment_id=_appointment_id(known),
        carrier=way.carrier,
        price=way.price or Decimal(0),
        parts=measured.parts,
    )


async def _see_to(
    tx: Transaction, known: Correspondence, action: str, *, by: str, now: datetime
) -> None:
    practice_id = known.context.practice.id
    if known.waiting is not None:
        await to_answer.see_to(tx, practice_id, known.waiting.alerts, by=by, now=now)
    await audit.record(
        tx, practice_id, by=by, action=action, subject=str(_client_id(known) or ""), now=now
    )


def _client_id(known: Correspondence) -> int | None:
    """Return whose conversation it is: the only one who has the number, else who wrote last."""
    if len(known.clients) == 1:
        return known.clients[0].id
    alerts: Sequence[Alert] = known.waiting.alerts if known.waiting else ()
    return next((one.client_id for one in reversed(alerts) if one.client_id), None)


def _appointment_id(known: Correspondence) -> int | None:
    alerts: Sequence[Alert] = known.waiting.alerts if known.waiting else ()
    about = next((one.appointment_id for one in reversed(alerts) if one.appointment_id), None)
    return about or (known.ahead[0].id if len(known.ahead) == 1 else None)
