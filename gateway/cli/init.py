"""`textback init`: creates a configuration, a store, the first practice and its administrator.

After a refusal the configuration file is deleted, so that the corrected command can be run again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, StoreError
from config.errors import ConfigError
from gateway.cli import first_checks as checks
from gateway.cli import output
from gateway.cli.first_config import FirstCarrier, FirstMail
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption, OverruleOption
from gateway.cli.questions import Questions

if TYPE_CHECKING:
    from calendar_store.model.practices import Practice, StaffMember
    from config.settings import Settings

_OWNER_ONLY = 0o600
"""File mode of the configuration, which will hold a carrier's password."""

_LISTEN = "127.0.0.1:{port}"
_PORTS = range(8080, 8100)
"""Ports for the pages: the first that is free is the default."""


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers of init's questions, from options or from the terminal."""

    name: str
    message_name: str
    timezone: str
    locale: str
    sender: str
    staff_email: str
    carrier: FirstCarrier | None
    mail: FirstMail | None
    store: str
    listen: str
    public_url: str


def init(
    *,
    name: Annotated[str | None, typer.Option("--name", help="The practice's name.")] = None,
    message_name: Annotated[
        str | None,
        typer.Option(
            "--message-name",
            metavar="NAME",
            help="What messages call it, where its own name would tell why clients come.",
        ),
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="Z", help="Default: the machine's.")
    ] = None,
    locale: Annotated[
        str | None, typer.Option("--locale", metavar="L", help="Default: the machine's.")
    ] = None,
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
    carrier: Annotated[
        str | None,
        typer.Option("--carrier", metavar="HOST:PORT", help="Your carrier; later if left out."),
    ] = None,
    system_id: Annotated[
        str | None, typer.Option("--system-id", help="Your account with the carrier.")
    ] = None,
    smarthost: Annotated[
        str | None,
        typer.Option("--smarthost", metavar="HOST:PORT", help="Your mail server, or later."),
    ] = None,
    mail_sender: Annotated[
        str | None,
        typer.Option("--mail-sender", metavar="ADDRESS", help="The address that mails come from."),
    ] = None,
    mail_username: Annotated[
        str | None, typer.Option("--mail-username", help="Your account with the mail server.")
    ] = None,
    url: Annotated[str | None, typer.Option("--store", metavar="URL")] = None,
    listen: Annotated[str | None, typer.Option("--listen", metavar="HOST:PORT")] = None,
    public_url: Annotated[str | None, typer.Option("--public-url", metavar="URL")] = None,
    overrule: OverruleOption = "",
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
    given = {
        "--name": name,
        "--message-name": message_name,
        "--timezone": timezone,
        "--locale": locale,
        "--sender": sender,
        "--staff-email": staff_email,
        "--carrier": carrier,
        "--system-id": system_id,
        "--smarthost": smarthost,
        "--mail-sender": mail_sender,
        "--mail-username": mail_username,
        "--store": url,
        "--listen": listen,
        "--public-url": public_url,
    }
    ask = Questions(given, silent=yes)
    while True:
        answers = _answered(ask, overrule)
        try:
            _create(path, answers, overrule, from_input=from_input, as_json=as_json)
        except (StoreError, ConfigError) as refusal:
            # answers are kept: the questions are asked again, with the answers as defaults
            if not ask.may_ask_again:
                raise
            output.complaint(f"{refusal}")
        else:
            return


def _answered(ask: Questions, overrule: str) -> _Answers:
    """Ask for every answer that no option gave: first about the practice, then the service."""
    from calendar_store.entry import locales, numbers
    from gateway.cli import machine

    ask.explain("Enter alone takes the answer in brackets; everything can be changed later.")
    name = ask("--name", "Name of the practice", check=checks.name)
    message_name = _message_name(ask, name, overrule)
    timezone = ask("--timezone", "Time zone", machine.zone(os.environ), check=checks.zone)
    # a number given as an option gets no country code: nobody would see which one was added
    given = ask.was_given("--sender")
    country = None if given else locales.country_of_zone(timezone)
    return _Answers(
        name=name,
        message_name=message_name,
        timezone=timezone,
        locale=ask("--locale", "Language", machine.language(os.environ), check=checks.language),
        # the configuration's number has the same form as the sender in the store
        sender=numbers.sender(
            ask(
                "--sender",
                "Number that its texts come from",
                check=lambda text: numbers.sender(text, country),
            ),
            country,
        ),
        staff_email=(
            email := ask("--staff-email", "Email address of its administrator", check=checks.email)
        ),
        carrier=_carrier(ask),
        mail=_mail(ask, message_name or name, email),
        store=ask("--store", "Store", "sqlite:///textback.db", check=checks.store),
        listen=(
            listens_on := ask("--listen", "Pages are served on", _listen(), check=checks.listen)
        ),
        public_url=ask(
            "--public-url", "Browsers reach them at", f"http://{listens_on}", check=checks.url
        ),
    )


def _listen() -> str:
    """Return where pages are served by default: the first usual port that nothing listens on."""
    import socket

    for port in _PORTS:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return _LISTEN.format(port=port)
    return _LISTEN.format(port=_PORTS.start)


def _message_name(ask: Questions, name: str, overrule: str) -> str:
    """Ask for the practice's name in messages, if its own name would tell why clients come."""
    from dialogs.wording.disclosure import disclosing
    from gateway.cli import discretion

    if ask.silent and not ask.was_given("--message-name"):
        return discretion.asked_name(name, None, overrule) or ""
    words = disclosing(name)
    if not ask.was_given("--message-name") and (not words or overrule.strip()):
        return ""
    why = f" (“{words[0]}” would tell others why they come)" if words else ""
    return ask("--message-name", f"Name in messages{why}", check=checks.discreet)


def _carrier(ask: Questions) -> FirstCarrier | None:
    """Ask for the account with a carrier; return None if the account is entered later."""
    from config.checked import Address

    where = ask("--carrier", "Your carrier, as host:port (empty: later)", "", check=checks.carrier)
    if not where:
        return None
    address = Address.parse(where)
    system_id = ask("--system-id", "System id of your account with it", check=checks.system_id)
    return FirstCarrier(address.host, address.port, system_id, ask.secret("Its password"))


def _mail(ask: Questions, practice: str, staff_email: str) -> FirstMail | None:
    """Ask for the mail server; return None if it is entered later."""
    where = ask(
        "--smarthost", "Your mail server, as host:port (empty: later)", "", check=checks.carrier
    )
    if not where:
        return None
    sender = ask(
        "--mail-sender",
        "Address that mails come from",
        checks.usual_sender(staff_email),
        check=checks.mail_sender,
    )
    if "<" not in sender:
        sender = checks.named_sender(practice, sender)
    username = ask("--mail-username", "User name with it (empty: without a log-in)", "")
    return FirstMail(where, sender, username, ask.secret("Its password") if username else "")


def _create(
    path: Path, answers: _Answers, overrule: str, *, from_input: bool, as_json: bool
) -> None:
    import asyncio

    from config.settings import load
    from gateway.accounts import password_hashes
    from gateway.cli import json_output
    from gateway.cli.staff import choose_password
    from gateway.use_cases import overruling

    # refuse the name before a password is asked for
    overruling.require_discreet({"name": answers.message_name or answers.name}, overrule)
    password, made = choose_password(from_input=from_input)
    password_hash = password_hashes.hash_password(password, (answers.staff_email, answers.name))
    with _written(path, answers):
        settings = load(path, os.environ)
        practice, member = asyncio.run(_found(settings, answers, password_hash, overrule))
    if as_json:
        shown = {"config": str(path), "practice": json_output.identity(practice.id)}
        shown |= {"staff": member.email, "password": password if made else None}
        shown |= {"open": answers.public_url}
        output.document(shown)
        return
    output.line(f"{path} written; {practice.name} is in the store")
    shown_password = f"password {password} (shown once)" if made else "with the password entered"
    output.line(f"  log-in    {member.email}  {shown_password}")
    output.line(f"  next      textback serve --config {path}")
    output.line(f"  then open {answers.public_url} and log in: the first steps lead on from there")
    if not answers.carrier:
        output.line(f"  later     enter your carrier in {path} and restart; until then texts wait")
    if not answers.mail:
        output.line(f"  later     enter your mail server in {path}; until then nothing is mailed")


@contextmanager
def _written(path: Path, answers: _Answers) -> Iterator[None]:
    """Write the configuration; delete the file if the block fails.

    Raises:
        InvalidInput: if the file cannot be written.
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
                carrier=answers.carrier,
                mail=answers.mail,
            )
        )
    try:
        yield
    except BaseException:
        path.unlink()
        raise


async def _found(
    settings: Settings, answers: _Answers, password_hash: str, overrule: str
) -> tuple[Practice, StaffMember]:
    """Create the store if there is none, then the practice and its administrator."""
    from calendar_store.database import migrate
    from calendar_store.model.statuses import Role
    from gateway.cli import store
    from gateway.use_cases import practice_changes, staff_accounts

    now = store.now()
    given = {
        "name": answers.name,
        "timezone": answers.timezone,
        "locale": answers.locale,
        "sender": answers.sender,
        "message_name": answers.message_name,
    }
    async with store.opened(settings.store.full_url()) as database:
        await migrate.migrate(database)
        async with database.write() as tx:
            made = await practice_changes.add(tx, OPERATOR, given, now=now, overrule=overrule)
            member = await staff_accounts.add(
                tx,
                OPERATOR,
                made.practice.id,
                email=answers.staff_email,
                role=Role.ADMIN,
                password_hash=password_hash,
                # whoever sets the service up runs it, and probes its carriers from the pages
                runs_service=True,
                now=now,
            )
    return made.practice, member
