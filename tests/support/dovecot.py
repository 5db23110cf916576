"""A real Dovecot for the tests: in a temporary folder, on loopback, ended by the test.

Its mailboxes are Maildirs, into which a test puts mails as a mail server does.
"""

import asyncio
import grp
import itertools
import os
import pwd
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.smarthost import certificate

_PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "calendar@example.org", 'p"a\\ss word'
_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {account}
default_login_user = {account}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail
mailbox_list_index = no
ssl = yes
ssl_cert = <{folder}/smarthost.pem
ssl_key = <{folder}/smarthost.key
disable_plaintext_auth = {secured}
imap_capability = {capability}
imap_idle_notify_interval = 2 mins
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={account} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(slots=True)
class Dovecot:
    """A running Dovecot.

    Attributes:
        port: for a connection that begins without encryption.
        secure_port: for one that is encrypted from the start.
        folder: everything of it.
        authority: the file of its certificate.
    """

    port: int
    secure_port: int
    folder: Path
    authority: Path
    account: str
    config: dict[str, str]
    _process: asyncio.subprocess.Process | None = None
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def put(self, raw: bytes, *, flags: str | None = None) -> str:
        """Deliver a mail; return its name.

        Args:
            raw: the mail.
            flags: flags of a mail that somebody has seen in a mail program, as "S".
        """
        name = f"{int(time.time())}.{next(self._numbers):06}.test"
        box = self.folder / "mail"
        waiting = box / "tmp" / name
        waiting.write_bytes(raw.replace(b"\r\n", b"\n"))
        shutil.chown(waiting, self.account)
        place = box / "new" / name if flags is None else box / "cur" / f"{name}:2,{flags}"
        waiting.rename(place)
        return name

    def flags(self, name: str) -> str | None:
        """Return the flags of a mail, "" for none, None for a mail that is gone."""
        for found in itertools.chain(
            *((self.folder / "mail" / one).iterdir() for one in ("new", "cur"))
        ):
            if found.name.partition(":")[0] == name:
                return found.name.partition(":2,")[2]
        return None

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        (self.folder / "dovecot.conf").write_text(_CONFIG.format(**self.config))
        self._process = await asyncio.create_subprocess_exec(
            *(_PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")),
            start_new_session=True,
        )
        async with asyncio.timeout(20):
            while not await self._listens():
                if self._process.returncode is not None:
                    pytest.fail((self.folder / "log").read_text() or "dovecot ended")
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        """End it with all its connections."""
        if self._process is not None and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            await self._process.wait()

    async def renumber(self) -> None:
        """Let it number its mails anew: another UIDVALIDITY."""
        await self.stop()
        for found in (self.folder / "mail").glob("dovecot*"):
            found.unlink()
        await self.start()

    def swap(self) -> None:
        """Put another, empty mailbox in the place of this one, as restoring a backup does."""
        box = self.folder / "mail"
        box.rename(self.folder / "mail.old")
        for place in (box, *(box / name for name in ("new", "cur", "tmp"))):
            place.mkdir()
            shutil.chown(place, self.account)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True


@asynccontextmanager
async def running(
    *, plain: bool = True, capability: str = "", mails: int = 0, raw: bytes = b""
) -> AsyncIterator[Dovecot]:
    """Run a Dovecot with one empty mailbox while the block runs.

    Args:
        plain: whether it takes a log-in without encryption.
        capability: what it offers in place of all that it can.
        mails: number of mails that are there before it starts.
        raw: these mails.
    """
    # not in a test's own folder: another account has to reach it
    folder = Path(tempfile.mkdtemp(prefix="textback-dovecot-"))
    account = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else "dovecot"
    found = pwd.getpwnam(account)
    authority, _ = certificate(folder)
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    config = {
        "folder": str(folder),
        "account": account,
        "group": grp.getgrgid(found.pw_gid).gr_name,
        "secured": "no" if plain else "yes",
        "capability": capability,
        "port": str(free_port()),
        "secure_port": str(free_port()),
    }
    for one in (folder, *folder.rglob("*")):  # noqa: ASYNC240 (a test may wait)
        shutil.chown(one, found.pw_uid, found.pw_gid)
    server = Dovecot(
        int(config["port"]), int(config["secure_port"]), folder, authority, account, config
    )
    try:
        for _ in range(mails):
            server.put(raw)
        await server.start()
        yield server
    finally:
        await server.stop()
        shutil.rmtree(folder)
