"""How effects are named in the transcripts of golden conversations."""

from typing import assert_never
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from gateway.wording.reason_words import in_words


def line(effect: do.Effect, zone: ZoneInfo) -> str:
    """Return how an effect is named in a transcript."""
    match effect:
        case do.ConfirmAppointment() | do.CancelAppointment() | do.RestoreAppointment():
            return _appointment_line(effect, zone)
        case do.MoveAppointment() | do.BookAppointment() | do.TakeOffer():
            return _appointment_line(effect, zone)
        case do.JoinWaitingList() | do.LeaveWaitingList() | do.CloseOffer():
            return _list_line(effect, zone)
        case do.AlertStaff(kind=kind, reason=reason):
            return f"alert {kind.value}: {in_words(reason)}"
        case do.OptOut() | do.OptIn() | do.Prefer() | do.SetLocale():
            return _wish_line(effect)
        case do.MarkWrongNumber() | do.MarkDeceased():
            return _wish_line(effect)
        case _:
            assert_never(effect)


def _appointment_line(effect: do.AppointmentEffect, zone: ZoneInfo) -> str:
    match effect:
        case do.ConfirmAppointment(appointment_id=which):
            told = f"confirm {which}"
        case do.CancelAppointment(appointment_id=which):
            told = f"cancel {which}"
        case do.RestoreAppointment(appointment_id=which):
            told = f"restore {which}"
        case do.MoveAppointment(appointment_id=which, slot=slot):
            told = f"move {which} to {_local(slot, zone)}"
        case do.BookAppointment(appointment_id=which, client_id=client, slot=slot):
            what = f"{effect.service.name} with {slot.practitioner} for {client}"
            told = f"book {which}, {what}, {_local(slot, zone)}"
        case do.TakeOffer(appointment_id=which, slot=slot):
            told = f"take the offer: {_local(slot, zone)}{f' for {which}' if which else ''}"
        case _:
            assert_never(effect)
    return told


def _list_line(effect: do.ListEffect, zone: ZoneInfo) -> str:
    match effect:
        case do.JoinWaitingList(client_id=who, appointment_id=which, spans=spans):
            when = ", ".join(
                " to ".join(f"{each.astimezone(zone):%m-%d %H:%M}" for each in span)
                for span in spans
            )
            return f"client {who} waits for {when}{f', instead of {which}' if which else ''}"
        case do.LeaveWaitingList(entry_ids=ids):
            return f"off the waiting list: {len(ids)}"
        case do.CloseOffer(status=status):
            return f"offer {status.value}"
        case _:
            assert_never(effect)


def _wish_line(effect: do.ConsentEffect | do.ClientEffect) -> str:
    match effect:
        case do.OptOut(word=word):
            told = f"opt out {word}"
        case do.OptIn(word=word):
            told = f"opt in {word}"
        case do.Prefer(channel=channel):
            told = f"prefer {channel.value}"
        case do.SetLocale(locale=locale):
            told = f"language {locale}"
        case do.MarkWrongNumber():
            told = "mark wrong number"
        case do.MarkDeceased(client_id=client):
            told = f"mark deceased {client}"
        case _:
            assert_never(effect)
    return told.strip()


def _local(slot: Slot, zone: ZoneInfo) -> str:
    return f"{slot.starts_at.astimezone(zone):%Y-%m-%d %H:%M}"
