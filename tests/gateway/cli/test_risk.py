"""`textback risk`: which visits are likely to be missed."""

from tests.support.command_line import CommandLine


def test_while_nothing_is_known_it_says_so(studio: CommandLine) -> None:
    assert "too little known for numbers" in studio.ok("risk")
    found = studio.json("risk", "--learn")
    assert (found["visits"], found["usual_percent"], found["learnt_from"]) == ([], None, 0)
    assert studio.json("risk", "--day", "2030-03-04")["day"] == "2030-03-04"


def test_what_is_asked_wrongly_is_refused_in_one_line(studio: CommandLine) -> None:
    assert "no appointment 7" in studio.refused("risk", "7")
    assert "is not a day" in studio.refused("risk", "--day", "someday")
    assert studio.run("risk", "--least", "0").code == 2
    assert studio.run("risk", "7", "--least", "10").code == 2
