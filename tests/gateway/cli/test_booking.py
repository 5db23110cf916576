"""`textback book`, and what it says when it does not."""

import re

import pytest

from tests.support.command_line import CommandLine

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")


def test_a_time_without_an_offset_is_the_practice_s(studio: CommandLine) -> None:
    booked = studio.json(*ADA, "--start", "2026-11-24T15:00", "--service", "check-up")
    assert booked["start"] == "2026-11-24T15:00:00+01:00"
    assert booked["end"] == "2026-11-24T15:45:00+01:00"
    assert (booked["practitioner"], booked["service"]) == ("Aurora", "Check-up")
    assert (booked["status"], booked["version"]) == ("booked", 1)
    ids = [booked[key] for key in booked if key.endswith("id") and booked[key] is not None]
    assert all(isinstance(one, str) for one in ids)


def test_a_time_with_an_offset_is_that_moment(studio: CommandLine) -> None:
    booked = studio.json(*ADA, "--start", "2026-11-24T14:00Z")
    assert booked["start"] == "2026-11-24T15:00:00+01:00"
    assert booked["end"] == "2026-11-24T15:30:00+01:00"


def test_a_client_is_found_by_id_too(studio: CommandLine) -> None:
    first = studio.json(*ADA, "--start", "2026-11-24T15:00")
    by_id = ("book", "--client", first["client_id"], "--practitioner", "Bruno")
    again = studio.json(*by_id, "--start", "2026-11-24T15:00", "--minutes", "20")
    assert again["client_id"] == first["client_id"]
    assert again["end"] == "2026-11-24T15:20:00+01:00"


def test_a_taken_time_is_answered_with_the_nearest_free_ones(studio: CommandLine) -> None:
    studio.ok(*ADA, "--start", "2026-11-24T15:00", "--service", "Check-up")
    line = studio.refused(*ADA, "--start", "2026-11-24T15:15")
    # who was faster, and what else there is
    assert re.fullmatch(
        r"that time is taken \(Ada Byron, booked by cli on .{21}\); nearest free with Aurora: "
        "Tue 24 Nov 2026 14:15, Tue 24 Nov 2026 14:30, Tue 24 Nov 2026 16:00",
        line,
    )


def test_a_calendar_without_a_free_time_says_so(studio: CommandLine) -> None:
    studio.ok("practitioner", "add", "Cosima")
    with_cosima = ("book", "--client", "3471234567", "--practitioner", "Cosima")
    studio.ok(*with_cosima, "--start", "2026-11-24T15:00", "--anyway")
    line = studio.refused(*with_cosima, "--start", "2026-11-24T15:00", "--anyway")
    assert line.endswith("; Cosima has nothing free in the 30 days after")


def test_a_time_outside_the_hours_is_booked_only_anyway(studio: CommandLine) -> None:
    line = studio.refused(*ADA, "--start", "2026-11-24T12:45")
    assert line.startswith(
        "Aurora does not work then; on Tue 24 Nov 2026: 09:00-13:00, 14:00-18:00; add --anyway"
    )
    # the refusal kept nothing, so the time is still free
    assert studio.json("calendar")["appointments"] == []
    studio.ok(*ADA, "--start", "2026-11-24T12:45", "--anyway")


def test_a_day_off_is_named(studio: CommandLine) -> None:
    assert "not at all" in studio.refused(*ADA, "--start", "2026-11-28T10:00")


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2026-11-23T08:30", "has passed"),
        ("2020-01-01T10:00+01:00", "has passed"),
        ("tomorrow", '--start "tomorrow" is not a time; write it as 2026-11-24T15:00'),
        ("2026-11-24", "is not a time"),
        ("2026-02-30T10:00", "is not a time"),
        ("2026-11-24T25:00", "is not a time"),
        ("0001-01-01T00:00+14:00", "is not a time"),
        ("2027-03-28T02:30", "does not exist in Europe/Rome: the clocks go forward over it"),
        ("2027-10-31T02:30", "write 2027-10-31T02:30+02:00 or 2027-10-31T02:30+01:00"),
    ],
)
def test_a_start_that_cannot_be_is_refused_in_words(
    studio: CommandLine, start: str, words: str
) -> None:
    assert words in studio.refused(*ADA, "--start", start)


def test_an_hour_that_comes_twice_is_booked_with_its_offset(studio: CommandLine) -> None:
    booked = studio.json(*ADA, "--start", "2027-10-31T02:30+01:00", "--anyway")
    assert booked["start"] == "2027-10-31T02:30:00+01:00"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--client", "+393490000000"), "no client of Studio Aurora has the number"),
        (("--client", "06 6990 0011"), "is not a mobile number"),
        (("--client", "me"), "is not a number"),
        (("--practitioner", "Aurrora"), "did you mean Aurora?"),
        (("--service", "Chekup"), "did you mean Check-up?"),
        (("--practice", "Nowhere"), 'there is no practice "Nowhere"'),
        (("--minutes", "0"), "--minutes 0 cannot be"),
        (("--minutes", "9999"), "--minutes 9999 cannot be"),
    ],
)
def test_what_does_not_exist_is_refused(
    studio: CommandLine, wrong: tuple[str, str], words: str
) -> None:
    assert words in studio.refused(*ADA, "--start", "2026-11-24T15:00", *wrong)


def test_a_shared_number_has_to_be_told_apart(studio: CommandLine) -> None:
    family = ("client", "add", "--first", "Annabella", "--last", "Byron")
    studio.ok(*family, "--mobile", "3471234567")
    line = studio.refused(*ADA, "--start", "2026-11-24T15:00")
    assert "several clients share +393471234567" in line
    assert "Annabella Byron" in line


def test_one_of_several_practitioners_has_to_be_named(studio: CommandLine) -> None:
    line = studio.refused("book", "--client", "3471234567", "--start", "2026-11-24T15:00")
    assert line == "say with whom, by --practitioner: Aurora, Bruno"


MAIL = '[mail]\nsmarthost = "127.0.0.1:25"\nsender = "Studio Aurora <calendar@example.org>"\n'
GRACE = ("--first", "Grace", "--last", "Hopper", "--mobile", "347 765 4321")


def test_who_is_told_by_mail_alone_is_not_called_untold(studio: CommandLine) -> None:
    studio.ok("client", "add", *GRACE, "--email", "grace@example.com")
    studio.ok("client", "start", "347 765 4321", "--how", "form", "--channel", "email")
    studio.ok("practice", "set", "Studio Aurora", "--reminders", "booked, email 1d")
    book = ("book", "--client", "347 765 4321", "--practitioner", "Aurora", "--start")
    assert "no text goes out to them" in studio.ok(*book, "2026-11-24T15:00")
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(MAIL)
    assert studio.ok(*book, "2026-11-24T16:00").count("\n") == 1
    assert studio.json(*book, "2026-11-24T17:00")["untold"] is None
    studio.ok("practice", "set", "Studio Aurora", "--reminders", "booked, 1d")
    assert "they have not agreed to texts" in studio.ok(*book, "2026-11-25T15:00")


def test_reminders_by_mail_need_an_agreement_to_mail(studio: CommandLine) -> None:
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(MAIL)
    studio.ok("client", "add", *GRACE, "--email", "grace@example.com")
    studio.ok("practice", "set", "Studio Aurora", "--reminders", "email 1d")
    book = ("book", "--client", "347 765 4321", "--practitioner", "Aurora", "--start")
    told = studio.ok(*book, "2026-11-24T15:00")
    assert "no mail goes out to them: they have not agreed to mails" in told
