"""A conversation in which something was just done by text, for the text that comes next.

It is Monday 30 November 2026, 10:00 in Rome. The client of each language had a visit on Wednesday 2
December at 15:00, or on Thursday; it was cancelled, or moved to Friday 4 December at 11:00, or a
new visit was booked then.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Practitioner, Service, WeeklyHours
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.flows.likeness.settings import After
from dialogs.simulator import turns
from dialogs.simulator.practice import SimulatedPractice
from dialogs.simulator.weekly_hours import Weekly

ROME = ZoneInfo("Europe/Rome")
NUMBER = "+393331110001"
NOW = datetime(2026, 11, 30, 10, tzinfo=ROME).astimezone(UTC)
WEDNESDAY = datetime(2026, 12, 2, 15, tzinfo=ROME).astimezone(UTC)
THURSDAY = WEDNESDAY + timedelta(days=1)
FRIDAY = datetime(2026, 12, 4, 11, tzinfo=ROME).astimezone(UTC)
THREE = (THURSDAY - timedelta(hours=5), THURSDAY, FRIDAY)
"""Thursday at 10 and at 15, and Friday at 11."""
CLIENTS = {
    "en": ("Ada", "Byron", "GB"),
    "de": ("Jana", "Vogt", "DE"),
    "fr": ("Claire", "Morel", "FR"),
    "it": ("Giulia", "Conti", "IT"),
    "es": ("Lucía", "Ramos", "ES"),
    "pt": ("Inês", "Duarte", "PT"),
}
_BOOKING = {
    "en": "book an appointment on Friday 4 December at 11",
    "de": "neuer Termin am Freitag 4. Dezember um 11 Uhr",
    "fr": "je voudrais un rendez-vous vendredi 4 décembre à 11h",
    "it": "vorrei prenotare un appuntamento venerdì 4 dicembre alle 11",
    "es": "quiero pedir una cita para el viernes 4 de diciembre a las 11",
    "pt": "queria marcar uma consulta sexta 4 de dezembro às 11h",
}
_PUTTING_OFF = {
    "en": "not sure yet, will let you know",
    "de": "weiß noch nicht, ich sag Bescheid",
    "fr": "je ne sais pas encore, je vous dirai",
    "it": "non so ancora, vi faccio sapere",
    "es": "no sé todavía, ya os diré",
    "pt": "ainda não sei, depois digo",
}
_AURORA = Practitioner(1, 1, "Aurora")
_LONG = timedelta(minutes=30)


@cache
def after(locale: str, setting: After, before: datetime = WEDNESDAY) -> SimulatedPractice:
    """Return a practice in which this was just done, by the client's own text.

    Args:
        locale: the client's language.
        setting: what came before.
        before: the start of the visit that was cancelled or moved, UTC.
    """
    match setting:
        case After.CANCELLED:
            reminded, _ = turns.remind(_practice(locale, _visit(before)), [1], NOW - _LONG)
            return turns.hear(reminded, NUMBER, "2", NOW)[0]
        case After.MOVED:
            return turns.hear(_offered(locale, _visit(before)), NUMBER, "1", NOW)[0]
        case After.BOOKED:
            asked, _ = turns.hear(_practice(locale), NUMBER, _BOOKING[locale], NOW)
            return asked if asked.appointments else turns.hear(asked, NUMBER, "1", NOW)[0]
        case After.CONFIRMED | After.PUT_OFF | After.ASKED:
            reminded, _ = turns.remind(_practice(locale, _visit(before)), [1], NOW - _LONG)
            if setting is After.ASKED:
                return reminded
            said = "1" if setting is After.CONFIRMED else _PUTTING_OFF[locale]
            return turns.hear(reminded, NUMBER, said, NOW)[0]


@cache
def after_choice(locale: str, taken: int) -> SimulatedPractice:
    """Return a practice in which one of three offered times was just chosen, by its number."""
    return turns.hear(_offered(locale, _visit(WEDNESDAY), THREE), NUMBER, str(taken), NOW)[0]


@cache
def before_visit(locale: str, *, reminded: bool) -> Context:
    """Return the facts of a client's text before a visit, reminded of it or not."""
    practice = _practice(locale, _visit(WEDNESDAY))
    if reminded:
        practice, _ = turns.remind(practice, [1], NOW - _LONG)
    return context_of(practice)


def context_of(practice: SimulatedPractice) -> Context:
    """Return the facts of the client's next text, some minutes later."""
    return practice.context(NUMBER, NOW + timedelta(minutes=3))


def _visit(starts_at: datetime) -> Appointment:
    return Appointment(
        practice_id=1,
        id=1,
        client_id=1,
        practitioner_id=_AURORA.id,
        starts_at=starts_at,
        ends_at=starts_at + _LONG,
        status=AppointmentStatus.BOOKED,
        version=1,
        practitioner=_AURORA.name,
    )


def _practice(locale: str, *visits: Appointment) -> SimulatedPractice:
    first, last, region = CLIENTS[locale]
    practice = Practice(
        id=1,
        name="Studio Aurora",
        timezone="Europe/Rome",
        locale=locale,
        sender="+390699000111",
        phone="+390699000100",
        region=region,
        address="Via Roma 1",
        slot_step=timedelta(hours=1),
        texts_per_hour=1000,
    )
    return SimulatedPractice(
        practice,
        (_AURORA,),
        Weekly(tuple(WeeklyHours(1, day, time(9), time(18)) for day in range(5))),
        clients=(Client(1, 1, first, last, NUMBER, locale=locale),),
        services=(Service(1, 1, "Check-up", _LONG, safe_to_name=True),),
        appointments={one.id: one for one in visits},
    )


def _offered(
    locale: str, visit: Appointment, starts: tuple[datetime, ...] = (FRIDAY,)
) -> SimulatedPractice:
    """Offer times for a visit."""
    question = Question(
        Asked.SLOTS,
        (AskedAbout(visit.id, visit.version, visit.starts_at),),
        NOW - _LONG,
        NOW + timedelta(days=1),
        slots=tuple(Slot(_AURORA.id, _AURORA.name, each, each + _LONG) for each in starts),
        spans=((starts[0], starts[-1] + _LONG),),
    )
    return replace(_practice(locale, visit), states={NUMBER: State(question=question)})
