"""`textback waiting`: staff let clients wait, see who waits, and take them off again."""

from tests.support.command_line import CommandLine

ADA = ("--client", "347 123 4567")


def _booked(studio: CommandLine, start: str = "2026-12-03T15:00") -> str:
    return studio.json("book", *ADA, "--practitioner", "Aurora", "--start", start)["id"]


def test_a_client_waits_for_earlier_than_the_only_appointment_ahead(studio: CommandLine) -> None:
    booked = _booked(studio)
    added = studio.json("waiting", "add", *ADA)
    assert (added["client"], added["appointment_id"]) == ("Ada Byron", booked)
    assert (added["until"], added["practitioner"]) == ("2026-12-03T15:00:00+01:00", "Aurora")
    again = studio.json("waiting", "add", *ADA, "--until", "2026-12-01T12:00")
    assert again["id"] == added["id"]
    (listed,) = studio.json("waiting", "list")
    assert (listed, listed["status"]) == (again, "waiting")
    shown = studio.ok("waiting", "list")
    assert "Ada Byron" in shown
    assert "instead of Thu 3 Dec 2026 15:00" in shown
    assert studio.ok("waiting", "withdraw", added["id"]) == f"off the waiting list: {added['id']}\n"
    assert "nobody waits under" in studio.refused("waiting", "withdraw", added["id"])
    assert studio.ok("waiting", "list") == "Studio Aurora: nobody waits\n"


def test_a_client_waits_for_a_new_appointment(studio: CommandLine) -> None:
    new = ("--new", "--practitioner", "Bruno", "--service", "Check-up")
    added = studio.json("waiting", "add", *ADA, *new, "--from", "2026-12-01T09:00")
    assert (added["practitioner"], added["service"]) == ("Bruno", "Check-up")
    assert (added["from"], added["appointment_id"]) == ("2026-12-01T09:00:00+01:00", None)
    assert "with Bruno, for Check-up" in studio.ok("waiting", "list")


def test_what_is_not_clear_is_refused_in_words(studio: CommandLine) -> None:
    assert "no appointment ahead; give --new" in studio.refused("waiting", "add", *ADA)
    first = _booked(studio)
    _booked(studio, "2026-12-04T15:00")
    several = studio.refused("waiting", "add", *ADA)
    assert "several appointments: Thu 3 Dec 2026 15:00" in several
    assert studio.json("waiting", "add", *ADA, "--appointment", first)["appointment_id"] == first
    chosen = ("--appointment", first)
    assert "give --new" in studio.refused("waiting", "add", *ADA, *chosen, "--service", "Check-up")
    late = studio.refused("waiting", "add", *ADA, *chosen, "--until", "2026-11-01T12:00")
    assert "still to come" in late


def test_a_free_time_is_offered_by_hand_and_taken_back(asked: CommandLine) -> None:
    studio = asked
    added = studio.json("waiting", "add", *ADA, "--new", "--practitioner", "Bruno")
    assert studio.ok("waiting", "offers") == "Studio Aurora: nothing was offered yet\n"
    first, second, *_ = studio.json("waiting", "times", added["id"])
    assert first["practitioner"] == "Bruno"
    assert "Bruno" in studio.ok("waiting", "times", added["id"])
    made = studio.json("waiting", "offer", added["id"], "--start", second["start"])
    assert (made["client"], made["start"]) == ("Ada Byron", second["start"])
    assert made["text"]
    again = studio.refused("waiting", "offer", added["id"], "--start", first["start"])
    assert "has an offer without an answer; take that back first" in again
    assert "Ada Byron" in studio.ok("waiting", "offers")
    assert studio.json("waiting", "list")[0]["status"] == "offered"
    taken = studio.ok("waiting", "take-back", made["id"])
    assert taken == f"taken back: {made['id']}\n"
    assert studio.json("waiting", "offers")[0]["status"] == "lost"
    studio.ok("waiting", "withdraw", added["id"])
    assert "Ada Byron" in studio.ok("waiting", "restore", added["id"])
    assert "nobody was taken off" in studio.refused("waiting", "restore", added["id"])
