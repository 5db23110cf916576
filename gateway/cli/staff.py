"""`textback staff`: who may log in, and how their first password is chosen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.errors import InvalidInput
from calendar_store.statuses import Role
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database import Transaction
    from calendar_store.values import StaffMember

app = typer.Typer(help="Staff: who may log in.")


@app.callback()
def _staff() -> None:
    """Keep `add` a command of its own name, alone as it is."""


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
    from calendar_store import staff
    from gateway.cli import documents, output, store

    password, made = choose_password(from_input=from_input)
    password_hash = staff.hash_password(password)

    async def work(tx: Transaction) -> StaffMember:
        where = await store.practice(tx, practice)
        return await staff.add(
            tx,
            where.id,
            email=email,
            role=role,
            name=name,
            password_hash=password_hash,
            by=store.BY,
            now=store.now(),
        )

    added = store.write(config, work)
    if as_json:
        output.document(documents.staff_member(added) | {"password": password if made else None})
        return
    output.line(f"{added.role} {added.email} added, id {added.id}")
    if made:
        output.line(f"  password   {password}   (shown once; hand it over safely)")


def choose_password(*, from_input: bool) -> tuple[str, bool]:
    """Return a password, from where there is one.

    Args:
        from_input: read it from the first line of standard input.

    Returns:
        The password, and whether it was made here and has to be shown.
    """
    from calendar_store import staff

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
    return staff.generate_password(), True
