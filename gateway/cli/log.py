"""`textback log`: what was done, by whom and when; failed and unusual log-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption, PracticeOption
from gateway.use_cases.audit_log import AuditFilter

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.audit_log import AuditPage, UnusualLogins


def log(
    context: typer.Context,
    *,
    show: Annotated[AuditFilter, typer.Option("--show", help="Which entries.")] = AuditFilter.ALL,
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Only what this one did, as listed.")
    ] = "",
    before: Annotated[
        int | None,
        typer.Option("--before", min=1, max=(1 << 63) - 1, help="Entries older than this id."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most entries.")] = 50,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the audit log, newest first, and what was unusual about log-ins lately."""
    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import audit_log

    if context.invoked_subcommand is not None:
        context.obj = GlobalOptions(config, as_json)
        return

    async def work(tx: Transaction) -> tuple[Practice, AuditPage, UnusualLogins]:
        where = await store.practice(tx, practice, even_suspended=True)
        found = await audit_log.listed(
            *(tx, OPERATOR, where.id), narrowed=show, by=by, before=before, limit=limit
        )
        unusual = await audit_log.unusual(tx, OPERATOR, where.id, now=store.now())
        return where, found, unusual

    where, found, unusual = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document(
            {
                "entries": [
                    {
                        "id": str(one.id),
                        "at": instant(one.at, zone),
                        "by": one.by,
                        "action": one.action,
                        "subject": one.subject,
                        "detail": one.detail,
                    }
                    for one in found.entries
                ],
                "older": str(found.older) if found.older else None,
                "unusual": {
                    "new_networks": [str(one.id) for one in unusual.new_networks],
                    "many_failures": unusual.many_failures,
                },
            }
        )
        return
    for account, count in unusual.many_failures.items():
        output.line(f"! {account}: {count} failed log-ins within an hour")
    for one in unusual.new_networks:
        network = one.detail.get("network", "")
        output.line(f"! {one.subject}: logged in from a new network, {network}")
    rows = [(local(one.at, zone), one.by, one.action, one.subject) for one in found.entries]
    output.table(where.name, ("at", "by", "action", "subject"), rows)
    if found.older:
        output.line(f"older entries: --before {found.older}")


app = typer.Typer(callback=log, invoke_without_command=True)
