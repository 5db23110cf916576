"""Words reminders, and builds the question that a reminder leaves open."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageKind
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.languages.writing import first_spoken, write_line
from dialogs.quoting import key
from dialogs.wording.rendering import Facts, Overrides, render


def render_reminder(
    practice: Practice,
    client: Client,
    appointment: Appointment,
    kind: MessageKind,
    templates: Overrides = (),
    *,
    now: datetime | None = None,
    link: str = "",
) -> str:
    """Return the text of a message about an appointment.

    Args:
        practice: the practice that writes.
        client: the receiver; in their language, else in the practice's.
        appointment: the appointment.
        kind: BOOKED when it was just made, CHANGED when it was just moved, cancelled or restored,
            else REMINDER.
        templates: the practice's own templates.
        now: the moment of sending, aware; if given, a reminder within the practice's minimum
            notice does not offer changes by text, which would be refused.
        link: the short link to the appointment's page, "" for none; our own wordings have none.
    """
    locale = client.locale or practice.locale
    facts = Facts(practice, client, appointment, link=link)
    if kind is MessageKind.BOOKED:
        return render("booked", locale, facts, templates)
    if kind is MessageKind.CHANGED:
        stands = appointment.status in STANDING
        return render("changed_stands" if stands else "changed_cancelled", locale, facts, templates)
    if now is not None and now > appointment.starts_at - practice.minimum_notice:
        return render("reminder_last", locale, facts, templates)
    if appointment.status is AppointmentStatus.CONFIRMED:
        return render("reminder_confirmed", locale, facts, templates)
    return render("reminder", locale, facts, templates)


def render_change(
    practice: Practice,
    client: Client,
    appointment: Appointment,
    templates: Overrides = (),
    *,
    now: datetime,
    restored: bool = False,
    with_whom: bool = False,
) -> str:
    """Return the text by which staff tell of a change that they made; a mail has words of its own.

    Args:
        practice: the practice that writes.
        client: the receiver.
        appointment: the appointment as it is now.
        templates: the practice's own templates.
        now: the moment of sending, aware; within the practice's minimum notice the text does not
            offer changes by text.
        restored: whether its cancellation was undone.
        with_whom: whether it had another practitioner before: the text then names who it is now.
    """
    locale = client.locale or practice.locale
    late = now > appointment.starts_at - practice.minimum_notice
    if appointment.status not in STANDING:
        name = "told_cancelled"
    elif restored:
        name = "told_restored"
    else:
        name = "told_moved_last" if late else "told_moved"
    facts = Facts(practice, client, appointment, with_whom=with_whom)
    return render(name, locale, facts, templates)


def render_family_reminder(
    practice: Practice,
    entries: tuple[tuple[Client, Appointment], ...],
    templates: Overrides = (),
    *,
    now: datetime | None = None,
) -> str:
    """Return one reminder of several appointments of one number (a family's).

    Args:
        practice: the practice that writes.
        entries: the client and appointment of each, by start, at least one; written in the first
            client's language.
        templates: the practice's own templates.
        now: as with `render_reminder`; the notice of the first appointment counts.
    """
    appointments = tuple(appointment for _, appointment in entries)
    locale = first_spoken(entries[0][0].locale, practice.locale)
    options = lines(practice, entries, locale)
    if now is not None and now > appointments[0].starts_at - practice.minimum_notice:
        name = "reminder_several_last"
    elif all(each.status is AppointmentStatus.CONFIRMED for each in appointments):
        name = "reminder_several_confirmed"
    else:
        name = "reminder_several"
    return render(name, locale, Facts(practice, options=options), templates)


def lines(
    practice: Practice, entries: Sequence[tuple[Client | None, Appointment]], locale: str
) -> tuple[str, ...]:
    """Return appointments as lines of a list, no two of them alike.

    Args:
        practice: the practice.
        entries: each appointment, with the client whose name the line has, if any.
        locale: the language.
    """
    written = [_line(practice, client, each, locale) for client, each in entries]
    pairs = zip(written, entries, strict=True)
    return tuple(
        line if written.count(line) == 1 else f"{line}, {' '.join(each.practitioner.split())}"
        for line, (_, each) in pairs
    )


def _line(practice: Practice, client: Client | None, appointment: Appointment, locale: str) -> str:
    line = write_line(appointment.starts_at, locale, practice.timezone, practice.region)
    return f"{client.first}, {line}" if client else line


def reminder_question(
    appointments: tuple[Appointment, ...], now: datetime, text: str = ""
) -> Question:
    """Return the question that a reminder leaves open until the (last) appointment starts.

    Args:
        appointments: the appointments of the reminder, as they were, at least one.
        now: the moment of asking, aware.
        text: the reminder's text, "" where it is not known yet.
    """
    about = tuple(AskedAbout(each.id, each.version, each.starts_at) for each in appointments)
    until = max(each.starts_at for each in appointments)
    return Question(Asked.REMINDER, about, now, until, text=key(text))
