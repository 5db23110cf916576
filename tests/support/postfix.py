"""A real Postfix for the tests: in a temporary folder, on loopback, ended by the test.

It is the smarthost of the service and the mail server of its clients at once: it delivers into
mailboxes (Maildir), passes on what comes for the practice's domain, and reports what it cannot
deliver.
"""

import asyncio
import os
import pwd
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from tests.support.ports import free_port

_DAEMONS = Path("/usr/lib/postfix/sbin")
_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_PARSER = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix.

    Attributes:
        port: its port on this machine.
        mail: the folder of the mailboxes, one Maildir for each.
        log: its log.
    """

    port: int
    mail: Path
    log: Path

    def mails(self, name: str) -> list[EmailMessage]:
        """Return the mails in a mailbox, oldest first.

        Args:
            name: the mailbox's name, as given when Postfix was started.
        """
        folder = self.mail / name
        if not (folder / "new").exists():
            return []
        # names begin with the moment of delivery: seconds, and microseconds after the M
        arrived = sorted((folder / "new").iterdir(), key=_delivered_at)
        return [_PARSER.parsebytes(one.read_bytes()) for one in arrived]


@asynccontextmanager
async def running_postfix(
    folder: Path,
    mailboxes: Mapping[str, str],
    routes: Mapping[str, int],
    *,
    beside: Mapping[str, Path] | None = None,
    account: str = "postfix",
) -> AsyncIterator[Postfix]:
    """Run Postfix while the block runs.

    Args:
        folder: a folder for its files that everybody may enter.
        mailboxes: address -> name of its mailbox; other addresses of these domains are refused.
        routes: domain -> the port on this machine that gets its mails.
        beside: address -> Maildir of another program; what has "+" and more behind the name of
            such an address comes there as well.
        account: the owner of all mailboxes.
    """
    port = free_port()
    owner = pwd.getpwnam(account)
    places = {address: f"{folder / 'mail' / name}/" for address, name in mailboxes.items()}
    places |= {address: f"{place}/" for address, place in (beside or {}).items()}
    for name in ("config", "spool", "data", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", account)
    domains = sorted({address.partition("@")[2] for address in places})
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": str(folder / "spool"),
        "data_directory": str(folder / "data"),
        "command_directory": "/usr/sbin",
        "daemon_directory": str(_DAEMONS),
        "mail_owner": "postfix",
        "setgid_group": "postdrop",
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "myhostname": "mail.clients.test",
        "mydestination": "",
        "mynetworks": "127.0.0.0/8",
        "alias_maps": "",
        "local_recipient_maps": "",
        "recipient_delimiter": "+",
        "virtual_mailbox_base": "/",
        "virtual_mailbox_domains": " ".join(domains),
        "virtual_mailbox_maps": _inline(places),
        "virtual_minimum_uid": "1",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
        "relay_domains": " ".join(routes),
        "transport_maps": _inline({one: f"smtp:[127.0.0.1]:{to}" for one, to in routes.items()}),
        "smtp_host_lookup": "native",
        "maillog_file": str(folder / "log"),
        "maillog_file_prefixes": str(folder),
        "smtputf8_enable": "yes",
    }
    written = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (folder / "config" / "main.cf").write_text(written, "utf-8")
    (folder / "config" / "master.cf").write_text(_SERVICES.format(port=port), "utf-8")
    program = shutil.which("postfix", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert program is not None, "Postfix is missing: .ci/system-packages installs it"
    process = await asyncio.create_subprocess_exec(
        *(program, "-c", str(folder / "config"), "start-fg"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await _answers(port, folder / "log")
        yield Postfix(port, folder / "mail", folder / "log")
    finally:
        stop = await asyncio.create_subprocess_exec(
            *(program, "-c", str(folder / "config"), "stop"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await stop.wait()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _delivered_at(mail: Path) -> tuple[int, int]:
    second, within, _ = mail.name.split(".", 2)
    return int(second), int(within.rpartition("M")[2])


def _inline(pairs: Mapping[str, str]) -> str:
    inside = ", ".join(f"{{ {key} = {value} }}" for key, value in pairs.items())
    return f"inline:{{ {inside} }}" if inside else ""


async def _answers(port: int, log: Path) -> None:
    """Wait until the server greets."""
    try:
        async with asyncio.timeout(20):
            while not await _greets(port):  # noqa: ASYNC110 (it tells no event)
                await asyncio.sleep(0.05)
    except TimeoutError:
        told = await asyncio.to_thread(log.read_text, "utf-8")
        raise AssertionError(f"Postfix does not answer: {told}") from None


async def _greets(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    greeting = await reader.readline()
    writer.close()
    return greeting.startswith(b"220")
