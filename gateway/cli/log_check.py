"""`textback log check`: is the audit log as it was sealed, and was nothing taken away or added?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.refusals import REFUSED

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.cli.json_output import Document
    from gateway.use_cases.audit_check import ChainCheck, ChainFault


def check(
    *,
    kept: Annotated[
        str | None,
        typer.Option(
            "--kept",
            metavar="HEAD",
            help="The head that an earlier check printed: it has to be in the chain still.",
        ),
    ] = None,
    heads: Annotated[
        Path | None,
        typer.Option(
            "--heads",
            metavar="FILE",
            help="Heads of earlier checks, of every practice: each has to be in its chain still."
            " The file is brought up to date; keep it where the store is not.",
        ),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that no entry of the audit log was changed, removed or added behind."""
    from gateway.cli import output, store
    from gateway.cli.kept_heads import KeptHeads
    from gateway.use_cases import audit_check

    head = audit_check.parsed_head(kept) if kept is not None else None
    known = KeptHeads.read(heads)

    async def work(tx: Transaction) -> list[tuple[Practice, ChainCheck]]:
        from calendar_store.practices import practices

        one = practice is not None
        where = (
            [await store.practice(tx, practice, even_suspended=True)]
            if one
            else await practices.all_practices(tx)
        )
        if head is not None and len(where) > 1:
            where = [await store.practice(tx, practice, even_suspended=True)]
        return [
            (each, await audit_check.check(tx, OPERATOR, each.id, kept=head or known.of(each.id)))
            for each in where
        ]

    found = store.read(config, work)
    gone = known.gone({where.id for where, _ in found}) if practice is None else ()
    known.keep({where.id: checked.head for where, checked in found if checked.fault is None})
    if as_json:
        output.document([_document(where, checked) for where, checked in found])
    else:
        for where, checked in found:
            _show(where, checked)
        for each in gone:
            output.line(f"! the practice {each} is gone with its log: a head of it was kept")
    if gone or any(checked.fault for _, checked in found):
        raise typer.Exit(REFUSED)


def _document(where: Practice, checked: ChainCheck) -> Document:
    from gateway.cli.json_output import instant

    fault, entry = checked.fault, checked.fault.entry if checked.fault else None
    told: Document | None = None
    if fault is not None:
        told = {
            "kind": fault.kind.value,
            "seq": fault.seq or None,
            "entry": str(fault.entry_id) if fault.entry_id else None,
            "at": instant(entry.at, where.timezone) if entry else None,
            "by": entry.by if entry else None,
            "action": entry.action if entry else None,
        }
    return {
        "practice": where.name,
        "whole": fault is None,
        "sealed": checked.sealed,
        "waiting": checked.waiting,
        "emptied": checked.emptied,
        "late": checked.late,
        "head": str(checked.head),
        "fault": told,
    }


def _show(where: Practice, checked: ChainCheck) -> None:
    from zoneinfo import ZoneInfo

    from gateway.cli import output

    if checked.fault is not None:
        output.line(f"! {where.name}: {_told(checked.fault, ZoneInfo(where.timezone))}")
        output.line(f"  the {checked.sealed} entries sealed before it are as they were")
        return
    output.line(f"{where.name}: {checked.sealed} entries are as they were sealed")
    if checked.emptied:
        output.line(f"  of {checked.emptied} the details went when a person was erased")
    if checked.waiting:
        output.line(
            f"  {checked.waiting} are not sealed yet: the service seals an entry a minute after"
            " it is written"
        )
    if checked.first_late is not None:
        one = checked.first_late
        at = one.at.astimezone(ZoneInfo(where.timezone))
        output.line(
            f"  {checked.late} came when younger ones were sealed already: by a slow transaction,"
            " by another machine's clock, or added behind;"
        )
        output.line(f"  the first is {one.id} ({at:%Y-%m-%d %H:%M} {one.by} {one.action})")
    if checked.head.seq:
        output.line(f"  keep this head elsewhere, for --kept: {checked.head}")


def _told(fault: ChainFault, zone: ZoneInfo) -> str:
    """Return what is wrong, and with which entry."""
    from gateway.use_cases.audit_check import ChainFaultKind

    entry = fault.entry
    named = f"entry {fault.entry_id}" if fault.entry_id else f"the entry sealed as {fault.seq}"
    if entry is not None:
        at = entry.at.astimezone(zone)
        named += f" ({at:%Y-%m-%d %H:%M} {entry.by} {entry.action} {entry.subject})"
    return {
        ChainFaultKind.CHANGED: f"{named} was changed after it was sealed",
        ChainFaultKind.REMOVED: f"{named} was removed",
        ChainFaultKind.ADDED: f"{named} was added behind the entries of its time",
        ChainFaultKind.EMPTIED: f"the details of {named} were emptied, and no erasure says why",
        ChainFaultKind.CUT: f"the log ends before the kept head: {named} and more were removed",
        ChainFaultKind.REMADE: f"the chain was made anew: {named} had another seal",
    }[fault.kind]
