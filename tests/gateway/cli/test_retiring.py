"""`textback practitioner` and `service`: list, show, set, retire, restore; `practice hours`."""

from tests.support.command_line import CommandLine

TUESDAY = "2026-11-24T10:00"


def booked(studio: CommandLine, start: str, who: str, *more: str) -> str:
    client = studio.json(
        "client", "add", "--first", "Grace", "--last", "Hopper", "--mobile", "+393331230099"
    )["id"]
    made = studio.json("book", "--client", client, "--start", start, "--practitioner", who, *more)
    return made["id"] if "id" in made else made["appointment"]["id"]


def test_practitioners_are_listed_and_shown(studio: CommandLine) -> None:
    studio.ok("practitioner", "add", "Cosima", "--hours", "mar-ven 9-13, 14-18")
    listed = studio.json("practitioner", "list")
    assert {"Aurora", "Cosima"} <= {one["name"] for one in listed}
    assert "tue-fri 09:00-13:00,14:00-18:00" in studio.ok("practitioner", "show", "cosima")
    shown = studio.json("practitioner", "show", "Cosima")
    assert (shown["retired"], len(shown["hours"])) == (None, 8)
    assert "there is no practitioner" in studio.refused("practitioner", "show", "Nobody")
    hours = studio.json("practice", "hours")
    assert "Cosima" in {one["name"] for one in hours["practitioners"]}
    assert "tue-fri 09:00-13:00,14:00-18:00" in studio.ok("practice", "hours")
    renamed = studio.json("practitioner", "set", "Cosima", "--name", "Cosima Fanti")
    assert renamed["name"] == "Cosima Fanti"
    assert "already a practitioner" in studio.refused(
        "practitioner", "set", "Cosima Fanti", "--name", "aurora"
    )


def test_a_practitioner_is_retired_once_the_visits_are_dealt_with(studio: CommandLine) -> None:
    studio.ok("practitioner", "add", "Cosima", "--hours", "mon-fri 09:00-18:00")
    visit = booked(studio, TUESDAY, "Cosima")
    line = studio.refused("practitioner", "retire", "Cosima")
    assert "1 appointment ahead has to be dealt with first: Tue 24 Nov 2026 10:00" in line
    done = studio.json("practitioner", "retire", "Cosima", "--move-to", "Aurora")
    assert done["retired"] is not None
    assert [(one["id"], one["practitioner"]) for one in done["appointments"]] == [(visit, "Aurora")]
    assert "retired" in studio.ok("practitioner", "list")
    line = studio.refused(
        "book",
        "--client",
        "+393331230099",
        "--start",
        "2026-11-24T12:00",
        "--practitioner",
        "Cosima",
    )
    assert "Cosima is retired and cannot be booked" in line
    assert studio.json("practitioner", "restore", "Cosima")["retired"] is None
    assert "is not retired" in studio.refused("practitioner", "restore", "Cosima")


def test_visits_that_nobody_takes_are_cancelled_on_request(studio: CommandLine) -> None:
    studio.ok("practitioner", "add", "Cosima", "--hours", "mon-sun 09:00-18:00")
    booked(studio, "2026-11-29T10:00", "Cosima")
    assert "1 appointment ahead" in studio.refused(
        "practitioner", "retire", "Cosima", "--move-to", "Aurora"
    )
    said = studio.ok("practitioner", "retire", "Cosima", "--move-to", "Aurora", "--cancel")
    assert "Grace Hopper: cancelled" in said


def test_services_are_listed_set_retired_and_done_by_some(studio: CommandLine) -> None:
    studio.ok("practitioner", "add", "Cosima", "--hours", "mon-fri 09:00-18:00")
    studio.ok("service", "add", "Massage", "--minutes", "30", "--done-by", "Cosima")
    cosima = studio.json("practitioner", "show", "Cosima")
    assert "Massage" in cosima["services"]
    assert "Massage" not in studio.json("practitioner", "show", "Aurora")["services"]
    shown = studio.json("service", "show", "massage")
    assert shown["done_by"] == [cosima["id"]]
    assert "Cosima" in studio.ok("service", "list")
    changed = studio.json("service", "set", "Massage", "--minutes", "45", "--buffer-after", "15")
    assert (changed["minutes"], changed["buffer_after"]) == (45, 15)
    booked(studio, TUESDAY, "Cosima", "--service", "Massage")
    line = studio.refused(
        *("book", "--client", "+393331230099", "--start", "2026-11-25T10:00"),
        *("--practitioner", "Aurora", "--service", "Massage"),
    )
    assert "Aurora does not do Massage; it is done by Cosima" in line
    assert studio.json("service", "set", "Massage", "--done-by", "everybody")["done_by"] == []
    assert "1 appointment ahead" in studio.refused("service", "retire", "Massage")
    assert studio.json("service", "retire", "Massage", "--keep")["appointments"] == []
    assert "retired" in studio.ok("service", "show", "Massage")
    assert studio.json("service", "restore", "Massage")["retired"] is None
    assert "there is no practitioner" in studio.refused(
        "service", "set", "Massage", "--done-by", "Nobody"
    )
