"""`textback paper`: made, listed, written to a file, chosen."""

from pathlib import Path

from tests.support.command_line import CommandLine


def test_it_is_off_until_it_is_chosen(studio: CommandLine) -> None:
    off = studio.json("paper", "settings")
    assert (off["evening"], off["lost_after_minutes"], off["ways"]) == (None, None, [])
    assert "kept to be printed" in studio.ok("paper", "settings")
    options = ("--evening", "19:00", "--lost-after", "10", "--layout", "week")
    ways = ("--mail", "ward@example.org", "--fax", "06 1234 5678")
    made = studio.json("paper", "settings", *options, *ways)
    assert (made["evening"], made["lost_after_minutes"], made["layout"]) == ("19:00", 10, "week")
    assert made["ways"] == [
        {"channel": "email", "address": "ward@example.org"},
        {"channel": "fax", "address": "+390612345678"},
    ]
    kept = studio.json("paper", "settings", "--mail", "none", "--practitioner", "Aurora")
    assert [one["channel"] for one in kept["ways"]] == ["fax"]
    assert len(kept["practitioner_ids"]) == 1
    everybody = studio.json("paper", "settings", "--practitioner", "all", "--evening", "none")
    assert (everybody["practitioner_ids"], everybody["evening"]) == ([], None)


def test_what_cannot_be_is_refused(studio: CommandLine) -> None:
    assert "2 minutes to 12 hours" in studio.refused("paper", "settings", "--lost-after", "1")
    assert "not an email address" in studio.refused("paper", "settings", "--mail", "ward")
    assert studio.run("paper", "settings", "--evening", "late").code == 2
    assert studio.run("paper", "settings", "--layout", "month").code == 2
    assert "no paper 7" in studio.refused("paper", "show", "7")


def test_one_is_made_listed_and_written(studio: CommandLine, tmp_path: Path) -> None:
    assert "no papers" in studio.ok("paper", "list")
    file = tmp_path / "paper.pdf"
    made = studio.json("paper", "make", "--out", str(file))
    assert (made["version"], made["kind"], made["sent"]) == (1, "by_hand", [])
    assert file.read_bytes().startswith(b"%PDF")
    assert [one["version"] for one in studio.json("paper", "list")] == [1]
    assert "to be printed" in studio.ok("paper", "list")
    assert studio.json("paper", "show", "1")["pages"] == made["pages"]
    assert studio.run("paper", "show", "1", "--out", str(tmp_path / "no" / "a.pdf")).code == 2
    studio.ok("paper", "settings", "--mail", "ward@example.org")
    assert [one["status"] for one in studio.json("paper", "make", "--send")["sent"]] == ["skipped"]
    assert studio.json("calendar")["paper"]["version"] == 2
    assert "not sent" in studio.ok("calendar")
