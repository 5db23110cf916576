"""`textback catch-up`: a typed paper is copied in, what conflicts is settled, all stay listed."""

import json

from tests.support.command_line import CommandLine

ADA = ("--client", "347 123 4567", "--practitioner", "Aurora", "--no-tell")
PAPER = """\
# 2026-11-23 Aurora
15:00 Byron x

# 2026-11-24 Aurora
10:30 Meitner, Lise 333 999 8877
11:00 Byron
22:00 Byron
"""


def _copy(studio: CommandLine, text: str, *more: str, code: int = 0) -> list[dict[str, str]]:
    answer = studio.run("catch-up", "--made", "2026-11-23T08:30", *more, "--json", typed=text)
    assert answer.code == code, answer
    found: list[dict[str, str]] = json.loads(answer.out)
    return found


def test_a_typed_paper_is_copied_in_once(studio: CommandLine) -> None:
    studio.ok("book", *ADA, "--start", "2026-11-23T15:00")
    # booked after the paper was made: it is not on it
    refused = studio.refused("catch-up", "--made", "2026-11-23T08:30", typed=PAPER)
    assert "line 2: the paper has no visit at 15:00 for that name" in refused
    assert studio.json("catch-up", "list") == []
    without = PAPER.replace("15:00 Byron x\n", "")
    for _ in range(2):
        entries = _copy(studio, without, code=3)
        assert [one["state"] for one in entries] == ["done", "conflict", "conflict"]
        assert {one["obstacle"] for one in entries[1:]} == {"comes"}
    listed = studio.json("catch-up", "list")
    assert len(listed) == 3
    assert "Lise Meitner" in studio.ok("catch-up", "list")
    opened = studio.json("catch-up", "list", "--open")
    for one in opened:
        studio.ok("catch-up", "settle", one["id"], "drop", "--reason", "rang again")
    assert studio.json("catch-up", "list", "--open") == []
    assert "dropped (rang again)" in studio.ok("catch-up", "list")
    undone = studio.json("catch-up", "undo", opened[1]["id"])
    assert undone["state"] == "conflict"
    assert "not one of keep" in studio.refused("catch-up", "settle", opened[0]["id"], "burn")
    studio.ok("catch-up", "settle", opened[1]["id"], "both")


def test_lines_of_the_paper_from_a_file(studio: CommandLine) -> None:
    first = studio.json("book", *ADA, "--start", "2026-11-23T15:00")
    later = ("--made", "2026-11-23T09:01")
    (studio.folder / "paper.txt").write_text("15:00 byron > 16:30\n")
    from_file = ("--from", "paper.txt", "--practitioner", "Aurora", "--day", "2026-11-23")
    refused = studio.refused("catch-up", *from_file, *later)
    assert "--made is still to come" in refused
    assert "cannot be read" in studio.refused("catch-up", "--from", "nothing.txt", *later)
    assert "line 1" in studio.refused("catch-up", *later[:1], "2026-11-23T08:00", typed="what?")
    assert first["id"]
