"""`textback init`: a configuration, a store, the first practice and its first member of staff.

A refusal leaves no configuration behind, so that the same command can be given again, corrected.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.errors import InvalidInput
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption

if TYPE_CHECKING:
    from calendar_store.values import Practice, StaffMember
    from config.settings import Settings

_OWNER_ONLY = 0o600
"""The configuration will hold a carrier's password."""

_LISTEN = "127.0.0.1:8080"


@dataclass(frozen=True, slots=True)
class _Answers:
    """What init asks for, or was told."""

    name: str
    timezone: str
    locale: str
    sender: str
    staff_email: str
    store: str
    listen: str
    public_url: str


def init(
    *,
    name: Annotated[str | None, typer.Option("--name", help="The practice's name.")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="Z")] = None,
    locale: Annotated[str | None, typer.Option("--locale", metavar="L")] = None,
    sender: Annotated[
        str | None,
        typer.Option("--sender", metavar="+NUMBER", help="The number that its texts come from."),
    ] = None,
    staff_email: Annotated[
        str | None, typer.Option("--staff-email", help="Who administers it, by email address.")
    ] = None,
    from_input: Annotated[
        bool, typer.Option("--password-stdin", help="Read their password from the input.")
    ] = False,
    url: Annotated[str | None, typer.Option("--store", metavar="URL")] = None,
    listen: Annotated[str | None, typer.Option("--listen", metavar="HOST:PORT")] = None,
    public_url: Annotated[str | None, typer.Option("--public-url", metavar="URL")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take the default of what is not given.")
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a configuration; create the store, the first practice and its first staff member."""
    path = config or DEFAULT_CONFIG
    if path.exists():
        raise InvalidInput(f"{path} is there already; it is left as it is")
    ask = _Questions(silent=yes)
    listens_on = ask("--listen", "Pages are served on", listen, _LISTEN)
    answers = _Answers(
        name=ask("--name", "Name of the practice", name),
        timezone=ask("--timezone", "Time zone", timezone, "Europe/Rome"),
        locale=ask("--locale", "Language", locale, "en"),
        sender=ask("--sender", "Number that its texts come from", sender),
        staff_email=ask("--staff-email", "Email address of its administrator", staff_email),
        store=ask("--store", "Store", url, "sqlite:///textback.db"),
        listen=listens_on,
        public_url=ask(
            "--public-url", "Browsers reach them at", public_url, f"http://{listens_on}"
        ),
    )
    _create(path, answers, from_input=from_input, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Questions:
    """Asks for what was not given; asks nobody when silent."""

    silent: bool

    def __call__(self, option: str, question: str, given: str | None, usual: str = "") -> str:
        """Return the answer to one question.

        Raises:
            BadParameter: if it was not given, has no default, and nobody may be asked.
        """
        if given is not None:
            return given
        if not self.silent:
            return str(typer.prompt(question, default=usual or None))
        if not usual:
            raise typer.BadParameter("has no default; give it", param_hint=f"'{option}'")
        return usual


def _create(path: Path, answers: _Answers, *, from_input: bool, as_json: bool) -> None:
    import asyncio

    from calendar_store import staff
    from config.settings import load
    from gateway.cli import documents, output
    from gateway.cli.staff import choose_password

    password, made = choose_password(from_input=from_input)
    password_hash = staff.hash_password(password, (answers.staff_email, answers.name))
    with _written(path, answers):
        settings = load(path, os.environ)
        practice, member = asyncio.run(_found(settings, answers, password_hash))
    if as_json:
        shown = {"config": str(path), "practice": documents.identity(practice.id)}
        shown |= {"staff": member.email, "password": password if made else None}
        output.document(shown)
        return
    output.line(f"{path} written; {practice.name} is in the store")
    shown_password = f"password {password} (shown once)" if made else "with the password entered"
    output.line(f"  log-in    {member.email}  {shown_password}")
    output.line(f"  next      enter your carrier in {path}, then: textback serve --config {path}")


@contextmanager
def _written(path: Path, answers: _Answers) -> Iterator[None]:
    """Write the configuration; take it away again if the block fails.

    Raises:
        InvalidInput: if it cannot be written.
    """
    from gateway.cli.first_config import text

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(
            text(
                store=answers.store,
                listen=answers.listen,
                public_url=answers.public_url,
                number=answers.sender,
            )
        )
    try:
        yield
    except BaseException:
        path.unlink()
        raise


async def _found(
    settings: Settings, answers: _Answers, password_hash: str
) -> tuple[Practice, StaffMember]:
    """Create the store where there is none, the practice and its administrator."""
    from calendar_store import migrate, practices, staff
    from calendar_store.statuses import Role
    from gateway.cli import store

    now = store.now()
    async with store.opened(settings.store.full_url()) as database:
        await migrate.migrate(database)
        async with database.write() as tx:
            practice = await practices.add(
                tx,
                name=answers.name,
                timezone=answers.timezone,
                locale=answers.locale,
                sender=answers.sender,
                by=store.BY,
                now=now,
            )
            member = await staff.add(
                tx,
                practice.id,
                email=answers.staff_email,
                role=Role.ADMIN,
                password_hash=password_hash,
                by=store.BY,
                now=now,
            )
    return practice, member
