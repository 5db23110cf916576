"""What a client chose to receive, recorded from the terminal."""

from tests.support.command_line import CommandLine
from tests.support.terminal import with_carrier


def test_a_client_is_stopped_and_started_again(studio: CommandLine) -> None:
    with_carrier(studio)
    stopped = studio.json("client", "stop", "347 123 4567", "--how", "form", "--evidence", "12")
    assert stopped["sms"] == stopped["email"] == "opted out by staff"
    assert stopped["confirmed"].startswith("Studio Aurora: done, nothing more from us")
    told = studio.ok("client", "start", "347 123 4567", "--how", "spoken")
    assert "sms started for Ada Byron" in told
    assert "sms    agreed" in told
    assert "email  opted out by staff" in told
    assert "we will text you about your appointments" in told


def test_one_channel_is_stopped_alone(studio: CommandLine) -> None:
    with_carrier(studio)
    stopped = studio.json("client", "stop", "347 123 4567", "--channel", "email")
    assert (stopped["sms"], stopped["email"]) == ("agreed", "opted out by staff")
    assert "no more emails" in stopped["confirmed"]


def test_without_a_carrier_it_holds_all_the_same(studio: CommandLine) -> None:
    told = studio.ok("client", "stop", "347 123 4567")
    assert "no text could confirm it" in told
    studio.ok("book", "--client", "347 123 4567", "--practitioner", "Aurora", "--start",
              "2026-11-24T15:00")  # fmt: skip


def test_how_they_agreed_has_to_be_said(studio: CommandLine) -> None:
    assert "--how" in studio.refused("client", "start", "347 123 4567", code=2)


def test_messages_after_visits_are_agreed_to_by_themselves(studio: CommandLine) -> None:
    whose = ("client", "consent", "347 123 4567")
    shown = studio.json(*whose)
    assert (shown["sms"], shown["history"]) == ("agreed", [])
    assert "recall" not in shown
    studio.ok("follow-up", "set", "--recall", "6")
    assert studio.json(*whose)["recall"] is False
    given = ("--agrees", "both", "--how", "form", "--date", "2026-01-02", "--evidence", "12")
    made = studio.json(*whose, *given)
    assert (made["recall"], made["missed"]) == (True, True)
    assert [one["evidence"] for one in made["history"]] == ["12", "12"]
    assert studio.json("follow-up", "show")["recall_agreed"] == 1
    told = studio.ok(*whose, "--stops", "missed")
    assert "missed not agreed" in told
    assert "recall agreed" in told
    assert "ask them again" in studio.refused(*whose, *given)
    assert studio.run(*whose, "--agrees", "both", "--stops", "both").code == 2
    studio.ok("client", "stop", "347 123 4567")
    assert studio.json("follow-up", "show")["recall_agreed"] == 0
