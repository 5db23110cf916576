"""The waiting list of a stage: who waits, and offers of freed times.

A golden step `offer` has `time` and `until`, and `instead` (an appointment to be moved) or `client`
(one who would be booked).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from calendar_store.statuses import OfferStatus, WaitingStatus
from calendar_store.values import Offer, Slot, WaitingEntry
from dialogs import effects as do
from dialogs.conversation import State
from dialogs.offers import offer_question, render_offer

if TYPE_CHECKING:
    from tests.dialogs.stage import Stage

ListEffect = do.JoinWaitingList | do.LeaveWaitingList | do.TakeOffer | do.CloseOffer


def offer(stage: "Stage", data: dict[str, Any], now: datetime) -> Iterator[str]:
    """Offer a freed time, as the worker would; give what the phone shows."""
    start, number = _moment(data["time"], stage.zone), len(stage.offers) + 1
    present = stage.appointments.get(data.get("instead", 0))
    who = present.client_id if present else data["client"]
    client = next(c for c in stage.clients if c.id == who)
    slot = Slot(1, "Aurora", start, start + timedelta(minutes=30))
    made = Offer(
        *(1, number, number, who, 1, slot.starts_at, slot.ends_at),
        *(OfferStatus.OFFERED, now, _moment(data["until"], stage.zone)),
    )
    stage.offers[number] = OfferStatus.OFFERED
    asked = offer_question(made, slot, present)
    stage.state = State.from_json(stage.state).asking(asked).to_json()
    own = stage.templates
    text = render_offer(stage.practice, client, made, slot, instead_of=present, templates=own)
    yield from (f"< {each}" for each in text.splitlines())


def perform(stage: "Stage", effect: do.Effect) -> None:
    """Do what a turn decided about the list."""
    match effect:
        case do.JoinWaitingList():
            old = [e for e in stage.waiting if e.appointment_id != effect.appointment_id]
            stage.waiting = (*old, *_entries(effect))
        case do.LeaveWaitingList(entry_ids=ids):
            stage.waiting = tuple(e for e in stage.waiting if e.id not in ids)
        case do.TakeOffer(offer_id=which, slot=slot):
            assert stage.offers[which] is OfferStatus.OFFERED
            stage.offers[which] = OfferStatus.TAKEN
            if effect.appointment_id is not None:
                stage.change(effect, starts_at=slot.starts_at, ends_at=slot.ends_at)
        case do.CloseOffer(offer_id=which, status=status):
            stage.offers[which] = status


def line(effect: ListEffect, zone: ZoneInfo) -> str:
    """Return how such an effect is named in a transcript."""
    match effect:
        case do.JoinWaitingList(client_id=who, appointment_id=which, spans=spans):
            when = ", ".join(
                " to ".join(f"{each.astimezone(zone):%m-%d %H:%M}" for each in span)
                for span in spans
            )
            return f"client {who} waits for {when}{f', instead of {which}' if which else ''}"
        case do.LeaveWaitingList(entry_ids=ids):
            return f"off the waiting list: {len(ids)}"
        case do.TakeOffer(appointment_id=which, slot=slot):
            local = slot.starts_at.astimezone(zone)
            return f"take the offer: {local:%Y-%m-%d %H:%M}{f' for {which}' if which else ''}"
        case do.CloseOffer(status=status):
            return f"offer {status.value}"


def _entries(wish: do.JoinWaitingList) -> tuple[WaitingEntry, ...]:
    return tuple(
        WaitingEntry(
            *(1, 10 * wish.client_id + number, wish.client_id, start, end, WaitingStatus.WAITING),
            appointment_id=wish.appointment_id,
        )
        for number, (start, end) in enumerate(wish.spans)
    )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
