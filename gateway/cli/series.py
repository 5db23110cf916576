"""`textback book --repeat`: books a series, or says what is free and what is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendar_store.model.actors import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.messaging.channel import Channels
    from gateway.use_cases.booking import BookingRequest
    from gateway.use_cases.series import PlannedVisit, SeriesBooked, SeriesRequest

    Asked = Callable[[Transaction], Awaitable[tuple[Practice, BookingRequest]]]


@dataclass(frozen=True, slots=True)
class Repetition:
    """How an appointment is repeated, as it was typed.

    Attributes:
        weeks: weeks from one to the next.
        times: how many; None with `until`.
        until: the last day; None with `times`.
        skip_conflicts: whether what is not free is left out.
    """

    weeks: int
    times: int | None
    until: str | None
    skip_conflicts: bool = False

    def of(self, first: BookingRequest, where: Practice) -> SeriesRequest:
        """Return the request for a series of a practice that begins with an appointment."""
        from gateway.cli.moments import day
        from gateway.use_cases.series import SeriesRequest

        last = day(self.until, where, "--until") if self.until else None
        return SeriesRequest(first, self.weeks, self.times, last)


def book(
    config: Path | None,
    asked: Asked,
    repetition: Repetition,
    channels: Channels,
    now: datetime,
    *,
    as_json: bool,
) -> None:
    """Book a series and print its appointments.

    Args:
        config: the configuration file; None for the default file.
        asked: reads the practice and the first appointment as it was typed.
        repetition: how it is repeated.
        channels: the configured channels.
        now: UTC.
        as_json: whether to print JSON.
    """
    from gateway.cli import output, planned_lines, store, visit_options
    from gateway.cli.moments import local
    from gateway.use_cases import series

    async def work(tx: Transaction) -> tuple[Practice, SeriesBooked]:
        where, first = await asked(tx)
        return where, await series.book(
            *(tx, OPERATOR, where, repetition.of(first, where)),
            channels=channels,
            now=now,
            skip_conflicts=repetition.skip_conflicts,
        )

    where, done = store.write(config, work)
    zone = where.timezone
    if as_json:
        about = {
            "series_id": str(done.series_id),
            "told": visit_options.told_document(done.told, zone),
        }
        output.document(planned_lines.document(where, done.booked, done.left_out) | about)
        return
    for one in done.booked:
        output.line(f"booked: {local(one.starts_at, zone)} with {one.practitioner}, id {one.id}")
    for line in planned_lines.lines(where, done.left_out):
        output.line(line)
    if line := visit_options.told_line(done.told, zone):
        output.line(line)


def preview(
    config: Path | None,
    asked: Asked,
    repetition: Repetition,
    channels: Channels,
    now: datetime,
    *,
    as_json: bool,
) -> None:
    """Print the appointments of a series as they would be booked; arguments as `book`."""
    from gateway.cli import output, planned_lines, store
    from gateway.cli.moments import local
    from gateway.use_cases import series

    del channels

    async def work(tx: Transaction) -> tuple[Practice, Sequence[PlannedVisit]]:
        where, first = await asked(tx)
        request = repetition.of(first, where)
        return where, await series.preview(tx, OPERATOR, where, request, now=now)

    where, planned = store.read(config, work)
    if as_json:
        output.document([planned_lines.planned(where, one) for one in planned])
        return
    for one in planned:
        if one.conflict is None:
            output.line(f"free: {local(one.visit.starts_at, where.timezone)}")
        else:
            output.line(f"not free: {series.conflicts_in_words(where, [one])}")
