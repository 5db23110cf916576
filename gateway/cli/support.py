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
    from calendar_store.practices.support_visits import SupportVisit
    from gateway.support.visit_report import VisitReport

app = typer.Typer(help="Support: access to a practice, given for hours.")


@app.command()
def grant(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The account of support.")],
    *,
    hours: Annotated[int, typer.Option("--hours", min=1, max=72, help="How long.")] = 4,
    writes: Annotated[
        bool, typer.Option("--writes", help="Support may also change things.")
    ] = False,
    contacts: Annotated[
        bool, typer.Option("--contacts", help="Clients' numbers and addresses are shown to it.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give support access to a practice; clients' numbers are hidden from it."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import support_access
    from gateway.use_cases.support_access import AccessWish

    async def work(tx: Transaction) -> tuple[Practice, SupportGrant]:
        where = await store.practice(tx, practice, even_suspended=True)
        wish = AccessWish(email, hours, writes, contacts)
        return where, await support_access.give(tx, OPERATOR, where, wish, now=store.now())

    where, given = store.write(config, work)
    if as_json:
        output.document(_document(given, where.timezone))
        return
    until = local(given.expires_at, where.timezone)
    does = "read and change" if given.writes else "read"
    seen = "numbers shown" if given.shows_contacts else "numbers hidden"
    output.line(f"{given.email} may {does} {where.name} until {until}, {seen}, id {given.id}")


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
            ("changes" if one.writes else "reads")
            + (", numbers shown" if one.shows_contacts else "")
            + (f", unasked: {one.reason}" if one.reason else ""),
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


@app.command()
def unasked(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The account of support.")],
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why nobody could be asked.")
    ],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let support read a practice for an hour without being asked; its administrators are told."""
    from calendar_store.model.errors import NotFound
    from calendar_store.practices import staff
    from gateway.cli import composition, output, store
    from gateway.cli.moments import local
    from gateway.links.links import Links
    from gateway.use_cases import support_access
    from gateway.use_cases.suspending import AdminMails

    # for the address of the pages alone: nothing is signed
    links = Links(store.settings(config).web.public_url, [b""])
    telling = AdminMails(composition.channels(config), links)

    async def work(tx: Transaction) -> tuple[Practice, SupportGrant]:
        where = await store.practice(tx, practice, even_suspended=True)
        member = await staff.by_email(tx, email)
        if member is None:
            raise NotFound(f"support has no account {email}")
        return where, await support_access.break_glass(
            *(tx, member, where, reason, telling), now=store.now()
        )

    where, given = store.write(config, work)
    if as_json:
        output.document(_document(given, where.timezone))
        return
    until = local(given.expires_at, where.timezone)
    output.line(f"{given.email} may read {where.name} until {until}, id {given.id}; it was told")


@app.command()
def visits(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the last visits of support."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import support_access

    async def work(tx: Transaction) -> tuple[Practice, Sequence[SupportVisit]]:
        where = await store.practice(tx, practice, even_suspended=True)
        return where, await support_access.visits(tx, OPERATOR, where.id)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_visit(one, zone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: support was never here")
        return
    rows = [
        (
            one.email,
            local(one.began_at, zone),
            local(one.ended_at, zone) if one.ended_at else "is here",
            one.reason or "asked",
            str(one.id),
        )
        for one in found
    ]
    output.table(where.name, ("support", "from", "until", "why", "id"), rows)


@app.command()
def report(
    visit_id: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="Of a visit, as listed.")
    ],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what support looked at and changed on a visit."""
    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import support_access

    async def work(tx: Transaction) -> tuple[Practice, VisitReport]:
        where = await store.practice(tx, practice, even_suspended=True)
        return where, await support_access.report(tx, OPERATOR, where.id, visit_id)

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        lists = {
            name: [
                {"at": instant(one.at, zone), "action": one.action, "subject": one.subject}
                for one in some
            ]
            for name, some in (("pages", found.pages), ("changes", found.changes))
        }
        people = [{"id": str(one.id), "name": one.name} for one in found.clients]
        output.document(_visit(found.visit, zone) | lists | {"clients": people})
        return
    visit = found.visit
    until = local(visit.ended_at, zone) if visit.ended_at else "now"
    output.line(f"{visit.email} in {where.name}, {local(visit.began_at, zone)} to {until}")
    if visit.reason:
        output.line(f"without being asked: {visit.reason}")
    for words, some in (("opened", found.pages), ("changed", found.changes)):
        for one in some:
            output.line(f"{words:<8} {local(one.at, zone)}  {one.action}  {one.subject}")
    for client in found.clients:
        output.line(f"{'looked at':<8} {client.name}")


def _visit(one: SupportVisit, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.id),
        "email": one.email,
        "from": instant(one.began_at, timezone),
        "until": instant(one.ended_at, timezone) if one.ended_at else None,
        "unasked": one.reason or None,
        "contacts": one.shows_contacts,
        "told": instant(one.told_at, timezone) if one.told_at else None,
    }


def _document(one: SupportGrant, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.id),
        "email": one.email,
        "writes": one.writes,
        "contacts": one.shows_contacts,
        "unasked": one.reason or None,
        "by": one.granted_by,
        "from": instant(one.granted_at, timezone),
        "until": instant(one.expires_at, timezone),
        "ended": instant(one.ended_at, timezone) if one.ended_at else None,
    }
