"""`textback tell`: the commands that tell many clients at once, and show what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Occasion
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, time

    from calendar_store.database.connection import Transaction
    from calendar_store.model.announcements import Announcement
    from calendar_store.model.practices import Practice
    from gateway.use_cases.tariff import Tariff
    from gateway.use_cases.telling_clients import TellingPreview, TellingWish
    from gateway.use_cases.told_clients import ListedAnnouncement, Progress
    from gateway.use_cases.touched_visits import TellingChoice, TouchedVisit

app = typer.Typer(help="Tell many clients at once: closed, away, late; with other times offered.")

_Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")]


@app.command("clients")
def clients(
    occasion: Annotated[Occasion, typer.Argument(help="Why they are told.")],
    *,
    day: Annotated[str, typer.Option("--day", metavar="D", help="First day.")],
    last: Annotated[
        str | None, typer.Option("--last", metavar="D", help="Last day; default: the first.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="HH:MM", help="On the first day from then on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="HH:MM", help="On the last day until then.")
    ] = None,
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="Whose visits; default: all."),
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME|ID", help="Visits for this alone.")
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option("--words", metavar="LANGUAGE=TEXT", help="In your own words; may repeat."),
    ] = None,
    only: Annotated[
        list[int] | None,
        typer.Option("--only", metavar="ID", help="Of these visits alone; may repeat."),
    ] = None,
    without: Annotated[
        list[int] | None,
        typer.Option("--without", metavar="ID", help="Not of these visits; may repeat."),
    ] = None,
    times: Annotated[
        bool | None,
        typer.Option("--times/--no-times", help="Offer other times; usual where it cannot be."),
    ] = None,
    off: Annotated[
        bool | None,
        typer.Option("--off/--on", help="Whether it cannot take place; default: by occasion."),
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help="Close these days in the calendar too.")
    ] = False,
    despite: Annotated[
        list[str] | None,
        typer.Option("--despite", metavar="WORD", help="Keep a word that was warned of."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show whom it touches, the texts and the cost.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell the clients of a day; the running service sends the messages."""
    from gateway.cli import composition, output, store
    from gateway.use_cases import telling_begin
    from gateway.use_cases.telling_clients import TellingWish

    own = dict(map(_words, words or ()))
    wish = TellingWish(*(occasion, off, times, own), closes=close, despite=tuple(despite or ()))
    typed = _Typed(day, last, since, until, practitioner, service, only, without)
    tariff = composition.tariff(config)

    async def work(tx: Transaction) -> tuple[Practice, TellingPreview, Announcement | None]:
        where = await store.practice(tx, practice)
        choice, now = typed.choice(where), store.now()
        preview, chosen = await _looked(*(tx, where, choice, wish, typed), tariff=tariff, now=now)
        if dry_run:
            return where, preview, None
        versions = {one.appointment.id: one.appointment.version for one in preview.visits}
        begun = await telling_begin.send(
            *(tx, OPERATOR, where, choice, wish),
            seen={one: versions.get(one, 0) for one in chosen},
            tariff=tariff,
            now=now,
        )
        return where, preview, begun

    run = store.read if dry_run else store.write
    where, preview, begun = run(config, work)
    if as_json:
        output.document(_preview(preview, where.timezone, begun))
    else:
        _show(preview, where.timezone, begun)


@dataclass(frozen=True, slots=True)
class _Typed:
    """Which visits were typed; the attributes are the options of `clients`."""

    day: str
    last: str | None
    since: str | None
    until: str | None
    practitioner: str | None
    service: str | None
    only: list[int] | None
    without: list[int] | None

    def choice(self, where: Practice) -> TellingChoice:
        """Return the days, hours and people whose visits are meant."""
        from gateway.cli import moments
        from gateway.use_cases.touched_visits import TellingChoice

        first = moments.day(self.day, where, "--day")
        last = moments.day(self.last, where, "--last") if self.last else first
        since, until = _clock(self.since), _clock(self.until)
        return TellingChoice(first, last, since, until, self.practitioner, self.service)

    def chosen(self, usual: Iterable[int]) -> set[int]:
        """Return the visits whose clients are told; `usual` are those without --only."""
        return set(self.only or usual) - set(self.without or ())


async def _looked(
    tx: Transaction,
    where: Practice,
    choice: TellingChoice,
    wish: TellingWish,
    typed: _Typed,
    *,
    tariff: Tariff,
    now: datetime,
) -> tuple[TellingPreview, set[int]]:
    """Return the preview of what was typed, and the visits whose clients are told."""
    from gateway.use_cases import telling_clients

    request = (tx, OPERATOR, where, choice, wish)
    known = await telling_clients.look(*request, tariff=tariff, now=now)
    chosen = typed.chosen(known.chosen)
    return await telling_clients.look(*request, tariff=tariff, now=now, chosen=chosen), chosen


@app.command("list")
def list_announcements(
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what clients were told, the newest first."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import told_clients

    async def work(tx: Transaction) -> tuple[Practice, Sequence[ListedAnnouncement]]:
        where = await store.practice(tx, practice)
        return where, await told_clients.listed(tx, OPERATOR, where)

    where, found = store.read(config, work)
    if as_json:
        output.document([_listed(one, where.timezone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: clients were told nothing yet")
    for one in found:
        begun = one.announced
        state = "stopped" if begun.stopped_at else f"{one.counts.waiting} waiting"
        output.line(
            f"{local(begun.created_at, where.timezone)} {begun.occasion.value}:"
            f" {one.counts.visits} visits, {one.counts.messages} messages, {state},"
            f" by {begun.created_by}, id {begun.id}"
        )


@app.command("show")
def show(
    announcement: _Id,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what became of the messages and of the visits."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import told_clients

    async def work(tx: Transaction) -> tuple[Practice, Progress]:
        where = await store.practice(tx, practice)
        return where, await told_clients.progress(tx, OPERATOR, where, announcement)

    where, found = store.read(config, work)
    if as_json:
        output.document(_progress(found, where.timezone))
        return
    output.line(", ".join(f"{n} {name.replace('_', ' ')}" for name, n in found.counts.items()))
    for one in found.rows:
        when = local(one.told.starts_at, where.timezone)
        answered = ", answered" if one.answered_at else ""
        output.line(f"  {when} {one.client}: {one.status.value}{answered}, {one.since.value}")


@app.command("stop")
def stop(
    announcement: _Id,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Stop what is not sent yet."""
    from gateway.cli import output, store
    from gateway.use_cases import told_clients

    async def work(tx: Transaction) -> int:
        where = await store.practice(tx, practice)
        return await told_clients.stop(tx, OPERATOR, where, announcement, now=store.now())

    number = store.write(config, work)
    if as_json:
        output.document({"id": str(announcement), "not_told": number})
    else:
        output.line(f"stopped: {number} visits are not told of")


def _words(written: str) -> tuple[str, str]:
    """Read words of a language: "it=Siamo chiusi".

    Raises:
        InvalidInput: if no language stands before them.
    """
    from calendar_store.model.errors import InvalidInput
    from dialogs.languages.writing import spoken

    code, is_named, text = written.partition("=")
    if not is_named or code not in spoken():
        raise InvalidInput(f"--words: write LANGUAGE=TEXT, with one of {', '.join(spoken())}")
    return code, text


def _clock(written: str | None) -> time | None:
    from calendar_store.entry.hours_text import clock_time

    return clock_time(written) if written else None


def _show(preview: TellingPreview, timezone: str, begun: Announcement | None) -> None:
    from gateway.cli import output
    from gateway.cli.moments import local
    from gateway.messaging.text_cost import amount

    for one in preview.visits:
        is_told = one.appointment.id in preview.chosen and one.can_be_told
        when = local(one.appointment.starts_at, timezone)
        how = f"by {one.addressee.channel.value}" if one.addressee.channel else _why(one)
        mark = "tell" if is_told else "-"
        output.line(f"  {mark:4} {when} {one.client.name}, {how}, id {one.appointment.id}")
    for code, sample in preview.samples.items():
        output.line(f"[{code}] {sample.words}")
        output.line(sample.text)
    cost = "" if preview.cost is None else f", about {amount(preview.cost)}"
    output.line(f"{preview.texts} texts and {preview.mails} emails{cost}")
    if preview.complaint:
        output.line(preview.complaint)
    if begun is not None:
        output.line(f"begun: id {begun.id}")


def _why(one: TouchedVisit) -> str:
    from gateway.wording.reason_words import in_words

    return in_words(one.addressee.why_not)


def _preview(preview: TellingPreview, timezone: str, begun: Announcement | None) -> dict[str, Any]:
    from gateway.cli import json_output

    return {
        "id": json_output.identity(begun.id if begun else None),
        "texts": preview.texts,
        "emails": preview.mails,
        "cost": None if preview.cost is None else str(preview.cost),
        "waits_until": json_output.instant(preview.waits_until, timezone),
        "calendar_closed": preview.is_closed,
        "complaint": preview.complaint,
        "messages": {code: sample.text for code, sample in preview.samples.items()},
        "visits": [
            {
                "appointment": json_output.appointment(one.appointment, timezone),
                "client": json_output.client(one.client),
                "told": one.appointment.id in preview.chosen and one.can_be_told,
                "channel": one.addressee.channel.value if one.addressee.channel else None,
                "why_not": "" if one.can_be_told else _why(one),
                "told_before": json_output.instant(one.told_at, timezone),
            }
            for one in preview.visits
        ],
    }


def _listed(one: ListedAnnouncement, timezone: str) -> dict[str, Any]:
    from gateway.cli import json_output

    begun = one.announced
    return {
        "id": str(begun.id),
        "occasion": begun.occasion.value,
        "starts_at": json_output.instant(begun.starts_at, timezone),
        "ends_at": json_output.instant(begun.ends_at, timezone),
        "words": dict(begun.words),
        "created_at": json_output.instant(begun.created_at, timezone),
        "created_by": begun.created_by,
        "stopped_at": json_output.instant(begun.stopped_at, timezone),
        "visits": one.counts.visits,
        "messages": one.counts.messages,
        "waiting": one.counts.waiting,
    }


def _progress(found: Progress, timezone: str) -> dict[str, Any]:
    from gateway.cli import json_output
    from gateway.wording.reason_words import in_words

    return {
        "id": str(found.announced.id),
        "counts": found.counts,
        "cost": str(found.cost),
        "over": found.is_over,
        "visits": [
            {
                "appointment_id": str(one.told.appointment_id),
                "client": one.client,
                "starts_at": json_output.instant(one.told.starts_at, timezone),
                "status": one.status.value,
                "reason": in_words(one.reason) if one.reason else "",
                "channel": one.channel.value if one.channel else None,
                "answered_at": json_output.instant(one.answered_at, timezone),
                "since": one.since.value,
                "stands_at": json_output.instant(one.stands_at, timezone),
            }
            for one in found.rows
        ],
    }
