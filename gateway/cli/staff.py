"""`textback staff`: the commands for staff accounts, their passwords and their log-ins."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Role
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, StaffMember
    from calendar_store.practices.staff import Login

app = typer.Typer(help="Staff: who may log in.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="What they log in with.")],
    *,
    role: Annotated[Role, typer.Option("--role", help="What they may do.")],
    practice: PracticeOption = None,
    name: Annotated[str, typer.Option("--name", help="As colleagues know them.")] = "",
    from_input: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the input.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add somebody; the password is asked for, or made and shown once."""
    from gateway.accounts import password_hashes
    from gateway.cli import json_output, output, store
    from gateway.use_cases import staff_accounts

    password, made = choose_password(from_input=from_input)
    about = (email, name, *store.read(config, lambda tx: _names(tx, practice)))
    password_hash = password_hashes.hash_password(password, about)

    async def work(tx: Transaction) -> StaffMember:
        where = await store.practice(tx, practice, even_suspended=True)
        return await staff_accounts.add(
            tx,
            OPERATOR,
            where.id,
            email=email,
            role=role,
            name=name,
            password_hash=password_hash,
            now=store.now(),
        )

    added = store.write(config, work)
    if as_json:
        output.document(json_output.staff_member(added) | {"password": password if made else None})
        return
    output.line(f"{added.role} {added.email} added, id {added.id}")
    if made:
        output.line(f"  password   {password}   (shown once; hand it over safely)")


_Email = Annotated[str, typer.Argument(metavar="EMAIL", help="What they log in with.")]


@app.command("list")
def list_all(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List who may log in."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import staff_accounts

    async def work(tx: Transaction) -> tuple[Practice, Sequence[StaffMember]]:
        where = await store.practice(tx, practice, even_suspended=True)
        return where, await staff_accounts.listed(tx, OPERATOR, where.id)

    where, found = store.read(config, work)
    if as_json:
        output.document([json_output.staff_member(one) for one in found])
        return
    rows = [(one.email, one.role.value, one.name) for one in found]
    output.table(where.name, ("email", "role", "name"), rows)


@app.command("set-password")
def set_password(
    email: _Email,
    *,
    practice: PracticeOption = None,
    from_input: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from the input.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give somebody another password; every log-in of theirs ends."""
    from gateway.accounts import password_hashes
    from gateway.cli import output, store
    from gateway.use_cases import staff_accounts

    password, made = choose_password(from_input=from_input)
    about = (email, *store.read(config, lambda tx: _names(tx, practice, email)))
    password_hash = password_hashes.hash_password(password, about)

    async def work(tx: Transaction) -> StaffMember:
        where = await store.practice(tx, practice, even_suspended=True)
        return await staff_accounts.set_password(
            tx, OPERATOR, where.id, email, password_hash, now=store.now()
        )

    changed = store.write(config, work)
    if as_json:
        output.document({"staff": changed.email, "password": password if made else None})
        return
    output.line(f"{changed.email} has another password; their log-ins have ended")
    if made:
        output.line(f"  password   {password}   (shown once; hand it over safely)")


@app.command()
def sessions(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List who is logged in, since when and from where."""
    from gateway.cli import json_output, output, store
    from gateway.use_cases import staff_accounts

    idle = store.settings(config).web.idle_timeout

    async def work(tx: Transaction) -> tuple[Practice, Sequence[Login]]:
        where = await store.practice(tx, practice, even_suspended=True)
        return where, await staff_accounts.logins(
            tx, OPERATOR, where.id, now=store.now(), idle=idle
        )

    where, found = store.read(config, work)
    shown = [json_output.login(one, where.timezone) for one in found]
    if as_json:
        output.document(shown)
    elif not shown:
        output.line(f"{where.name}: nobody is logged in")
    else:
        keys = ("staff", "role", "opened", "used", "address")
        output.table(where.name, keys, [[one[key] for key in keys] for one in shown])


@app.command("end-sessions")
def end_sessions(
    email: Annotated[
        str | None, typer.Argument(metavar="[EMAIL]", help="Whose; left out: everybody's.")
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Log somebody out everywhere, or everybody of a practice."""
    from gateway.cli import output, store
    from gateway.use_cases import staff_accounts

    async def work(tx: Transaction) -> int:
        where = await store.practice(tx, practice, even_suspended=True)
        return await staff_accounts.end_logins(tx, OPERATOR, where.id, email, now=store.now())

    ended = store.write(config, work)
    if as_json:
        output.document({"ended": ended})
        return
    output.line(f"{ended} log-ins ended")


async def _names(
    tx: Transaction, practice: str | None, email: str | None = None
) -> tuple[str, ...]:
    """Return names that a password must not be built from: the practice's, and the account's."""
    from gateway.cli import store
    from gateway.use_cases import staff_accounts

    return await staff_accounts.names(
        tx, OPERATOR, await store.practice(tx, practice, even_suspended=True), email
    )


def choose_password(*, from_input: bool) -> tuple[str, bool]:
    """Return a password: read from input, asked for at a terminal, or generated.

    Args:
        from_input: read the password from the first line of standard input.

    Returns:
        The password, and whether it was generated here and has to be shown.
    """
    from gateway.accounts import password_hashes

    if from_input:
        return typer.get_text_stream("stdin").readline().rstrip("\r\n"), False
    if sys.stdin.isatty():
        entered: str = typer.prompt(
            "Password (empty: one is made)", default="", show_default=False, hide_input=True
        )
        if entered:
            again = typer.prompt("Once more", hide_input=True)
            if again != entered:
                raise InvalidInput("the two passwords differ; nothing was changed")
            return entered, False
    return password_hashes.generate_password(), True
