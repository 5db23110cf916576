"""A practice with hours of its own that is texted with: whole searches for a time, as they go on.

Aurora and Bruno work on weekdays from 9 to 13 and from 14 to 18, Bruno on Wednesdays and Fridays
only. It is Monday 23 November 2026, 10:00 in Rome; Ada comes to Aurora on Thursday at 15:00.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practitioner, Service, WeeklyHours
from dialogs.conversation import Question, Turn
from dialogs.simulator import turns
from dialogs.simulator.practice import SimulatedPractice
from dialogs.simulator.weekly_hours import Weekly
from tests.support.dialogs.samples import ADA, MARIE, PRACTICE, appointment

ROME = ZoneInfo("Europe/Rome")
BEGINS = datetime(2026, 11, 23, 9, tzinfo=UTC)
NUMBER = ADA.mobile
CHECK_UP = Service(1, 1, "Check-up", timedelta(minutes=30), safe_to_name=True, by_text=True)
AURORA, BRUNO = Practitioner(1, 1, "Aurora"), Practitioner(1, 2, "Bruno")
_DAYS = {AURORA.id: range(5), BRUNO.id: (2, 4)}
_OPEN = ((time(9), time(13)), (time(14), time(18)))
_HALF_HOUR = timedelta(minutes=30)


def rome(day: int, clock: str, month: int = 11) -> datetime:
    """Return a moment of 2026 in Rome, UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=ROME).astimezone(UTC)


def visit(client: Client, starts_at: datetime, who: Practitioner = AURORA) -> Appointment:
    """Return a check-up, to be numbered."""
    return appointment(
        client_id=client.id,
        practitioner_id=who.id,
        practitioner=who.name,
        starts_at=starts_at,
        ends_at=starts_at + _HALF_HOUR,
        service_id=CHECK_UP.id,
        service=CHECK_UP.name,
        safe_to_name=True,
    )


@dataclass
class Search:
    """A conversation that looks for a time.

    Attributes:
        simulated: the practice as it stands.
        now: the moment of the last turn, UTC.
        turn: the last one, None before the first.
    """

    simulated: SimulatedPractice
    now: datetime = BEGINS
    turn: Turn | None = None

    @classmethod
    def of(
        cls,
        *visits: Appointment,
        locale: str = "en",
        practitioners: tuple[Practitioner, ...] = (AURORA,),
        remind: bool = True,
        step: timedelta = _HALF_HOUR,
    ) -> "Search":
        """Begin with these appointments, by default reminded of."""
        numbered = {n: replace(each, id=n) for n, each in enumerate(visits, 1)}
        theirs = {each.client_id for each in visits}
        clients = (ADA, MARIE) if MARIE.id in theirs else (ADA,)
        weekly = tuple(
            WeeklyHours(one.id, day, opens, closes)
            for one in practitioners
            for day in _DAYS[one.id]
            for opens, closes in _OPEN
        )
        search = cls(
            SimulatedPractice(
                replace(PRACTICE, locale=locale, texts_per_hour=99, slot_step=step),
                practitioners,
                Weekly(weekly),
                clients=tuple(replace(one, locale=locale) for one in clients),
                services=(CHECK_UP,),
                appointments=numbered,
            )
        )
        if remind and numbered:
            search.simulated, _ = turns.remind(search.simulated, list(numbered), BEGINS)
        return search

    def block(self, *starts: datetime, who: Practitioner = AURORA) -> None:
        """Let somebody else have these half hours."""
        taken = tuple(Slot(who.id, who.name, at, at + _HALF_HOUR) for at in starts)
        self.simulated = replace(self.simulated, busy=(*self.simulated.busy, *taken))

    def say(self, text: str) -> str:
        """Take a turn a minute later; return what the phone shows."""
        self.now += timedelta(minutes=1)
        self.simulated, self.turn = turns.hear(self.simulated, NUMBER, text, self.now)
        return "\n".join(self.turn.replies)

    @property
    def question(self) -> Question | None:
        """What is open."""
        return self.simulated.state(NUMBER).question

    @property
    def offered(self) -> list[str]:
        """The times on offer, local, as "thu 26 15:00"; [] where none are."""
        slots = self.question.slots if self.question else ()
        return [f"{slot.starts_at.astimezone(ROME):%a %d %H:%M}".lower() for slot in slots]

    @property
    def offered_with(self) -> set[str]:
        """With whom the times on offer are."""
        return {slot.practitioner for slot in self.question.slots} if self.question else set()

    def rounds(self, text: str, most: int = 40) -> list[list[str]]:
        """Ask for others until no times are on offer; return each list, this one first."""
        lists = [self.offered]
        while self.offered and len(lists) < most:
            self.say(text)
            lists.append(self.offered)
        return lists[:-1] if not lists[-1] else lists
