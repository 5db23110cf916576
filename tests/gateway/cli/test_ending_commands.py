"""The commands of the end of a practice: copies, suspension, retention; refusals in one line."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import time_machine

from tests.support.command_line import SCRIPT, CommandLine
from tests.support.terminal import ADA

HARD = '=cmd|\'"x" 😀'


def test_a_copy_is_made_checked_and_imported_beside(studio: CommandLine) -> None:
    studio.ok(*ADA)
    made = studio.json("copy", "make", "--to", "one.zip")
    assert made["counts"]["appointments"] == 1
    assert Path("one.zip").stat().st_mode & 0o077 == 0
    assert "exists already" in studio.refused("copy", "make", "--to", "one.zip")
    assert "whole: " in studio.ok("copy", "check", "one.zip")
    assert "in the store already" in studio.refused("copy", "import", "one.zip", "--as", "Beta")
    Path("textback.toml").write_text('[store]\nurl = "sqlite:///other.db"\n')
    studio.ok("migrate")
    there = studio.json("copy", "import", "one.zip", "--as", HARD)
    assert there["rows"] == made["rows"]
    listed = studio.json("practice", "list")
    assert [one["name"] for one in listed] == [HARD]
    assert "this practice is suspended" in studio.refused(*ADA)
    assert "at work again" in studio.ok("practice", "reactivate", HARD)
    again = studio.json("copy", "make", "--to", "two.zip")
    assert again["counts"]["clients"] == made["counts"]["clients"]
    Path("one.zip").write_bytes(Path("one.zip").read_bytes()[:-100])
    assert "is damaged" in studio.refused("copy", "check", "one.zip")
    assert "is damaged" in studio.refused("copy", "import", "one.zip", "--as", "Gamma")


def test_notice_is_given_shown_taken_back_and_comes_true(studio: CommandLine) -> None:
    name = "Studio Aurora"
    assert "no notice stands" in studio.ok("practice", "suspend", name)
    refused = studio.refused("practice", "suspend", name, "--from", "2026-12-22")
    assert "2026-12-23 is the earliest day" in refused
    shown = studio.ok("practice", "suspend", name, "--from", "2026-12-23")
    assert "2026-12-23  nothing is sent or changed any more; a whole copy is made" in shown
    plan = studio.json("practice", "suspend", name)
    assert plan["told"] == ["2026-11-23", "2026-12-16", "2026-12-22", "2026-12-23"]
    assert "is taken back" in studio.ok("practice", "suspend", name, "--undo")
    assert "no notice stands" in studio.refused("practice", "suspend", name, "--undo")


def test_retention_is_shown_set_and_run(studio: CommandLine) -> None:
    studio.ok(*ADA)
    rules = studio.json("retention", "show")
    assert rules["visits"] == 3653
    assert "kept 40 days" in studio.ok("retention", "set", "visits", "40")
    assert "between 30 and" in studio.refused("retention", "set", "visits", "3")
    assert "kept for good" in studio.ok("retention", "set", "log", "never")
    assert "nothing is due" in studio.ok("retention", "run", "--dry-run")
    with time_machine.travel("2027-06-01", tick=True):
        assert "visits: 1 of appointments" in studio.ok("retention", "run", "--dry-run")
        done = studio.json("retention", "run")
        assert done["counts"]["appointments"] == 1
        listed = studio.json("retention", "certificates")
        assert [one["sha256"] for one in listed] == [done["sha256"]]
        studio.ok("retention", "certificate", done["id"], "--to", "it.pdf")
        studio.ok("retention", "certificate", done["id"], "--to", "it.json")
    assert Path("it.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("wait", [0.3, 0.8, 1.3, 1.8, 2.5])
def test_a_killed_export_or_import_leaves_nothing_half_done(
    studio: CommandLine, wait: float
) -> None:
    studio.ok("copy", "make", "--to", "one.zip")
    _killed(["copy", "make", "--to", "two.zip"], wait)
    if Path("two.zip").exists():
        studio.ok("copy", "check", "two.zip")
    Path("textback.toml").write_text('[store]\nurl = "sqlite:///other.db"\n')
    studio.ok("migrate")
    _killed(["copy", "import", "one.zip", "--as", "Beta"], wait)
    listed = studio.json("practice", "list")
    if not listed:
        studio.ok("copy", "import", "one.zip", "--as", "Beta")
    (check,) = studio.json("log", "check")
    assert check["fault"] is None


def _killed(command: list[str], wait: float) -> None:
    process = subprocess.Popen([SCRIPT, *command], start_new_session=True)
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
