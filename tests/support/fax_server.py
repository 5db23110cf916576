"""A real HylaFAX for the tests: Debian's hfaxd and faxq, on loopback, over the test's own spool.

Where a modem is given, faxq has the faxes sent by HylaFAX's own faxsend over it: states, words and
codes are those that HylaFAX itself writes.
"""

import asyncio
import os
import pwd
import resource
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gateway.channels.fax.hylafax.session import FaxServerAddress
from tests.support.fax_modem import FaxModem
from tests.support.ports import free_port

_FOLDERS = (
    *("archive", "bin", "client", "config", "dev", "docq", "doneq", "etc", "info", "log"),
    *("pollq", "recvq", "sendq", "status", "tmp"),
)
_DIALLING = "CountryCode: 39\nAreaCode: 02\nLongDistancePrefix: 0\nInternationalPrefix: 00\n"
_QUEUE = f"""{_DIALLING}LogFacility: daemon
DialStringRules: etc/dialrules
SendFaxCmd: /usr/sbin/faxsend
NotifyCmd: /bin/true
JobReqBusy: 5
JobReqNoAnswer: 1
JobReqNoCarrier: 1
"""
_MODEM = f"""{_DIALLING}ModemType: Class2.0
FAXNumber: +39.02.000000
DialStringRules: etc/dialrules
ModemReadyCmds: ""
JobReqBusy: 5
JobReqNoAnswer: 1
JobReqNoCarrier: 1
ModemResetDelay: 1
ModemDTRDropDelay: 1
"""
_OPEN_FILES = 256
"""HylaFAX's programs close every number of a file there could be, one by one."""
USER, PASSWORD, _CRYPTED = "textback", "secret", "abNANd1rDfiNc"


def is_installed() -> bool:
    """Tell whether HylaFAX is there, and we may run it: it changes its root, so root runs it."""
    return Path("/usr/sbin/hfaxd").exists() and os.geteuid() == 0


@dataclass
class HylafaxServer:
    """A running HylaFAX.

    Attributes:
        spool: its folder.
        port: its port on this machine.
    """

    spool: Path
    port: int
    _programs: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def address(self) -> FaxServerAddress:
        """Where it is, and a log-in that it takes."""
        return FaxServerAddress("127.0.0.1", self.port, USER, PASSWORD, 5.0)

    def jobs(self) -> dict[str, dict[str, str]]:
        """Return the queue files of all jobs by their ids, each by the names of its fields."""
        found = {}
        for folder in ("sendq", "doneq"):
            for file in (self.spool / folder).glob("q[0-9]*"):
                lines = file.read_text("utf-8").splitlines()
                found[file.name[1:]] = dict(line.split(":", 1) for line in lines if ":" in line)
        return found

    def documents(self, job_id: str) -> list[bytes]:
        """Return the documents of a job as they stand in the spool."""
        names = [
            value.rpartition(":")[2]
            for key, value in self.jobs()[job_id].items()
            if key in {"pdf", "!pdf"}
        ]
        return [(self.spool / name).read_bytes() for name in names]

    async def start(self, name: str) -> None:
        """Start `hfaxd` or `faxq`."""
        arguments = {
            "hfaxd": ("-d", "-q", str(self.spool), "-l", "127.0.0.1", "-i", str(self.port)),
            "faxq": ("-D", "-q", str(self.spool)),
        }[name]
        self._programs[name] = await asyncio.create_subprocess_exec(
            f"/usr/sbin/{name}",
            *arguments,
            preexec_fn=_few_files,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if name == "hfaxd":
            await self._listens()
        else:
            while not self._has_queue():
                if self._programs[name].returncode is not None:
                    # it gives up where the machine is too busy for it
                    await self.start(name)
                    return
                await asyncio.sleep(0.02)

    async def end(self, name: str) -> None:
        """End one of its programs with all that it started."""
        program = self._programs.pop(name)
        if program.returncode is None:
            os.killpg(program.pid, signal.SIGKILL)
            await program.wait()
        if name == "faxq":
            (self.spool / "FIFO").unlink(missing_ok=True)

    async def offer(self, modem: FaxModem) -> None:
        """Tell faxq of a modem that is free."""
        self._configure(modem)
        program = await asyncio.create_subprocess_exec(
            "/usr/sbin/faxmodem", "-q", str(self.spool), modem.name, preexec_fn=_few_files
        )
        await program.wait()

    def _has_queue(self) -> bool:
        return (self.spool / "FIFO").exists()

    def _configure(self, modem: FaxModem) -> None:
        config = self.spool / "etc" / f"config.{modem.name}"
        defaults = Path("/var/spool/hylafax/config/class2.0").read_text("latin-1")
        config.write_text(defaults + _MODEM, "latin-1")

    async def _listens(self) -> None:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


def _few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _spool(folder: Path) -> Path:
    spool = folder / "fax"
    for name in _FOLDERS:
        (spool / name).mkdir(parents=True)
    shutil.copytree("/var/spool/hylafax/bin", spool / "bin", dirs_exist_ok=True, symlinks=True)
    etc = spool / "etc"
    known = Path("/etc/hylafax/setup.cache").read_text("utf-8")
    (etc / "setup.cache").write_text(known.replace("/var/spool/hylafax", str(spool)), "utf-8")
    shutil.copy("/etc/hylafax/dialrules", etc / "dialrules")
    (etc / "config").write_text(_QUEUE, "utf-8")
    users = etc / "hosts.hfaxd"
    users.write_text(f"^{USER}@:21:{_CRYPTED}:\n", "utf-8")
    users.chmod(0o600)
    fax = pwd.getpwnam("uucp")
    for one in (spool, *spool.rglob("*")):
        os.chown(one, fax.pw_uid, fax.pw_gid, follow_symlinks=False)
    # pytest's folders are closed to the user that HylaFAX becomes
    for above in (folder, *folder.parents):
        if above.stat().st_mode & 0o077 == 0:
            above.chmod(0o711)
    return spool


@asynccontextmanager
async def running_fax_server(folder: Path, *, queue: bool = True) -> AsyncIterator[HylafaxServer]:
    """Run HylaFAX while the block runs.

    Args:
        folder: where its spool is made.
        queue: whether faxq runs too; without it no job can be submitted.
    """
    server = HylafaxServer(_spool(folder), free_port())
    async with asyncio.timeout(20):
        if queue:
            await server.start("faxq")
        await server.start("hfaxd")
    try:
        yield server
    finally:
        for name in list(server._programs):
            await server.end(name)
