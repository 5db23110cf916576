"""`textback init`: from an empty folder to a practice somebody can log in to."""

import asyncio
import os
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from calendar_store.database.connection import Database
from calendar_store.model.practices import StaffMember
from calendar_store.practices import staff
from gateway.accounts import password_hashes
from gateway.cli import machine
from gateway.cli.program import app
from tests.support.command_line import SCRIPT, CommandLine

ANSWERS = (
    *("init", "--yes", "--name", "Studio Aurora", "--sender", "+390699000111"),
    *("--staff-email", "ada@example.org"),
)


@pytest.fixture(autouse=True)
def _in_rome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Rome")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def _member(email: str) -> StaffMember | None:
    async def read() -> StaffMember | None:
        database = Database.connect("sqlite:///textback.db")
        try:
            async with database.read() as tx:
                return await staff.by_email(tx, email)
        finally:
            await database.close()

    return asyncio.run(read())


def test_everything_is_there_afterwards(nothing: CommandLine) -> None:
    made = nothing.json(*ANSWERS)
    [practice] = nothing.json("practice", "list")
    assert made["practice"] == practice["id"]
    assert (practice["name"], practice["timezone"]) == ("Studio Aurora", "Europe/Rome")
    member = _member("ada@example.org")
    assert password_hashes.verify(member, made["password"])
    assert member is not None
    assert member.role == "admin"


def test_the_configuration_is_the_owner_s_alone(nothing: CommandLine) -> None:
    nothing.ok(*ANSWERS, "--listen", "127.0.0.1:9090", "--public-url", "https://book.example.org")
    path = nothing.folder / "textback.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tomllib.loads(path.read_text()) == {
        "store": {"url": "sqlite:///textback.db"},
        "web": {"listen": "127.0.0.1:9090", "public_url": "https://book.example.org"},
    }


def test_the_store_is_the_owner_s_alone_whatever_the_umask(nothing: CommandLine) -> None:
    before = os.umask(0o000)
    try:
        nothing.ok(*ANSWERS)
    finally:
        os.umask(before)
    for path in nothing.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_whatever_else_a_command_writes_is_the_owner_s_alone(cli: CommandLine) -> None:
    before = os.umask(0o000)
    try:
        CliRunner().invoke(app, ["practice", "list"])
        assert os.umask(0o000) == 0o077
    finally:
        os.umask(before)


def test_the_carrier_s_place_in_it_is_right_once_uncommented(nothing: CommandLine) -> None:
    nothing.ok(*ANSWERS)
    path = nothing.folder / "textback.toml"
    head, _, carrier = path.read_text().partition("# [[carrier]]")
    path.write_text(head + "[[carrier]]" + carrier.replace("\n# ", "\n"))
    [carrier_shown] = nothing.json("carriers")["carriers"]
    assert carrier_shown["numbers"] == ["+390699000111"]


def test_the_mail_server_s_place_in_it_is_right_once_uncommented(nothing: CommandLine) -> None:
    nothing.ok(*ANSWERS)
    path = nothing.folder / "textback.toml"
    head, _, mail = path.read_text().partition("# [mail]")
    block, _, rest = mail.partition("\n\n")
    path.write_text(head + "[mail]" + block.replace("\n# ", "\n") + "\n\n" + rest)
    assert tomllib.loads(path.read_text())["mail"]["smarthost"] == "127.0.0.1:25"
    steps = {one["step"]: one for one in nothing.json("first-steps")["steps"]}
    assert steps["test_mail"]["missing"] == ["not tried yet"]


def test_questions_are_asked_and_their_defaults_taken(nothing: CommandLine) -> None:
    typed = "Studio Aurora\n\nit\n+390699000111\nada@example.org\n\n\n"
    answer = nothing.run("init", "--listen", "127.0.0.1:9090", typed=typed)
    assert (answer.code, answer.err) == (0, "")
    assert "Browsers reach them at [http://127.0.0.1:9090]" in answer.out
    assert nothing.json("practice", "list")[0]["locale"] == "it"


def test_a_wrong_answer_is_asked_again_and_the_others_are_kept(nothing: CommandLine) -> None:
    typed = (
        "Studio Aurora\nRome\nEurope/Rome\nklingon\nit\n12\n+390699000111\nada\n"
        "ada@example.org\nsmsc.example.net\nsmsc.example.net:2776\nesme\nsecret\n"
        "mail.example.org\nmail.example.org:587\nada\n\nada@example.org\nmail secret\n"
        "mysql://x\n\neverywhere\n127.0.0.1:9090\n\n"
    )
    answer = nothing.run("init", typed=typed)
    assert answer.code == 0
    for words in (
        'there is no time zone "Rome"',
        'the language "klingon" is not one of',
        '"ada" is not an email address',
        "write host:port",
        "write sqlite:///textback.db",
        "write a mailbox, as Studio Aurora <calendar@example.org>",
    ):
        assert words in answer.err
    # the practice comes first, the service last
    asked = [answer.out.index(words) for words in ("Name of the practice", "Time zone", "served")]
    assert asked == sorted(asked)
    [practice] = nothing.json("practice", "list")
    assert (practice["timezone"], practice["locale"]) == ("Europe/Rome", "it")
    written = tomllib.loads((nothing.folder / "textback.toml").read_text())
    assert written["web"]["listen"] == "127.0.0.1:9090"
    [carrier] = written["carrier"]
    assert (carrier["host"], carrier["port"]) == ("smsc.example.net", 2776)
    assert (carrier["system_id"], carrier["password"]) == ("esme", "secret")
    assert carrier["numbers"] == ["+390699000111"]
    assert nothing.json("carriers")["carriers"][0]["numbers"] == ["+390699000111"]
    assert written["mail"] == {
        "smarthost": "mail.example.org:587",
        "sender": "Studio Aurora <ada@example.org>",
        "username": "ada@example.org",
        "password": "mail secret",
    }
    assert "enter your mail server" not in answer.out


def test_the_mail_server_may_wait_and_may_need_no_log_in(nothing: CommandLine) -> None:
    said = nothing.ok(*ANSWERS)
    assert "enter your mail server in textback.toml" in said
    (nothing.folder / "textback.toml").unlink()
    (nothing.folder / "textback.db").unlink()
    longest = "administration.of.the.practice@example.org"
    given = ("--smarthost", "127.0.0.1:25", "--staff-email", longest)
    nothing.ok(*ANSWERS, *given)
    written = tomllib.loads((nothing.folder / "textback.toml").read_text())
    assert written["mail"] == {
        "smarthost": "127.0.0.1:25",
        "sender": "Studio Aurora <calendar@example.org>",
    }
    steps = {one["step"]: one for one in nothing.json("first-steps")["steps"]}
    assert steps["test_mail"]["missing"] == ["not tried yet"]


def test_the_machine_says_where_it_stands_and_what_it_speaks(
    nothing: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    nothing.ok(*ANSWERS)
    [practice] = nothing.json("practice", "list")
    assert (practice["timezone"], practice["locale"]) == ("America/Sao_Paulo", "pt")


@pytest.mark.parametrize(
    ("environ", "link", "named", "found"),
    [
        ({}, "Europe/Paris", "", "Europe/Paris"),
        ({}, "Etc/UTC", "Europe/Berlin\n", "Europe/Berlin"),
        ({"TZ": ":Europe/Madrid"}, "Etc/UTC", "", "Europe/Madrid"),
        ({"TZ": "nonsense"}, "Europe/Paris", "", "Europe/Paris"),
        ({}, "Etc/UTC", "Etc/UTC\n", "Europe/Rome"),
    ],
)
def test_the_zone_is_found_where_machines_keep_it(
    tmp_path: Path, environ: dict[str, str], link: str, named: str, found: str
) -> None:
    zone = tmp_path / "zoneinfo" / link
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    (tmp_path / "timezone").write_text(named)
    assert machine.zone(environ, tmp_path / "localtime", tmp_path / "timezone") == found


def test_a_practice_whose_name_discloses_is_asked_what_messages_call_it(
    nothing: CommandLine,
) -> None:
    given = ("--timezone", "Europe/Rome", "--locale", "it", "--listen", "127.0.0.1:9090")
    typed = "Centro Oncologico\nOncologia Nord\nStudio Nord\n+390699000111\nada@example.org\n"
    answer = nothing.run("init", *given, typed=typed)
    assert answer.code == 0
    assert "“Oncologia” in the name for messages" in answer.err
    [practice] = nothing.json("practice", "list")
    assert (practice["name"], practice["message_name"]) == ("Centro Oncologico", "Studio Nord")


def test_nobody_asked_it_is_refused(nothing: CommandLine) -> None:
    wrong = nothing.refused(*ANSWERS, "--name", "Centro Oncologico")
    assert "--message-name" in wrong
    assert not (nothing.folder / "textback.toml").exists()
    nothing.ok(*ANSWERS, "--name", "Centro Oncologico", "--message-name", "Studio Nord")


def test_nothing_is_overwritten(nothing: CommandLine) -> None:
    path = nothing.folder / "textback.toml"
    path.write_text("# mine\n")
    assert "is there already" in nothing.refused(*ANSWERS)
    assert path.read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (("--sender", "123456789"), 1, "has no country code"),
        (("--timezone", "Rome"), 1, 'there is no time zone "Rome"'),
        (("--staff-email", "ada"), 1, '"ada" is not an email address'),
        (("--listen", "everywhere"), 2, "write host:port"),
        (("--store", "mysql://there"), 2, "write sqlite:///textback.db or postgresql://"),
    ],
)
def test_a_refusal_leaves_no_configuration_and_can_be_repeated(
    nothing: CommandLine, wrong: tuple[str, str], code: int, words: str
) -> None:
    assert words in nothing.refused(*ANSWERS, *wrong, code=code)
    assert not (nothing.folder / "textback.toml").exists()
    nothing.ok(*ANSWERS)


def test_what_has_no_default_must_be_given_when_nobody_is_asked(nothing: CommandLine) -> None:
    assert "--sender" in nothing.refused(
        *("init", "--yes", "--name", "X", "--staff-email", "ada@example.org"), code=2
    )


def test_the_password_may_come_from_the_input(nothing: CommandLine) -> None:
    made = nothing.json(*ANSWERS, "--password-stdin", typed="correct horse\n")
    assert made["password"] is None
    assert password_hashes.verify(_member("ada@example.org"), "correct horse")


def test_lines_with_ends_as_on_windows_are_answers(nothing: CommandLine) -> None:
    lines = ("Studio Aurora", "Europe/Rome", "it", "+390699000111", "ada@example.org", *[""] * 4)
    answer = nothing.run("init", typed="".join(f"{line}\r\n" for line in lines).encode())
    assert (answer.code, answer.err) == (0, "")
    assert "write" not in answer.out.partition("textback.toml written")[0]
    (studio,) = nothing.json("practice", "list")
    assert (studio["locale"], studio["sender"]) == ("it", "+390699000111")


def test_a_number_in_national_form_is_the_carrier_s_as_well(nothing: CommandLine) -> None:
    typed = (
        "Studio Aurora\nEurope/Rome\nit\n06 9900 0111\nada@example.org\n"
        "127.0.0.1:2775\nesme\nsecret\n"
    )
    answer = nothing.script("init", typed=typed)
    assert (answer.code, answer.err) == (0, "")
    written = tomllib.loads((nothing.folder / "textback.toml").read_text())
    [carrier] = written["carrier"]
    assert (carrier["numbers"], carrier["password"]) == (["+390699000111"], "secret")
    assert nothing.json("practice", "list")[0]["sender"] == "+390699000111"


def test_an_input_that_ends_says_what_is_missing(nothing: CommandLine) -> None:
    answer = nothing.run("init", typed="Studio Aurora\nEurope/Rome\nit\n")
    assert answer.code == 2
    assert "'--sender': is not answered" in answer.err
    assert not Path("textback.toml").exists()


def test_a_closed_input_and_output_are_no_faults(studio: CommandLine) -> None:
    for command, code in (
        ("init --config other.toml <&-", 2),
        ("practice set 'Studio Aurora' --timezone Europe/London <&-", 0),
        ("practice list >&-", 0),
        ("client stop nobody 2>&-", 1),
    ):
        done = subprocess.run(
            ["sh", "-c", f"{SCRIPT} {command}"],
            cwd=studio.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (command, done.returncode) == (command, code)
        assert "Traceback" not in done.stderr
