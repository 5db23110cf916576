"""`textback log search` and `textback log export`."""

import json
from pathlib import Path

from tests.support.command_line import CommandLine


def test_the_log_is_searched(studio: CommandLine) -> None:
    studio.ok("staff", "invite", "grace@example.org")
    found = studio.json("log", "search", "grace@")
    assert [one["action"] for one in found["entries"]] == ["staff.invited", "staff.added"]
    assert (found["older"], found["reached"]) == (None, None)
    found = studio.json("log", "search", "--action", "staff.invited", "--by", "cli")
    assert [one["subject"] for one in found["entries"]] == ["grace@example.org"]
    assert "staff.invited" in studio.ok("log", "search", "grace@", "--limit", "1")
    days = ("--from", "2026-11-23", "--to", "2026-11-23")
    assert studio.json("log", "search", "grace@", *days)["entries"]
    assert not studio.json("log", "search", "grace@", "--to", "2026-11-22")["entries"]
    assert "is not a day" in studio.refused("log", "search", "--from", "soon", code=2)


def test_the_log_is_exported_to_a_new_file(studio: CommandLine) -> None:
    assert studio.ok("log", "export", "log.jsonl", "client") == "written to log.jsonl\n"
    entries = [json.loads(line) for line in Path("log.jsonl").read_text().splitlines()]
    assert {one["action"] for one in entries} == {"client.added"}
    assert "is there already" in studio.refused("log", "export", "log.jsonl", code=2)
    studio.ok("log", "export", "log.csv")
    assert (
        Path("log.csv").read_bytes().startswith(b"\xef\xbb\xbfid,at,by,action,subject,detail\r\n")
    )
    assert "has to end with" in studio.refused("log", "export", "log.txt", code=2)
    told = studio.json("log", "search", "--action", "log.exported")["entries"]
    assert [one["subject"] for one in told] == ["csv", "jsonl"]
