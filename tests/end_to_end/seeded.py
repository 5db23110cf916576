"""Much at once in a store that commands made: what people would take days to enter."""

from datetime import UTC, datetime, timedelta

from calendar_store.practices import practices, practitioners
from tests.bench import seed
from tests.end_to_end.installed import Installed


async def due_reminders(textback: Installed, count: int) -> None:
    """Give as many clients an appointment from tomorrow on, and a reminder that is due now."""
    async with textback.store() as database:
        async with database.read() as tx:
            (practice,) = await practices.all_practices(tx)
            doctors = await practitioners.all_practitioners(tx, practice.id)
        now = datetime.now(UTC)
        sample = seed.Sample(database, practice, tuple(doctors), now)
        people = await seed.people(sample, count)
        made = await seed.appointments_of(sample, people, now + timedelta(days=1))
        await seed.due_reminders(sample, made)
