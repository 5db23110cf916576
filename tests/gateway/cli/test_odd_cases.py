"""Odd cases of a practice's day from the terminal: walk-ins, far days, doubles, hours, zones."""

import pytest

from tests.support.command_line import CommandLine

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")
GRACE = ("client", "add", "--first", "Grace", "--last", "Hopper", "--mobile", "347 765 4321")


def test_a_walk_in_five_minutes_ago_is_entered_and_no_text_goes(studio: CommandLine) -> None:
    told = studio.ok(*ADA, "--start", "2026-11-23T08:55", "--anyway")
    assert "Mon 23 Nov 2026 08:55" in told
    assert "it has begun: no text goes out" in told
    (shown,) = studio.json("calendar")["appointments"]
    assert {one["status"] for one in shown["messages"]} == {"skipped"}


def test_a_walk_in_within_the_hours_needs_no_word(studio: CommandLine) -> None:
    studio.ok("practitioner", "set", "Aurora", "--hours", "mon-fri 08:00-18:00")
    studio.ok(*ADA, "--start", "2026-11-23T08:55")


def test_what_has_passed_is_told_in_the_zone_of_the_practice(studio: CommandLine) -> None:
    wrong = studio.refused(*ADA, "--start", "2026-11-23T08:30")
    assert "Mon 23 Nov 2026 08:30 has passed" in wrong
    assert "UTC" not in wrong
    assert "has passed" in studio.refused(*ADA, "--start", "2026-11-21T10:00", "--anyway")


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("9999-12-31T23:45", "is not a time of the years 2000 to 2099"),
        ("9999-12-31T23:45-12:00", "is not a time of the years 2000 to 2099"),
        ("2062-11-24T15:00", "is years ahead; add --anyway if it is meant"),
    ],
)
def test_other_centuries_are_refused_and_other_decades_asked_about(
    studio: CommandLine, start: str, words: str
) -> None:
    assert words in studio.refused(*ADA, "--start", start)


def test_nothing_is_booked_decades_ahead(studio: CommandLine) -> None:
    wrong = studio.refused(*ADA, "--start", "2062-11-24T15:00", "--anyway")
    assert "more than 5 years away" in wrong
    studio.ok(*ADA, "--start", "2029-11-27T15:00", "--anyway")


def test_a_waiting_list_of_another_century_is_refused(studio: CommandLine) -> None:
    studio.ok(*ADA, "--start", "2026-11-24T15:00")
    wrong = studio.refused(
        *("waiting", "add", "--client", "347 123 4567", "--until", "9999-12-31T23:45")
    )
    assert "is not a time of the years" in wrong


def test_the_hour_that_comes_twice_is_told_apart(studio: CommandLine) -> None:
    for offset, name in (("+02:00", "CEST"), ("+01:00", "CET")):
        told = studio.ok(*ADA, "--start", f"2027-10-31T02:30{offset}", "--anyway")
        assert f"Sun 31 Oct 2027 02:30 {name}" in told


def test_the_same_client_twice_is_refused_and_a_namesake_is_meant(studio: CommandLine) -> None:
    first = studio.json(*GRACE)
    for given, family in (("Grace", "Hopper"), ("GRACE", "hopper"), ("Gracé", "Hopper ")):
        twice = ("client", "add", "--first", given, "--last", family)
        wrong = studio.refused(*twice, "--mobile", "+39 347 7654321")
        assert f"is a client already, id {first['id']}" in wrong
    studio.ok("client", "add", "--first", "Ann", "--last", "Hopper", "--mobile", "347 765 4321")
    studio.ok(*GRACE, "--anyway")


def test_hours_that_leave_visits_outside_list_them_and_change_nothing(
    studio: CommandLine,
) -> None:
    for hour in ("10:00", "15:00", "16:00"):
        studio.ok(*ADA, "--start", f"2026-11-24T{hour}")
    narrowed = ("practitioner", "set", "Aurora", "--hours", "mon-fri 09:00-13:00")
    wrong = studio.refused(*narrowed)
    assert "2 appointments ahead stand outside these hours" in wrong
    assert "Tue 24 Nov 2026 15:00 Ada Byron; Tue 24 Nov 2026 16:00 Ada Byron" in wrong
    assert "nothing was changed; add --anyway" in wrong
    studio.ok(*ADA, "--start", "2026-11-25T15:00")
    studio.ok(*narrowed, "--anyway")
    assert "does not work then" in studio.refused(*ADA, "--start", "2026-11-26T15:00")
    # what stands outside already is not asked about again
    studio.ok("practitioner", "set", "Aurora", "--hours", "mon-fri 08:00-13:00")


def test_another_zone_keeps_the_hours_that_clients_were_told(studio: CommandLine) -> None:
    booked = studio.json(*ADA, "--start", "2026-11-25T15:00")
    other = studio.json(*ADA, "--start", "2026-11-25T15:45")
    told = studio.ok("practice", "set", "Studio Aurora", "--timezone", "America/New_York")
    assert "2 appointments ahead kept their local hours" in told
    shown = {one["id"]: one for one in studio.json("calendar", "--days", "30")["appointments"]}
    assert shown[booked["id"]]["start"] == "2026-11-25T15:00:00-05:00"
    assert shown[other["id"]]["start"] == "2026-11-25T15:45:00-05:00"
    due = [one["at"] for one in shown[booked["id"]]["messages"] if one["status"] == "planned"]
    assert "2026-11-25T13:00:00-05:00" in due


def test_or_the_moments_where_that_is_meant(studio: CommandLine) -> None:
    booked = studio.json(*ADA, "--start", "2026-11-25T15:00")
    zone = ("practice", "set", "Studio Aurora", "--timezone", "America/New_York")
    assert studio.json(*zone, "--keep", "moments")["kept_local"] == 0
    (shown,) = studio.json("calendar", "--days", "30")["appointments"]
    assert (shown["id"], shown["start"]) == (booked["id"], "2026-11-25T09:00:00-05:00")


def test_a_number_that_no_carrier_has_is_refused(studio: CommandLine) -> None:
    other = ("practice", "set", "Studio Aurora", "--sender", "+390699000222")
    assert studio.json(*other)["sender"] == "+390699000222"
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(
            '[[carrier]]\nname = "primary"\nhost = "127.0.0.1"\nport = 2775\n'
            'system_id = "esme"\npassword = "secret"\nnumbers = ["+390699000111"]\n'
        )
    wrong = studio.refused("practice", "set", "Studio Aurora", "--sender", "+390699000333")
    assert "no carrier has +390699000333" in wrong
    assert "there are: +390699000111" in wrong
    studio.ok("practice", "set", "Studio Aurora", "--sender", "06 9900 0111")


def test_names_have_no_hidden_characters_and_an_end(studio: CommandLine) -> None:
    for hidden in ("A\u202eda", "Ada\x07", "A\u2066da"):
        odd = ("--first", hidden, "--last", "Byron", "--mobile", "347 000 1111")
        assert "cannot be seen" in studio.refused("client", "add", *odd, code=2)
    copied = ("--first", "\ufeffA\u200bda ", "--last", "Byron")
    added = studio.json("client", "add", *copied, "--mobile", "347 000 1111")
    assert (added["first"], added["last"]) == ("Ada", "Byron")
    long = ("--first", "A" * 201, "--last", "Byron")
    wrong = studio.refused("client", "add", *long, "--mobile", "347 000 2222")
    assert "a name of 201 letters is too long; 200 at most" in wrong
    nothing = ("--first", "\u200b\ufeff", "--last", "Byron")
    assert "needs a name" in studio.refused("client", "add", *nothing, "--mobile", "347 000 3333")
    persian = ("--first", "می\u200cخواهم", "--last", "ا")
    kept = studio.json("client", "add", *persian, "--mobile", "347 000 4444")
    assert kept["first"] == "می\u200cخواهم"


def test_booking_for_who_has_not_agreed_says_so(studio: CommandLine) -> None:
    studio.ok(*GRACE)
    book = ("book", "--client", "347 765 4321", "--practitioner", "Aurora")
    told = studio.ok(*book, "--start", "2026-11-24T15:00")
    assert "no text goes out to them: they have not agreed to texts" in told
    assert studio.json(*book, "--start", "2026-11-24T16:00")["untold"]
    assert studio.json(*ADA, "--start", "2026-11-25T15:00")["untold"] is None


def test_the_zone_stands_behind_both_ends_of_a_visit_or_behind_neither(
    studio: CommandLine,
) -> None:
    for start, minutes, shown in (
        ("2027-10-31T02:30+02:00", "30", "02:30 CEST-02:00 CET"),
        ("2027-10-31T02:30+01:00", "30", "02:30 CET-03:00 CET"),
        ("2027-10-31T01:30+02:00", "30", "01:30 CEST-02:00 CEST"),
        ("2027-10-31T04:30+01:00", "30", "04:30-05:00"),
    ):
        studio.ok(*ADA, "--start", start, "--minutes", minutes, "--anyway")
        assert f"Sun 31 Oct 2027 {shown} " in studio.ok("calendar", "--from", "2027-10-31")
