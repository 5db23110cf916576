"""Every refusal is one line on standard error and an exit code that says whose move is next."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.command_line import SCRIPT, CommandLine


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[stor]\nurl = "sqlite:///textback.db"\n', "stor is not a key here; did you mean store?"),
        ('[web]\nlisen = "127.0.0.1:80"\n', "web.lisen is not a key here; did you mean listen?"),
        ('[web]\nlisten = "here"\n', "write host:port, as 127.0.0.1:8080"),
        ("[store\n", "is not TOML"),
        (
            '[store]\nurl = "postgresql://a@b/c"\npassword_file = "absent"\n',
            "the secret cannot be read",
        ),
    ],
)
def test_a_wrong_configuration_is_told_and_ends_with_2(
    cli: CommandLine, text: str, words: str
) -> None:
    (cli.folder / "textback.toml").write_text(text)
    line = cli.refused("practice", "list", code=2)
    assert line.startswith("textback.toml: ")
    assert words in line


def test_every_fault_of_a_configuration_has_its_line(cli: CommandLine) -> None:
    (cli.folder / "textback.toml").write_text("[web]\na = 1\n[log]\nb = 2\n")
    answer = cli.run("practice", "list")
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 2


def test_an_absent_configuration_says_how_to_have_one(nothing: CommandLine) -> None:
    assert "textback init" in nothing.refused("practice", "list", code=2)


def test_the_configuration_is_named_before_or_after_or_around_the_command(
    studio: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (studio.folder / "textback.toml").rename(studio.folder / "other.toml")
    expected = studio.json("practice", "list", "--config", "other.toml")
    assert studio.json("--config", "other.toml", "practice", "list") == expected
    monkeypatch.setenv("TEXTBACK_CONFIG", "other.toml")
    assert studio.json("practice", "list") == expected
    # the nearer one counts
    assert "nowhere.toml" in studio.refused("practice", "list", "--config", "nowhere.toml", code=2)


def test_the_environment_alone_may_be_the_configuration(
    studio: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (studio.folder / "textback.toml").unlink()
    monkeypatch.setenv("TEXTBACK__STORE__URL", f"sqlite:///{studio.folder}/textback.db")
    assert len(studio.json("practice", "list")) == 1


def test_a_store_of_a_newer_service_is_left_alone(studio: CommandLine) -> None:
    with sqlite3.connect(studio.folder / "textback.db") as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in (("practice", "list"), ("migrate",)):
        assert "newer than this service" in studio.refused(*command, code=2)
    served = studio.script("serve")
    assert (served.code, served.out) == (2, "")
    # what stands before it is the log
    assert "newer than this service" in served.err.splitlines()[-1]


def test_a_store_without_tables_says_how_to_have_them(cli: CommandLine) -> None:
    (cli.folder / "textback.db").unlink()
    assert cli.refused("practice", "list", code=2).endswith("run: textback migrate")
    assert cli.json("migrate") == {"from": None, "to": cli.json("migrate")["to"]}
    assert "already" in cli.ok("migrate")
    assert cli.json("practice", "list") == []


def test_a_file_that_is_no_store_is_told(cli: CommandLine) -> None:
    (cli.folder / "textback.db").write_bytes(b"not a database, whatever its name says" * 100)
    assert "file is not a database" in cli.refused("practice", "list")


def test_a_store_in_a_folder_that_is_not_there_is_told(cli: CommandLine) -> None:
    (cli.folder / "textback.toml").write_text('[store]\nurl = "sqlite:///no/where.db"\n')
    assert "the store cannot be opened" in cli.refused("practice", "list")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("calender",), "Did you mean 'calendar'?; see textback --help"),
        (("practice", "ad"), "Did you mean 'add'?"),
        (("practice",), "see textback practice --help"),
        (("book",), "see textback book --help"),
        (("calendar", "--nonsense"), "No such option: --nonsense"),
    ],
)
def test_wrong_usage_is_one_line_and_ends_with_2(
    nothing: CommandLine, args: tuple[str, ...], words: str
) -> None:
    assert words in nothing.refused(*args, code=2)


def test_no_command_at_all_shows_the_help(nothing: CommandLine) -> None:
    answer = nothing.run()
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Usage: textback")


def test_the_script_ends_as_its_commands_do(studio: CommandLine) -> None:
    listed = studio.script("practice", "list", "--json")
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.startswith('[{"id": "')
    refused = studio.script("practice", "add", "X", "--timezone", "Y", "--locale", "en")
    assert (refused.code, refused.out) == (2, "")
    refused = studio.script("messages", "--client", "12")
    assert refused.code == 1
    assert len(refused.err.splitlines()) == 1


def test_help_needs_none_of_the_heavy_libraries(nothing: CommandLine) -> None:
    shown = nothing.script("--help", PYTHONPROFILEIMPORTTIME="1")
    assert shown.code == 0
    imported = {line.rpartition("|")[2].strip() for line in shown.err.splitlines()}
    assert "gateway.cli.program" in imported
    heavy = {"sqlalchemy", "pydantic", "aiohttp", "phonenumbers", "babel", "rich", "asyncio"}
    assert not heavy & imported


def test_a_terminal_without_a_letter_shows_another(studio: CommandLine) -> None:
    add = ("client", "add", "--first", "Łucja", "--last", "Żak", "--mobile", "+393331234567")
    assert studio.script(*add, PYTHONIOENCODING="ascii").out.startswith("client ?ucja ?ak added")


def test_a_reader_that_leaves_is_no_fault(studio: CommandLine) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [SCRIPT, "understand", "stop"],
        cwd=studio.folder,
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Let children be interrupted, though whoever runs the tests in the background cannot be."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupted_command_ends_quietly(nothing: CommandLine) -> None:
    with subprocess.Popen(
        [SCRIPT, "understand", "-"],
        cwd=nothing.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as reading:
        assert reading.stdin is not None
        assert reading.stdout is not None
        assert reading.stderr is not None
        reading.stdin.write(b"stop\n")
        reading.stdin.flush()
        reading.stdout.readline()
        # one that comes just before the read would be heard with the next line only
        for _ in range(10):
            reading.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                reading.wait(5)  # a second one while it ends would kill it
                break
        assert reading.returncode == 130
        assert reading.stderr.read() == b""


def test_the_configuration_is_not_needed_to_be_in_the_folder(
    studio: CommandLine, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    there: Path = studio.folder / "textback.toml"
    assert len(studio.json("--config", str(there), "practice", "list")) == 1
