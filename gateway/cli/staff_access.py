"""`textback staff show|set|invite|retire|roles`: accounts of staff, as the pages change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Role
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, StaffMember
    from gateway.use_cases.account_mails import AccountMails
    from gateway.use_cases.staff_accounts import StaffAccount
    from gateway.use_cases.staff_links import StaffInvitation

_Email = Annotated[str, typer.Argument(metavar="EMAIL", help="What they log in with.")]
_Practitioner = Annotated[
    str | None,
    typer.Option("--practitioner", metavar="NAME|ID|none", help="The practitioner that they are."),
]


def show(
    email: _Email,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an account: role, practitioner, second factor, invitation."""
    from gateway.cli import output, store
    from gateway.use_cases import staff_accounts

    async def work(tx: Transaction) -> tuple[Practice, StaffAccount]:
        where = await store.practice(tx, practice, even_suspended=True)
        found = await staff_accounts.one(tx, OPERATOR, where.id, email, now=store.now())
        return where, found

    where, found = store.read(config, work)
    shown = _document(found, where.timezone)
    if as_json:
        output.document(shown)
        return
    output.line(f"{found.member.email}  {found.member.name}  {found.member.role}")
    for key in ("practitioner", "second_factor", "password", "invited_until", "locale"):
        output.line(f"  {key:<14} {_in_a_word(shown[key])}")


def set_account(
    email: _Email,
    *,
    role: Annotated[Role | None, typer.Option("--role", help="What they may do.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="As colleagues know them.")] = None,
    practitioner: _Practitioner = None,
    locale: Annotated[
        str | None,
        typer.Option("--locale", metavar="L|none", help="Language of their pages and mails."),
    ] = None,
    runs_service: Annotated[
        bool | None,
        typer.Option(
            "--runs-service/--not-runs-service",
            help="They also run the service: its carriers, from the pages.",
        ),
    ] = None,
    remove_factors: Annotated[
        bool,
        typer.Option("--remove-factors", help="Remove their second factors, which they lost."),
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import staff_accounts

    given: dict[str, Any] = {"role": role, "name": name, "runs_service": runs_service}
    given |= {"practitioner": _or_none(practitioner), "locale": _or_none(locale)}
    if not remove_factors and all(value is None for value in given.values()):
        raise typer.BadParameter("nothing to set; give at least one option")

    async def work(tx: Transaction) -> StaffMember:
        where = await store.practice(tx, practice, even_suspended=True)
        if remove_factors:
            await staff_accounts.remove_factors(tx, OPERATOR, where.id, email, now=store.now())
        return await staff_accounts.change(
            tx, OPERATOR, where.id, email, now=store.now(), **_typed(given)
        )

    changed = store.write(config, work)
    if as_json:
        output.document(json_output.staff_member(changed))
        return
    output.line(f"{changed.email} is set: {changed.name}, {changed.role}")


def invite(
    email: _Email,
    *,
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.RECEPTION,
    name: Annotated[str, typer.Option("--name", help="As colleagues know them.")] = "",
    practitioner: _Practitioner = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send another link to somebody invited before.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Invite somebody by mail; without a mail server the link is shown this once."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import staff_links

    mails = _mails(config)

    async def work(tx: Transaction) -> StaffInvitation:
        where = await store.practice(tx, practice, even_suspended=True)
        if again:
            return await staff_links.invite_again(
                tx, OPERATOR, where, email, mails=mails, now=store.now()
            )
        return await staff_links.invite(
            *(tx, OPERATOR, where),
            email=email,
            role=role,
            name=name,
            practitioner=_or_none(practitioner) or "",
            mails=mails,
            now=store.now(),
        )

    made = store.write(config, work)
    if as_json:
        output.document(
            json_output.staff_member(made.member)
            | {"link": made.link or None, "mailed": not made.link}
        )
        return
    output.line(f"{made.member.role} {made.member.email} is invited, for three days")
    if made.link:
        output.line(f"  {made.link}   (shown once; hand it over safely)")


def retire(
    email: _Email,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """End somebody's access at once; what they did stays in the histories."""
    from gateway.cli import output, store
    from gateway.use_cases import staff_accounts

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice, even_suspended=True)
        await staff_accounts.remove(tx, OPERATOR, where.id, email, now=store.now())

    store.write(config, work)
    gone = email.strip().casefold()
    if as_json:
        output.document({"retired": gone})
    else:
        output.line(f"{gone} can no longer log in")


def roles(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Show what each role may do."""
    from calendar_store.model.actors import OF_ROLE, OWN_OF_ROLE, Permission, permission_words
    from gateway.cli import output

    del config
    if as_json:
        output.document(
            {
                role.value: {
                    "permissions": sorted(OF_ROLE[role]),
                    "own_calendar": sorted(OWN_OF_ROLE.get(role, ())),
                }
                for role in Role
            }
        )
        return

    def degree(role: Role, permission: Permission) -> str:
        if permission in OF_ROLE[role]:
            return "yes"
        return "own" if permission in OWN_OF_ROLE.get(role, ()) else "-"

    rows = [(permission_words(one), *(degree(role, one) for role in Role)) for one in Permission]
    output.table("", ("may", *(role.value for role in Role)), rows)


def _mails(config: Path | None) -> AccountMails:
    from gateway.cli import composition, store
    from gateway.use_cases.account_mails import AccountMails

    return AccountMails(composition.channels(config), store.settings(config).web.public_url)


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


def _or_none(text: str | None) -> str | None:
    """Return "" for "none", which takes a value away."""
    return "" if text is not None and text.strip().casefold() == "none" else text


def _in_a_word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else "none"


def _document(found: StaffAccount, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant, staff_member

    until = found.invited_until
    return staff_member(found.member) | {
        "practitioner": found.practitioner,
        "locale": found.member.locale,
        "second_factor": found.has_factor,
        "password": found.has_password,
        "invited_until": instant(until, timezone) if until else None,
    }
