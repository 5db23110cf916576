"""`textback doctor`: one line for everything, with what to do; bounded, and reading only."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import time
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from calendar_store.database.version import newest
from gateway.backups.keys import new_key
from tests.support.carrier import BIND_RX, BIND_TRX, BIND_TX, SUBMIT_SM, UNBIND, Carrier
from tests.support.command_line import SCRIPT, Answer, CommandLine
from tests.support.ports import free_port
from tests.support.silent_servers import silent_servers
from tests.support.smarthost import Smarthost

CARRIER = """
[[carrier]]
name = "primary"
host = "127.0.0.1"
port = {port}
system_id = "esme"
password = "hush-hush"
numbers = ["+390699000111"]
"""
SECRETS = ("hush-hush", "hush%2Dhush", "aHVzaC1odXNo", "mail-s3cret")


@pytest.fixture
def private(studio: CommandLine) -> CommandLine:
    """A studio whose files nobody else reads."""
    for one in studio.folder.iterdir():
        one.chmod(0o600)
    return studio


def add(cli: CommandLine, more: str) -> None:
    with (cli.folder / "textback.toml").open("a") as file:
        file.write(more)


async def asked(cli: CommandLine, *more: str) -> dict:
    answer = await asyncio.to_thread(cli.script, "doctor", *more, "--json")
    assert answer.err == ""
    found = json.loads(answer.out)
    assert answer.code == (0 if found["green"] else 1)
    return found


def of(found: dict, area: str) -> list[tuple[str, str]]:
    return [(one["level"], one["code"]) for one in found["findings"] if one["area"] == area]


def test_a_broken_configuration_is_a_line(nothing: CommandLine) -> None:
    missing = nothing.run("doctor")
    assert (missing.code, missing.err) == (1, "")
    assert "WRONG  config    textback.toml: cannot be read" in missing.out
    assert "ok     versions  textback " in missing.out
    (nothing.folder / "textback.toml").write_text('[web]\nlisten = "here"\nlogo = 1\n')
    broken = nothing.run("doctor", "--json")
    found = json.loads(broken.out)
    assert (broken.code, found["green"]) == (1, False)
    assert of(found, "config") == [("trouble", "config_broken")] * 2
    assert "write host:port" in found["findings"][0]["words"]


def test_a_store_that_is_not_there_is_not_made(nothing: CommandLine) -> None:
    (nothing.folder / "textback.toml").touch()
    answer = nothing.run("doctor")
    assert answer.code == 1
    assert "WRONG  store     there is no store at " in answer.out
    assert "textback restore" in answer.out
    assert not (nothing.folder / "textback.db").exists()


@pytest.mark.parametrize(
    ("version", "code"), [("0001", "store_old"), ("9999", "store_new"), (newest(), "store_fine")]
)
def test_the_store_s_version_is_told(private: CommandLine, version: str, code: str) -> None:
    with closing(sqlite3.connect(private.folder / "textback.db")) as store, store:
        store.execute("UPDATE alembic_version SET version_num = ?", (version,))
    answer = private.run("doctor", "--json")
    told = of(json.loads(answer.out), "store")
    assert told[0][1] == code
    assert ("fine", "store_sound") in told


def test_damage_and_an_empty_store_are_told(private: CommandLine) -> None:
    path = private.folder / "textback.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xff" * 16384 + whole[24576:])
    told = private.run("doctor")
    assert told.code == 1
    assert "WRONG  store     " in told.out
    path.write_bytes(b"")
    assert "WRONG  store     the store is empty" in private.run("doctor").out
    path.write_bytes(b"no database at all, but some text" * 100)
    assert "WRONG  store     " in private.run("doctor").out


def test_files_that_others_read_are_told(private: CommandLine) -> None:
    (private.folder / "textback.toml").chmod(0o644)
    assert "WARN   config    textback.toml can be read" in private.run("doctor").out


def test_nothing_is_changed(private: CommandLine) -> None:
    def rows() -> list[str]:
        with closing(sqlite3.connect(private.folder / "textback.db")) as store:
            return list(store.iterdump())

    before = rows()
    private.run("doctor")
    assert rows() == before


@asynccontextmanager
async def served(cli: CommandLine):
    """Run the service in a process of its own while the block runs."""
    command = [SCRIPT, "serve"]
    process = await asyncio.create_subprocess_exec(*command, cwd=cli.folder, stderr=subprocess.PIPE)
    try:
        while b" ready " not in (line := await process.stderr.readline()):
            assert line, "it ended"
        reading = asyncio.create_task(process.stderr.read())
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await reading


@pytest.fixture
async def carrier():
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


def binds(carrier: Carrier) -> int:
    return sum(carrier.count(one) for one in (BIND_RX, BIND_TX, BIND_TRX))


async def until_green(cli: CommandLine, within: float = 60.0) -> dict:
    """Ask until nothing is wrong: the first backup takes a moment."""
    ends = time.monotonic() + within
    while True:
        found = await asked(cli)
        if found["green"] or time.monotonic() > ends:
            return found
        await asyncio.sleep(0.5)


async def test_a_service_at_work_is_green_and_its_carrier_gets_no_second_bind(private, carrier):
    public = new_key(private.folder / "backup.key")
    for one in ("backups", "frames"):
        (private.folder / one).mkdir(mode=0o700)
    add(private, f'[web]\nlisten = "127.0.0.1:{free_port()}"\n')
    add(private, f'[backup]\nto = "backups"\nframes_to = "frames"\nrecipients = ["{public}"]\n')
    add(private, CARRIER.format(port=carrier.port))
    async with served(private) as service:
        await carrier.until(lambda: binds(carrier))
        found = await until_green(private)
        assert found["green"], [one for one in found["findings"] if one["do"]]
        for area, told in {
            "service": [("fine", "runs")],
            "carriers": [("fine", "bound")],
            "queues": [("fine", "queues_empty")],
            "store": [("fine", "store_fine"), ("fine", "store_sound")],
        }.items():
            assert of(found, area) == told
        assert ("fine", "backup_fine") in of(found, "backups")
        assert ("fine", "log_fine") in of(found, "backups")
        assert binds(carrier) == 1
        service.kill()
        await service.wait()
        # its lock went with it
        found = await asked(private)
        assert of(found, "service") == [("warning", "not_running")]
        assert of(found, "carriers") == [("fine", "tried")]
        assert (binds(carrier), carrier.count(BIND_TX)) == (2, 1)


async def test_a_service_that_stands_still_is_told_and_its_carrier_left_alone(private, carrier):
    add(private, f'[web]\nlisten = "127.0.0.1:{free_port()}"\n')
    add(private, CARRIER.format(port=carrier.port))
    async with served(private) as service:
        await carrier.until(lambda: binds(carrier))
        service.send_signal(signal.SIGSTOP)
        found = await asked(private)
        service.send_signal(signal.SIGCONT)
    assert of(found, "service") == [("trouble", "silent")]
    assert of(found, "carriers") == [("hint", "untried")]
    assert binds(carrier) == 1


async def test_where_nobody_is_bound_a_transmitter_tries_and_leaves(private, carrier):
    add(private, f'[web]\nlisten = "127.0.0.1:{free_port()}"\n')
    add(private, CARRIER.format(port=carrier.port))
    found = await asked(private)
    assert of(found, "carriers") == [("fine", "tried")]
    assert (carrier.count(BIND_TX), binds(carrier), carrier.count(UNBIND)) == (1, 1, 1)
    assert carrier.count(SUBMIT_SM) == 0
    carrier.rules[BIND_TX] = lambda got: got.peer.answer(got, 0x0E)
    found = await asked(private)
    assert of(found, "carriers") == [("trouble", "refused")]
    add(private, 'bind = "receiver"\n')
    before = binds(carrier)
    found = await asked(private)
    assert of(found, "carriers") == [("fine", "reached")]
    assert binds(carrier) == before


HANGING = """
[store]
{store}
[web]
listen = "127.0.0.1:{0}"
public_url = "https://127.0.0.2:{1}"
[mail]
smarthost = "127.0.0.1:{2}"
sender = "Aurora <a@example.org>"
imap = "127.0.0.1:{3}"
imap_tls = "none"
imap_username = "a"
[fax]
server = "127.0.0.1:{4}"
timeout = "60s"
"""


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
async def test_ten_seconds_are_enough_though_every_server_hangs(private, store):
    async with silent_servers(8) as ports:
        url = f'url = "postgresql://t@127.0.0.1:{ports[5]}/x"' if store == "postgresql" else ""
        config = HANGING.format(*ports, store=url) + CARRIER.format(port=ports[6])
        (private.folder / "textback.toml").write_text(config)
        resolver = f"127.0.0.1:{ports[7]}"
        began = time.monotonic()
        found = await asked(private, "--resolver", resolver)
        took = time.monotonic() - began
    silent = {one["area"] for one in found["findings"] if one["code"] == "unanswered"}
    assert {"mail", "fax"} <= silent
    # whatever answers, and this machine itself, is told all the same
    assert of(found, "clock")
    assert of(found, "store")[0][0] == ("fine" if store == "sqlite" else "trouble")
    assert found["seconds"] < 8
    assert took < 12


async def test_no_line_has_a_secret(private, carrier):
    host = Smarthost(smtputf8=True, users={"aurora": "other"})
    host.judge = lambda stage, _: "550 I know mail-s3cret" if stage == "ehlo" else None
    async with host.running():
        mail = (
            f'[mail]\nsmarthost = "127.0.0.1:{host.port}"\nsender = "A <a@example.org>"\n'
            'username = "aurora"\npassword = "mail-s3cret"\n'
        )
        add(private, f'[web]\nlisten = "127.0.0.1:{free_port()}"\n{mail}')
        add(private, CARRIER.format(port=carrier.port))
        carrier.rules[BIND_TX] = lambda got: got.peer.answer(got, 0x0E)
        answers: list[Answer] = [
            await asyncio.to_thread(private.script, "doctor", *more) for more in ((), ("--json",))
        ]
        add(private, '[store]\nurl = "postgresql://t:hush-hush@127.0.0.1:1/x"\n')
        answers.append(await asyncio.to_thread(private.script, "doctor"))
    said = "".join(one.out + one.err for one in answers)
    assert "I know •••" in said
    assert "1/x" not in said or "hush" not in said
    for secret in SECRETS:
        assert secret not in said


def test_a_wrong_resolver_is_refused(private: CommandLine) -> None:
    assert private.refused("doctor", "--resolver", "dns").startswith("--resolver: write host")


def test_the_disk_of_backups_that_is_not_mounted_is_told(private: CommandLine) -> None:
    public = new_key(private.folder / "backup.key")
    add(private, f'[backup]\nto = "gone/backups"\nrecipients = ["{public}"]\n')
    told = private.run("doctor").out
    assert "WARN   disk      backup.to: there is no folder" in told
    assert not Path(private.folder / "gone").exists()
