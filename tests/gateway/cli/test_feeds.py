"""`textback practitioner feed`: private addresses for calendars, by the command line."""

from tests.support.command_line import CommandLine


def test_a_feed_is_made_shown_once_and_revoked(studio: CommandLine) -> None:
    feed = ("practitioner", "feed")
    assert studio.ok(*feed, "list") == "Studio Aurora: no calendar feeds\n"
    made = studio.json(*feed, "make", "Aurora", "--names", "full")
    assert made["address"].startswith("http://127.0.0.1")
    assert made["address"].endswith(".ics")
    (listed,) = studio.json(*feed, "list")
    assert listed == {name: value for name, value in made.items() if name != "address"}
    assert (listed["practitioner"], listed["names"], listed["read"]) == ("Aurora", "full", None)
    assert "never" in studio.ok(*feed, "list")
    assert studio.ok(*feed, "revoke", made["id"]) == f"revoked: {made['id']}\n"
    assert "there is no calendar feed" in studio.refused(*feed, "revoke", made["id"])
    shown = studio.ok(*feed, "make", "Bruno")
    assert "shown this once" in shown
    assert ".ics\n" in shown
    assert 'there is no practitioner "Grace"' in studio.refused(*feed, "make", "Grace")
