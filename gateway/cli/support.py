"""`textback support`: access of support to a practice, for hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from calendar_store.practices.support_grants import SupportGrant

app = typer.Typer(help="Support: access to a practice, given for hours.")


@app.command()
def grant(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The account of support.")],
    *,
    hours: Annotated[int, typer.Option("--hours", min=1, max=72, help="How long.")] = 4,
    writes: Annotated[
        bool, typer.Option("--writes", help="Support may also change things.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give support access to a practice."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import support_access
    from gateway.use_cases.support_access import AccessWish

    async def work(tx: Transaction) -> tuple[Practice, SupportGrant]:
        where = await store.practice(tx, practice, even_suspended=True)
        wish = AccessWish(email, hours, writes)
        return where, await support_access.give(tx, OPERATOR, where, wish, now=store.now())

    where, given = store.write(config, work)
    if as_json:
        output.document(_document(given, where.timezone))
        return
    until = local(given.expires_at, where.timezone)
    does = "read and change" if given.writes else "read"
    output.line(f"{given.email} may {does} {where.name} until {until}, id {given.id}")


@app.command("list")
def list_all(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the access that was given last."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import support_access

    async def work(tx: Transaction) -> tuple[Practice, Sequence[SupportGrant]]:
        where = await store.practice(tx, practice, even_suspended=True)
        return where, await support_access.given(tx, OPERATOR, where.id)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: support was given no access")
        return
    rows = [
        (
            one.email,
            "changes" if one.writes else "reads",
            local(one.granted_at, zone),
            local(one.ended_at or one.expires_at, zone),
            str(one.id),
        )
        for one in found
    ]
    output.table(where.name, ("support", "may", "from", "until", "id"), rows)


@app.command()
def end(
    grant_id: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="As listed.")
    ],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an access at once."""
    from gateway.cli import output, store
    from gateway.use_cases import support_access

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice, even_suspended=True)
        await support_access.end(tx, OPERATOR, where.id, grant_id, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(grant_id), "status": "ended"})
    else:
        output.line(f"ended: {grant_id}")


def _document(one: SupportGrant, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.id),
        "email": one.email,
        "writes": one.writes,
        "by": one.granted_by,
        "from": instant(one.granted_at, timezone),
        "until": instant(one.expires_at, timezone),
        "ended": instant(one.ended_at, timezone) if one.ended_at else None,
    }
