"""`textback follow-up`: what clients are written after visits."""

from tests.support.command_line import CommandLine


def test_it_is_off_until_it_is_chosen(studio: CommandLine) -> None:
    none = {"missed_agreed": 0, "recall_agreed": 0}
    off = {"missed_hours": None, "recall_months": None} | none
    assert studio.json("follow-up", "show") == off
    made = studio.json("follow-up", "set", "--missed", "3", "--recall", "6")
    assert made == {"missed_hours": 3, "recall_months": 6} | none
    assert "a text after 6 months" in studio.ok("follow-up", "show")
    only = studio.json("follow-up", "set", "--recall", "none")
    assert only == {"missed_hours": 3, "recall_months": None} | none
    assert "no messages after visits" in studio.ok("follow-up", "list")
    assert studio.json("follow-up", "list") == []
    assert "1 to 72 hours" in studio.refused("follow-up", "set", "--missed", "100")
    assert studio.run("follow-up", "set", "--missed", "soon").code == 2
