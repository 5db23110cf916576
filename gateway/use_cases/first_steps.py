"""The first steps of a practice: what it needs before it works, and what of that is still missing.

A step is done once what it needs is there; nobody has to tick it. Steps whose usual values may be
right as they are (wording, reminders, services, clients) can be settled by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.practices import DEFAULT_STEPS, Practice, ReminderStep
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import first_steps, practices, practitioners, services, staff
from calendar_store.practices.first_steps import SettledStep


class FirstStep(StrEnum):
    """The steps, in their order."""

    PRACTICE = "practice"
    PEOPLE = "people"
    SERVICES = "services"
    WORDING = "wording"
    REMINDERS = "reminders"
    CLIENTS = "clients"
    CARRIER = "carrier"
    TEST_TEXT = "test_text"
    TEST_MAIL = "test_mail"
    BOOKING = "booking"


class MissingPart(StrEnum):
    """What a step lacks."""

    ADDRESS = "address"
    PHONE = "phone"
    PRACTITIONER = "practitioner"
    HOURS = "hours"
    SERVICE = "service"
    LOOK = "look"
    CLIENT = "client"
    NO_CARRIER = "no_carrier"
    OTHER_NUMBER = "other_number"
    HINDERED = "hindered"
    NOT_RUNNING = "not_running"
    NOT_TRIED = "not_tried"
    UNDER_WAY = "under_way"
    FAILED = "failed"
    NO_MAIL = "no_mail"
    VISIT = "visit"


SETTLED_BY_HAND = frozenset(
    {
        *(FirstStep.SERVICES, FirstStep.WORDING, FirstStep.REMINDERS, FirstStep.CLIENTS),
        FirstStep.TEST_MAIL,
    }
)
"""Steps that may be right as they are, or that a practice may do without."""
TESTS: Mapping[FirstStep, Channel] = {
    FirstStep.TEST_TEXT: Channel.SMS,
    FirstStep.TEST_MAIL: Channel.EMAIL,
}
"""The steps that are done by a message to oneself, with its channel."""
_ARRIVED = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED})
_ENDED_BADLY = frozenset(
    {
        *(MessageStatus.FAILED, MessageStatus.EXPIRED, MessageStatus.UNKNOWN),
        *(MessageStatus.SKIPPED, MessageStatus.CANCELLED),
    }
)


@dataclass(frozen=True, slots=True)
class CarrierState:
    """A carrier of texts as the first steps see it.

    Attributes:
        name: its name in the configuration.
        numbers: our numbers at it.
        hindrance: why it takes no texts now, in words; "" if it takes them.
    """

    name: str
    numbers: Sequence[str]
    hindrance: str


@dataclass(frozen=True, slots=True)
class ServiceState:
    """What the running service has.

    Attributes:
        carriers: the carriers of texts; None if the service does not run or cannot be asked.
        mails: whether mails can be sent.
        configured: names of the configured carriers, where they cannot be asked.
    """

    carriers: Sequence[CarrierState] | None
    mails: bool
    configured: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StepState:
    """A step as it stands.

    Attributes:
        step: the step.
        done: whether all that it needs is there.
        by_hand: whether it was settled by hand.
        missing: what it lacks, each with a name or other fact; "" for none.
        trial: the last message that tried it; None for none.
    """

    step: FirstStep
    done: bool
    by_hand: bool = False
    missing: Sequence[tuple[MissingPart, str]] = ()
    trial: Message | None = None

    @property
    def may_settle(self) -> bool:
        """Whether it can be settled by hand."""
        return self.step in SETTLED_BY_HAND and not self.done


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """All steps of a practice.

    Attributes:
        practice: the practice.
        steps: the steps, in order.
        is_open: whether administrators are led here when they log in.
        carriers: the carriers of texts, if the service can be asked.
        hourless: ids of practitioners who have no weekly hours yet.
        operators: names of the practice's staff who run the service too.
        reminders: the reminder steps of all visits.
    """

    practice: Practice
    steps: Sequence[StepState]
    is_open: bool
    carriers: Sequence[CarrierState]
    hourless: Sequence[int] = ()
    operators: Sequence[str] = ()
    reminders: Sequence[ReminderStep] = ()

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.done for one in self.steps)

    @property
    def next(self) -> StepState | None:
        """The first step that is not done; None if all are."""
        return next((one for one in self.steps if not one.done), None)

    def of(self, step: FirstStep) -> StepState:
        """Return the state of one step."""
        return next(one for one in self.steps if one.step is step)


async def load(
    tx: Transaction, actor: Actor, practice_id: int, service: ServiceState
) -> FirstSteps:
    """Return the first steps of a practice.

    Args:
        tx: any transaction.
        actor: who asks.
        practice_id: the practice.
        service: what the running service has.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    practice = await practices.get(tx, practice_id)
    kept = await first_steps.settled(tx, practice_id)
    found = await first_steps.look(tx, practice_id)
    tried = {one.message_id for one in kept.values() if one.message_id is not None}
    messages = {one.id: one for one in await message_rows.by_ids(tx, practice_id, tried)}
    working = await practitioners.working(tx, practice_id)
    steps = (await practices.steps(tx, [practice_id]))[practice_id]
    own = (await practices.templates(tx, [practice_id]))[practice_id]
    usual = reminder_policy.usual(steps) == DEFAULT_STEPS and len(steps) == len(DEFAULT_STEPS)
    hourless = [one for one in working if one.id not in found.hours_of]
    members = await staff.all_staff(tx, practice_id)
    lacks: dict[FirstStep, list[tuple[MissingPart, str]]] = {
        FirstStep.PRACTICE: _lacks(
            (MissingPart.ADDRESS, not practice.address), (MissingPart.PHONE, not practice.phone)
        ),
        FirstStep.PEOPLE: [
            *_lacks((MissingPart.PRACTITIONER, not working)),
            *((MissingPart.HOURS, one.name) for one in hourless),
        ],
        FirstStep.SERVICES: _lacks(
            (MissingPart.SERVICE, not await services.offered(tx, practice_id))
        ),
        FirstStep.WORDING: _lacks((MissingPart.LOOK, not own)),
        FirstStep.REMINDERS: _lacks((MissingPart.LOOK, usual)),
        FirstStep.CLIENTS: _lacks((MissingPart.CLIENT, not found.clients)),
        FirstStep.CARRIER: _carrier(practice, service),
        FirstStep.BOOKING: _lacks((MissingPart.VISIT, not found.visits)),
    }
    for step in TESTS:
        lacks[step] = _of_test(_trial(kept.get(step), messages))
    if not service.mails and lacks[FirstStep.TEST_MAIL]:
        lacks[FirstStep.TEST_MAIL] = [(MissingPart.NO_MAIL, "")]
    states = [
        StepState(
            step,
            not lacks[step] or _by_hand(kept.get(step)),
            _by_hand(kept.get(step)),
            lacks[step],
            _trial(kept.get(step), messages),
        )
        for step in FirstStep
    ]
    return FirstSteps(
        *(practice, states, first_steps.OPEN in kept, service.carriers or ()),
        hourless=[one.id for one in hourless],
        operators=[one.name for one in members if one.runs_service],
        reminders=reminder_policy.usual(steps),
    )


def _lacks(*parts: tuple[MissingPart, bool]) -> list[tuple[MissingPart, str]]:
    return [(part, "") for part, lacking in parts if lacking]


def _by_hand(kept: SettledStep | None) -> bool:
    return kept is not None and kept.message_id is None


def _trial(kept: SettledStep | None, messages: Mapping[int, Message]) -> Message | None:
    return messages.get(kept.message_id or 0) if kept else None


def _carrier(practice: Practice, service: ServiceState) -> list[tuple[MissingPart, str]]:
    if service.carriers is None:
        return [
            (MissingPart.NOT_RUNNING, "") if service.configured else (MissingPart.NO_CARRIER, "")
        ]
    if not service.carriers:
        return [(MissingPart.NO_CARRIER, "")]
    ours = [one for one in service.carriers if practice.sender in one.numbers]
    if not ours:
        return [(MissingPart.OTHER_NUMBER, practice.sender)]
    if any(not one.hindrance for one in ours):
        return []
    return [(MissingPart.HINDERED, one.name) for one in ours]


def _of_test(trial: Message | None) -> list[tuple[MissingPart, str]]:
    if trial is None:
        return [(MissingPart.NOT_TRIED, "")]
    if trial.status in _ARRIVED:
        return []
    return [(MissingPart.FAILED if trial.status in _ENDED_BADLY else MissingPart.UNDER_WAY, "")]


async def settle(
    tx: Transaction, actor: Actor, practice_id: int, step: FirstStep, *, now: datetime
) -> None:
    """Settle a step that may be right as it is.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if the step cannot be settled by hand.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    if step not in SETTLED_BY_HAND:
        raise InvalidInput("this step is done once what it needs is there; it cannot be ticked")
    await first_steps.settle(tx, practice_id, step, by=actor, now=now)


async def take_back(
    tx: Transaction, actor: Actor, practice_id: int, step: FirstStep, *, now: datetime
) -> None:
    """Forget that a step was settled by hand.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    if step in SETTLED_BY_HAND:
        await first_steps.take_back(tx, practice_id, step, by=actor, now=now)


async def begin(tx: Transaction, actor: Actor, practice_id: int, *, now: datetime) -> None:
    """Lead the administrators of a practice to its first steps when they log in.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    await first_steps.settle(tx, practice_id, first_steps.OPEN, by=actor, now=now)


async def close(tx: Transaction, actor: Actor, practice_id: int, *, now: datetime) -> None:
    """Lead nobody to the first steps any more; their page stays.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    await first_steps.take_back(tx, practice_id, first_steps.OPEN, by=actor, now=now)


async def leads(tx: Transaction, actor: Actor, practice_id: int) -> bool:
    """Tell whether somebody who logs in is led to the first steps."""
    if not actor.may(Permission.MANAGE_PRACTICE, practice_id):
        return False
    return await first_steps.is_open(tx, practice_id)
