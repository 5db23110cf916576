"""`textback paper`: the calendar on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.papers import PaperExtent, PaperLayout, PaperSize
from gateway.cli import paper_lines
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time, timedelta

    from calendar_store.database.connection import Database, Transaction
    from calendar_store.model.papers import PaperSettings, PaperWay
    from calendar_store.model.practices import Practice
    from gateway.use_cases.papers import MadePaper

app = typer.Typer(help="The calendar on paper: made, listed, written to a file, chosen.")
_NONE = "none"
_OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the PDF to this file.")
]


@app.command("make")
def make(
    *,
    send: Annotated[
        bool, typer.Option("--send", help="Send it where the practice's papers are sent.")
    ] = False,
    out: _OutOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make the paper of the next four weeks now."""
    from gateway.cli import composition, store
    from gateway.paper.making import PaperMaker
    from gateway.use_cases import papers

    channels = composition.channels(config)
    url = store.settings(config).web.public_url

    async def work(database: Database) -> tuple[Practice, MadePaper, bytes]:
        async with database.read() as tx:
            where = await store.practice(tx, practice)
        maker = PaperMaker(database, channels, url)
        made = await papers.make(maker, OPERATOR, where.id, now=store.now(), send=send)
        return where, *await _one(database, where, made.version)

    _tell(*store.with_database(config, work), out, as_json=as_json)


@app.command("show")
def show(
    version: Annotated[int, typer.Argument(metavar="VERSION", min=1, max=999_999_999)],
    *,
    out: _OutOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a paper and what became of it; with --out, write its PDF."""
    from gateway.cli import store

    async def work(database: Database) -> tuple[Practice, MadePaper, bytes]:
        async with database.read() as tx:
            where = await store.practice(tx, practice)
        return where, *await _one(database, where, version)

    _tell(*store.with_database(config, work), out, as_json=as_json)


@app.command("list")
def list_made(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the newest papers with what became of them."""
    from gateway.cli import output, store
    from gateway.use_cases import papers

    async def work(tx: Transaction) -> tuple[Practice, Sequence[MadePaper]]:
        where = await store.practice(tx, practice)
        return where, await papers.made(tx, OPERATOR, where.id)

    where, found = store.read(config, work)
    if as_json:
        output.document([paper_lines.document(each, where) for each in found])
        return
    if not found:
        output.line(f"{where.name}: no papers")
        return
    headings = ("paper", "made", "why", "days", "pages", "fate")
    output.table(where.name, headings, [_row(each, where) for each in found])


@app.command("settings")
def settings(
    *,
    evening: Annotated[
        str | None,
        typer.Option("--evening", metavar="TIME|none", help="Every evening at this time, local."),
    ] = None,
    lost: Annotated[
        str | None,
        typer.Option(
            "--lost-after", metavar="MINUTES|none", help="Also once the line is lost so long."
        ),
    ] = None,
    layout: Annotated[PaperLayout | None, typer.Option("--layout", help="A page for each.")] = None,
    size: Annotated[PaperSize | None, typer.Option("--size", help="Of the paper.")] = None,
    extent: Annotated[
        PaperExtent | None,
        typer.Option("--extent", help="All four weeks each time, or what has changed."),
    ] = None,
    mail: Annotated[
        list[str] | None,
        typer.Option("--mail", metavar="ADDRESS|none", help="Where it is mailed; repeatable."),
    ] = None,
    fax: Annotated[
        list[str] | None,
        typer.Option("--fax", metavar="NUMBER|none", help="Where it is faxed; repeatable."),
    ] = None,
    practitioner: Annotated[
        list[str] | None,
        typer.Option("--practitioner", metavar="NAME|all", help="Whose pages; repeatable."),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how paper is wanted, or choose it; what is not named stays as it is."""
    from calendar_store.model.statuses import Channel
    from gateway.cli import store
    from gateway.use_cases import papers

    named = (evening, lost, layout, size, extent, mail, fax, practitioner)

    async def work(tx: Transaction) -> tuple[Practice, PaperSettings]:
        where = await store.practice(tx, practice)
        wanted = await papers.wanted(tx, OPERATOR, where)
        if all(one is None for one in named):
            return where, wanted
        mails = _ways(wanted, mail, Channel.EMAIL, where)
        chosen = replace(
            wanted,
            evening_at=wanted.evening_at if evening is None else _time(evening),
            lost_after=wanted.lost_after if lost is None else _minutes(lost),
            layout=layout or wanted.layout,
            size=size or wanted.size,
            extent=extent or wanted.extent,
            ways=(*mails, *_ways(wanted, fax, Channel.FAX, where)),
            practitioner_ids=await _whose(tx, wanted, practitioner),
        )
        await papers.choose(tx, OPERATOR, where, chosen, now=store.now())
        return where, await papers.wanted(tx, OPERATOR, where)

    asked = all(one is None for one in named)
    where, wanted = (store.read if asked else store.write)(config, work)
    _tell_settings(where, wanted, as_json=as_json)


async def _one(database: Database, where: Practice, version: int) -> tuple[MadePaper, bytes]:
    from gateway.cli import store
    from gateway.use_cases import papers

    async with database.write() as tx:
        paper, content = await papers.opened(tx, OPERATOR, where.id, version, now=store.now())
        return await papers.with_fates(tx, paper), content


def _tell(
    where: Practice, made: MadePaper, content: bytes, out: Path | None, *, as_json: bool
) -> None:
    from gateway.cli import output

    if out is not None:
        try:
            out.write_bytes(content)
        except OSError as error:
            raise typer.BadParameter(
                f"{out} cannot be written: {error.strerror}", param_hint="'--out'"
            ) from error
    if as_json:
        output.document(paper_lines.document(made, where) | {"file": str(out) if out else None})
        return
    one = made.paper
    output.line(
        f"paper {one.version}: {one.pages} pages, {paper_lines.days(one)}, {one.kind.value}"
    )
    for line in paper_lines.fates(made, where):
        output.line(line)
    if out is not None:
        output.line(f"written to {out}")


def _row(made: MadePaper, where: Practice) -> list[str]:
    from gateway.cli.moments import local

    one = made.paper
    return [
        str(one.version),
        local(one.made_at, where.timezone),
        one.kind.value + (", changes" if one.of_paper_id else ""),
        paper_lines.days(one),
        str(one.pages),
        "\n".join(paper_lines.fates(made, where)),
    ]


def _tell_settings(where: Practice, wanted: PaperSettings, *, as_json: bool) -> None:
    from datetime import timedelta

    from gateway.cli import output

    lost = wanted.lost_after // timedelta(minutes=1) if wanted.lost_after else None
    evening = f"{wanted.evening_at:%H:%M}" if wanted.evening_at else None
    if as_json:
        output.document(
            {
                "practice": where.name,
                "evening": evening,
                "lost_after_minutes": lost,
                "layout": wanted.layout.value,
                "size": wanted.size.value,
                "extent": wanted.extent.value,
                "practitioner_ids": [str(one) for one in wanted.practitioner_ids],
                "ways": [
                    {"channel": one.channel.value, "address": one.address} for one in wanted.ways
                ],
            }
        )
        return
    whose = len(wanted.practitioner_ids)
    ways = ", ".join(f"{one.channel} {one.address}" for one in wanted.ways)
    for line in (
        f"every evening: {evening or 'no'}",
        f"line lost: {f'after {lost} minutes' if lost else 'no'}",
        f"pages: each {wanted.layout.value}, {wanted.size.value}, {wanted.extent.value}",
        f"practitioners: {whose or 'all'}",
        f"sent to: {ways or 'nowhere; it is kept to be printed'}",
    ):
        output.line(line)


def _ways(
    wanted: PaperSettings, named: list[str] | None, channel: Any, where: Practice
) -> tuple[PaperWay, ...]:
    from gateway.use_cases import papers

    if named is None:
        return tuple(one for one in wanted.ways if one.channel is channel)
    if [one.casefold() for one in named] == [_NONE]:
        return ()
    return tuple(papers.way(channel, one, where.region) for one in named)


async def _whose(
    tx: Transaction, wanted: PaperSettings, named: list[str] | None
) -> tuple[int, ...]:
    from gateway.use_cases import papers

    if named is None:
        return wanted.practitioner_ids
    if [one.casefold() for one in named] == ["all"]:
        return ()
    return tuple([await papers.person(tx, wanted.practice_id, one) for one in named])


def _time(text: str) -> time | None:
    from datetime import time

    if text.casefold() == _NONE:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f'"{text}" is no time of day; write it as 19:00', param_hint="'--evening'"
        ) from None


def _minutes(text: str) -> timedelta | None:
    from datetime import timedelta

    if text.casefold() == _NONE:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise typer.BadParameter(
            f'"{text}" is no number of minutes, and not none', param_hint="'--lost-after'"
        )
    return timedelta(minutes=int(text))
