"""`textback retention`: how long each kind of data is kept, what goes, and its certificates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.endings import RetentionKind
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calendar_store.database.connection import Database, Transaction
    from calendar_store.endings.deletions import Deletion
    from calendar_store.model.endings import RetentionRule
    from calendar_store.model.practices import Practice

app = typer.Typer(help="How long data are kept: show, set, delete what is due, certificates.")
_USUAL, _FOR_GOOD = "usual", "never"


@app.command()
def show(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show how long a practice keeps each kind of data."""
    from gateway.cli import output, store
    from gateway.use_cases import retention

    async def work(tx: Transaction) -> Mapping[RetentionKind, RetentionRule]:
        where = await store.practice(tx, practice, even_suspended=True)
        return await retention.rules(tx, OPERATOR, where)

    found = store.read(config, work)
    if as_json:
        output.document({kind.value: rule.days for kind, rule in found.items()})
        return
    rows = [
        (kind.value, _days(rule.days), "usual" if rule.is_usual else "the practice's own")
        for kind, rule in found.items()
    ]
    output.table("", ("kind", "kept", "rule"), rows)


@app.command("set")
def set_rule(
    kind: Annotated[RetentionKind, typer.Argument(help="The kind of data.")],
    days: Annotated[str, typer.Argument(metavar="DAYS|never|usual", help="How long it is kept.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set how long a kind of data is kept."""
    from gateway.cli import output, store
    from gateway.use_cases import retention

    if days not in {_USUAL, _FOR_GOOD} and not (days.isascii() and days.isdigit()):
        raise typer.BadParameter("DAYS has to be a whole number, never or usual")

    async def work(tx: Transaction) -> RetentionRule:
        where = await store.practice(tx, practice, even_suspended=True)
        return await retention.set_rule(tx, OPERATOR, where, kind, days, now=store.now())

    rule = store.write(config, work)
    if as_json:
        output.document({kind.value: rule.days})
        return
    output.line(f"{kind.value}: kept {_days(rule.days)}")


@app.command()
def run(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete now what is due, and certify it; the service does it every day."""
    from gateway.cli import output, store
    from gateway.endings import retainer

    async def look(tx: Transaction) -> Mapping[str, Mapping[str, int]]:
        where = await store.practice(tx, practice, even_suspended=True)
        return await retainer.dry_run(tx, where, store.now())

    async def work(database: Database) -> Deletion | None:
        async with database.read() as tx:
            where = await store.practice(tx, practice, even_suspended=True)
        return await retainer.Retainer(database, store.now, pause=0).run_once(where)

    if dry_run:
        due = store.read(config, look)
        if as_json:
            output.document({kind: dict(counts) for kind, counts in due.items()})
            return
        for kind, counts in due.items():
            for table, count in counts.items():
                output.line(
                    f"{kind}: {count} of {table.replace('_', ' ')}, with what hangs on them"
                )
        if not due:
            output.line("nothing is due")
        return
    done = store.with_database(config, work)
    if as_json:
        output.document(_document(done) if done else {})
    elif done is None:
        output.line("nothing is due")
    else:
        output.line(f"{sum(done.counts.values())} rows deleted; certificate {done.id}")
        output.line(f"  SHA-256 {done.digest}")


@app.command()
def certificates(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the certificates of deletions, also those of practices that are gone."""
    from gateway.cli import output, store
    from gateway.use_cases import retention

    async def work(tx: Transaction) -> Sequence[Deletion]:
        where: Practice | None = None
        if practice is not None:
            where = await store.practice(tx, practice, even_suspended=True)
        return await retention.certificates(tx, OPERATOR, where)

    found = store.read(config, work)
    if as_json:
        output.document([_document(one) for one in found])
        return
    rows = [
        (
            str(one.id),
            one.practice_name,
            one.done_at.isoformat(timespec="minutes") if one.done_at else "",
            "all" if one.whole else "by rule",
            str(sum(one.counts.values())),
        )
        for one in found
    ]
    output.table("", ("id", "practice", "done", "what", "rows"), rows)


@app.command()
def certificate(
    certificate_id: Annotated[int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1)],
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Ends with .pdf or .json.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a certificate to a new file."""
    from gateway.cli import output, store
    from gateway.use_cases import retention

    if to.suffix not in {".pdf", ".json"}:
        raise typer.BadParameter("FILE has to end with .pdf or .json", param_hint="--to")

    async def work(tx: Transaction) -> tuple[bytes, bytes]:
        return await retention.certificate(tx, OPERATOR, certificate_id)

    document, pdf = store.read(config, work)
    with to.open("xb") as file:
        file.write(pdf if to.suffix == ".pdf" else document)
    if as_json:
        output.document({"file": str(to)})
    else:
        output.line(f"written to {to}")


def _days(days: int | None) -> str:
    return "for good" if days is None else f"{days} days"


def _document(one: Deletion) -> dict[str, object]:
    return {
        "id": str(one.id),
        "practice": one.practice_name,
        "whole": one.whole,
        "done_at": one.done_at.isoformat() if one.done_at else None,
        "rules": dict(one.rules),
        "counts": dict(one.counts),
        "sha256": one.digest,
    }
