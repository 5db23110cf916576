"""`textback practice reminders`: other reminders for a service or a practitioner."""

from tests.support.command_line import CommandLine

_REMINDERS = ("practice", "reminders")


def test_reminders_of_a_service_are_set_listed_and_taken_out(studio: CommandLine) -> None:
    studio.ok("service", "add", "Long visit", "--minutes", "90")
    studio.ok("practitioner", "add", "Cosima")
    made = studio.json(*_REMINDERS, "set", "7d, 1d@18:00", "--service", "Long visit")
    assert made == {
        "before": None,
        "after": {"service": "Long visit", "practitioner": "", "steps": "7d, 1d@18:00"},
        "replanned": 0,
    }
    said = studio.ok(
        *(*_REMINDERS, "set", "none", "--service", "long visit", "--practitioner", "Cosima")
    )
    assert "reminders of Long visit with Cosima: none" in said
    listed = studio.json(*_REMINDERS, "list")
    assert [tuple(one.values()) for one in listed] == [
        ("", "", "booked, 2d, 2h?"),
        ("Long visit", "", "7d, 1d@18:00"),
        ("Long visit", "Cosima", "none"),
    ]
    said = studio.ok(*_REMINDERS, "clear", "--service", "Long visit")
    assert "taken out: 7d, 1d@18:00; the reminders of the other visits hold now" in said
    assert "had no reminders of their own" in studio.ok(
        *(*_REMINDERS, "clear", "--service", "Long visit")
    )
    assert len(studio.json(*_REMINDERS, "list")) == 2
    # what practice set --reminders and the list of practices show are the usual ones
    studio.ok(*_REMINDERS, "set", "1d")
    (practice,) = studio.json("practice", "list")
    assert practice["reminders"] == "1d"


def test_what_cannot_be_is_one_clear_line(studio: CommandLine) -> None:
    refused = studio.refused(*_REMINDERS, "set", "1d", "--service", "Nothing")
    assert "Nothing" in refused
    assert "say for whom" in studio.refused(*_REMINDERS, "clear")
    assert "is not understood" in studio.refused(*_REMINDERS, "set", "soon")
