"""`textback carriers probe` and `replay` from the terminal; the sandbox carrier in a thread."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from config.choices import MessageIdForm
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.habits import Habits
from tests.support.command_line import CommandLine
from tests.support.ports import free_port

HABITS = Path(__file__).parents[1] / "channels" / "sms" / "smpp" / "habits"

PHONE, OURS = "+393331234014", "+390699000111"
CARRIER = """
[[carrier]]
name = "{name}"
host = "127.0.0.1"
port = {port}
system_id = "esme"
numbers = ["+390699000111"]
"""


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """The command sets up logging for its whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@contextmanager
def sandbox(habits: Habits) -> Iterator[int]:
    """A carrier, and a phone whose owner answers the first text; the port."""
    ready, ended, port = threading.Event(), threading.Event(), []

    async def live() -> None:
        carrier = SandboxCarrier(habits)
        await carrier.start()
        with carrier.subscribe() as changes:
            port.append(carrier.port)
            ready.set()
            text = (await changes.get()).text.text
        await carrier.send(PHONE, OURS, f"1@ {text.rpartition(': ')[2]}")
        await asyncio.to_thread(ended.wait, 10)
        await carrier.stop()

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield port[0]
    finally:
        ended.set()
        thread.join(10)


def configure(cli: CommandLine, port: int = 1, *names: str) -> None:
    with (cli.folder / "textback.toml").open("a") as file:
        # at the usual port another service may run on this machine
        file.write(f'[web]\nlisten = "127.0.0.1:{free_port()}"\n')
        for name in names or ("primary",):
            file.write(CARRIER.format(name=name, port=port))


def test_a_carrier_is_measured(cli: CommandLine) -> None:
    with sandbox(Habits(message_id=MessageIdForm.HEX_TO_DEC)) as port:
        configure(cli, port)
        shown = cli.ok("carriers", "probe", PHONE)
    assert "4 parts are sent" in shown
    assert 'message_id = "hex-to-dec"   # differs from what is set' in shown
    assert 'default_alphabet = "gsm"\n' in shown


def test_a_carrier_is_measured_for_machines(cli: CommandLine) -> None:
    with sandbox(Habits()) as port:
        configure(cli, port)
        shown = cli.json("carriers", "probe", PHONE)
    by = {one["what"]: one for one in shown["findings"]}
    assert by["ids"] == {
        "what": "ids",
        "words": "answers and receipts agree as-is",
        "line": 'message_id = "as-is"',
        "differs": False,
    }


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((PHONE,), "there are several carriers: one, two; name one with --carrier"),
        ((PHONE, "--carrier", "three"), 'there is no carrier "three"; the configuration has one'),
        (("333", "--carrier", "one"), "write the mobile number with its country"),
        ((PHONE, "--carrier", "one"), "no session with one: nothing listens at 127.0.0.1:1"),
    ],
)
def test_what_cannot_be_probed_is_told_in_a_line(
    cli: CommandLine, args: tuple[str, ...], words: str
) -> None:
    configure(cli, 1, "one", "two")
    answer = cli.run("carriers", "probe", *args)
    assert answer.code == 1
    assert words in answer.err.splitlines()[-1]


def test_without_a_carrier_there_is_nothing_to_probe(cli: CommandLine) -> None:
    assert "no [[carrier]]" in cli.refused("carriers", "probe", PHONE)


@pytest.mark.parametrize("content", [None, "nonsense\n", "\xe9"])
def test_a_file_that_is_no_record_is_told_in_a_line(cli: CommandLine, content: str | None) -> None:
    if content is not None:
        (cli.folder / "file").write_text(content, "latin-1")
    line = cli.refused("carriers", "replay", "file")
    assert line.startswith("file")
    assert "Expecting" not in line


def test_a_record_that_lacks_something_is_told_what(cli: CommandLine) -> None:
    (cli.folder / "file").write_text('{"textback": 1}\n')
    assert cli.refused("carriers", "replay", "file").endswith(
        'line 1 is not of a record: it has no "carrier"'
    )


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("gsm", "no receipts"),
        ("ids-hex-to-dec", "1 receipt, 1 about a part in this file"),
        ("receipts-twice", "2 receipts, 1 about a part in this file"),
    ],
)
def test_what_a_record_held_is_counted(cli: CommandLine, name: str, last: str) -> None:
    lines = (HABITS / f"{name.replace('receipts-twice', 'ids-hex-to-dec')}.jsonl").read_text()
    if name == "receipts-twice":
        head, answer, receipt = lines.splitlines()
        lines = f"{head}\n{receipt}\n{answer}\n{receipt}\n"
    (cli.folder / "file").write_text(lines)
    assert cli.ok("carriers", "replay", "file").splitlines()[-1] == last
