"""Wording from the terminal: listed, shown, tried, set and taken back."""

from tests.support.command_line import CommandLine
from tests.support.terminal import with_carrier

OWN = "Hello[ {first}], see you {when}. STOP to stop texts."


def test_every_text_is_listed_in_each_language(studio: CommandLine) -> None:
    with_carrier(studio)
    for locale in ("en", "it", "es", "fr", "de", "pt"):
        listed = studio.json("wording", "list", "--locale", locale)
        long = {one["name"] for one in listed if one["usual"]["parts"] > 1}
        # what is told of a closed day offers times in the same text
        assert all(name.startswith("told_") for name in long), long
        assert {one["usual"]["encoding"] for one in listed} == {"GSM"}
        assert listed[0]["usual"]["cost"] == "0.045"
    assert "your appointment is Wed 25 Nov" in studio.ok("wording", "list")


def test_ones_own_is_set_shown_and_taken_back(studio: CommandLine) -> None:
    told = studio.ok("wording", "set", "reminder", OWN)
    assert "reminder (en) set" in told
    assert "usual Hello Ada, see you Wed 25 Nov at 15:00. STOP to stop texts." in told
    assert "1 part · GSM" in told
    shown = studio.ok("wording", "show", "reminder")
    assert f"own   {OWN}" in shown
    assert "ours  {practice}:[ {first},] your appointment" in shown
    assert [one["name"] for one in studio.json("wording", "list", "--own")] == ["reminder"]
    assert "ours again" in studio.ok("wording", "reset", "reminder")
    assert studio.json("wording", "show", "reminder")["own"] == ""


def test_a_wording_of_several_lines_is_read_from_the_input(studio: CommandLine) -> None:
    text = "Times:\n{options}\nReply with a number."
    set_ = studio.json("wording", "set", "offer", "-", typed=text)
    assert set_["own"] == text
    assert studio.json("wording", "set", "offer", text.replace("\n", "\\n"))["own"] == text


def test_a_wording_is_tried_without_setting_it(studio: CommandLine) -> None:
    told = studio.ok("wording", "preview", "reminder", "Hello {when} ş STOP")
    assert "UCS-2" in told
    assert "because of “ş” (write “s”)" in told
    assert studio.json("wording", "list", "--own") == []


def test_what_may_not_be_sent_is_refused(studio: CommandLine) -> None:
    for text, words in (
        ("Hello {name} {when} STOP", "{name} is not known"),
        ("Your Check-up is {when}. STOP", "“Check-up” may not stand in a message"),
        ("See you. STOP", "{when} is missing"),
    ):
        assert words in studio.refused("wording", "set", "reminder", text)
        assert words in studio.refused("wording", "preview", "reminder", text)
    assert 'there is no text "nothing"' in studio.refused("wording", "show", "nothing")
    assert "is no language of ours" in studio.refused("wording", "list", "--locale", "xx")
    assert studio.json("wording", "list", "--own") == []


def test_a_link_in_a_wording_counts_in_its_preview_and_cost(studio: CommandLine) -> None:
    own = "{practice}: {when}.[ Change it: {link}] STOP"
    with (studio.folder / "textback.toml").open("a") as file:
        file.write('[web]\npublic_url = "https://book.example.org"\n')
    tried = studio.json("wording", "preview", "reminder", own, "--locale", "en")["usual"]
    assert " Change it: https://book.example.org/s/23456789ab STOP" in tried["text"]
    assert tried["characters"] == len(tried["text"])
    studio.ok("wording", "set", "reminder", own, "--locale", "en")
    wrong = studio.refused("wording", "set", "where", "{address}[ {link}]", "--locale", "en")
    assert "leads to the page of one appointment" in wrong
