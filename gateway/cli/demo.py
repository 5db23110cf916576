"""`textback demo`: runs the whole service with a temporary store, simulated phones and mailboxes.

Nothing leaves the machine: the service reaches the simulated carrier by SMPP and the simulated mail
server by SMTP on loopback ports, and the store is a file in a temporary folder that is deleted when
the demo ends.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Database
    from config.checked import Address
    from gateway.demo.carrier import SandboxCarrier
    from gateway.demo.mail_server import SandboxMailServer
    from gateway.demo.practice import DemoPractice

_LISTEN = "127.0.0.1:8080"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What stands for the world outside, and the sample practice."""

    carrier: SandboxCarrier
    mail_server: SandboxMailServer
    sample: DemoPractice


def demo(
    *,
    listen: Annotated[
        str | None,
        typer.Option(
            "--listen",
            metavar="HOST:PORT",
            help=f"Default: {_LISTEN}, or a free port if taken; port 0 is any free one.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the whole service with a sample practice, phones and mailboxes in the browser."""
    import tempfile
    from pathlib import Path

    import uvloop

    from config.checked import Address
    from config.choices import LogLevel
    from config.log import configure
    from config.sections import LogSettings
    from gateway.cli.listening import free, or_refused

    try:
        address = Address.parse(listen or _LISTEN)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="'--listen'") from None
    if not listen or address.port == 0:
        # links in texts and mails have the port before anything listens
        address = free(address)
    # success is seen in the browser; the log shows warnings and errors only
    configure(LogSettings(level=LogLevel.WARNING))
    with tempfile.TemporaryDirectory(prefix="textback-demo-") as folder, or_refused(address):
        uvloop.run(_run(Path(folder), address, as_json=as_json))


async def _run(folder: Path, address: Address, *, as_json: bool) -> None:
    from calendar_store.database.connection import Database
    from calendar_store.database.migrate import migrate
    from gateway.app import stop_signals
    from gateway.demo import practice
    from gateway.demo.carrier import SandboxCarrier
    from gateway.demo.mail_server import SandboxMailServer
    from gateway.service import utc_now

    stop = stop_signals()
    database = Database.connect(f"sqlite:///{folder / 'demo.db'}")
    carrier, mail_server = SandboxCarrier(), SandboxMailServer()
    await carrier.start()
    await mail_server.start()
    try:
        await migrate(database)
        sample = await practice.create(database, utc_now())
        sandbox = Sandbox(carrier, mail_server, sample)
        async with _serving(database, sandbox, address) as url:
            _announce(url, sandbox, as_json=as_json)
            await stop.wait()
    finally:
        await mail_server.stop()
        await carrier.stop()
        await database.close()


@asynccontextmanager
async def _serving(database: Database, sandbox: Sandbox, address: Address) -> AsyncIterator[str]:
    """Run the service and its pages while the block runs; yield the URL of the pages."""
    from calendar_store.database import signing_keys
    from gateway.app import listening, probes_of
    from gateway.demo.account import NAME, PRICES, account, mail_account
    from gateway.demo.mail_program import MailProgram
    from gateway.metrics.scrape import Scrape
    from gateway.service import TextbackService, utc_now
    from gateway.use_cases.tariff import Tariff
    from gateway.web.demo.demo_context import Demo
    from gateway.web.demo.demo_plugin import demo_plugin
    from gateway.web.server.app import make_app
    from gateway.web.server.web_context import Watch

    sample, number = sandbox.sample, sandbox.sample.practice.sender
    url = f"http://{address}"
    keys = await signing_keys.load(database, utc_now())
    outgoing, incoming = mail_account(sandbox.mail_server.port, url, keys)
    service = TextbackService(
        database,
        [account(sandbox.carrier.port, number)],
        prices={NAME: PRICES},
        mail=outgoing,
        incoming=incoming,
    )
    async with service.running():
        port = service.receiver.port if service.receiver else 0
        demo = Demo(
            *(sandbox.carrier, number, sample.phones, sample.staff_email),
            emails=sample.emails,
            mail_server=sandbox.mail_server,
            mail_program=MailProgram(sandbox.mail_server.mailboxes, port),
        )
        scrape = Scrape(service.counted, database, utc_now, service.channels.kinds)
        app = make_app(
            database,
            clock=utc_now,
            public_url=url,
            secret_key=None,
            plugins=[demo_plugin(demo)],
            tariff=Tariff(service.channels),
            link_status=service.status,
            watch=Watch(service.failing, scrape.page),
            calendar_file=service.calendar_file(address.host),
            probes=probes_of(service),
        )
        async with listening(app, address):
            yield url


def _announce(url: str, sandbox: Sandbox, *, as_json: bool) -> None:
    from gateway.cli import output

    carrier, sample = sandbox.carrier, sandbox.sample
    if as_json:
        output.document(
            {
                "url": url,
                "email": sample.staff_email,
                "password": sample.staff_password,
                "carrier": f"127.0.0.1:{carrier.port}",
                "number": sample.practice.sender,
                "smarthost": f"127.0.0.1:{sandbox.mail_server.port}",
            }
        )
        return
    output.line(f"Textback is running; open  {url}/")
    output.line(
        "  the calendar is at the left, phones and mailboxes at the right: answer what comes"
    )
    output.line(f"  log-in    {sample.staff_email}  {sample.staff_password}")
    output.line(
        f"  carrier   SMPP on 127.0.0.1:{carrier.port}, our number {sample.practice.sender}"
    )
    output.line(f"  booking   {url}/b/{sample.practice.slug}")
    output.line("  stop it with Ctrl-C; nothing of it is kept")
    sys.stdout.flush()
