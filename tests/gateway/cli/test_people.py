"""`textback practitioner`, `service`, `staff` and `client`."""

import asyncio
import re

import pytest

from calendar_store.clients import bad_addresses
from calendar_store.database.connection import Database
from calendar_store.practices import practices, staff
from tests.support.actors import named
from tests.support.command_line import MONDAY_MORNING, CommandLine


def test_a_practitioner_works_the_hours_given(studio: CommandLine) -> None:
    added = studio.json("practitioner", "add", "Cosima", "--hours", "sat 09:00-12:00,22:00-24:00")
    assert added["hours"] == [
        {"weekday": 5, "opens": "09:00", "closes": "12:00"},
        {"weekday": 5, "opens": "22:00", "closes": "24:00"},
    ]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("mon 18:00-09:00", "18:00-09:00 ends before it starts"),
        ("mon 09:00-13:00,12:00-18:00", "09:00-13:00 and 12:00-18:00 overlap on Monday"),
        ("mon-fri", 'hours "mon-fri" are not understood'),
        ("moon 09:00-10:00", '"moon" is not a day of the week'),
        ("mon 25:00-26:00", '"25:00" is not a time of day'),
        ("", "the hours are empty"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_practitioner(
    studio: CommandLine, hours: str, words: str
) -> None:
    assert words in studio.refused("practitioner", "add", "Cosima", "--hours", hours)
    # the name is still free, so nothing of it was kept
    studio.ok("practitioner", "add", "Cosima")


def test_a_service_takes_its_time_and_buffers(studio: CommandLine) -> None:
    added = studio.json(
        *("service", "add", "Visit", "--minutes", "30", "--safe-to-name"),
        *("--buffer-before", "5", "--buffer-after", "10"),
    )
    figures = {key: added[key] for key in ("minutes", "buffer_before", "buffer_after")}
    assert figures == {"minutes": 30, "buffer_before": 5, "buffer_after": 10}
    assert added["safe_to_name"] is True
    assert "is never named" in studio.ok("service", "add", "Secret", "--minutes", "30")


def test_which_services_clients_may_book_is_said_and_changed(studio: CommandLine) -> None:
    added = studio.json("service", "add", "Secret", "--minutes", "30", "--not-by-text")
    assert (added["by_text"], added["by_web"]) == (False, True)
    changed = studio.json("service", "set", "secret", "--by-text", "--not-by-web")
    assert (changed["by_text"], changed["by_web"]) == (True, False)
    assert changed["safe_to_name"] is False
    told = studio.ok("service", "set", "Secret", "--not-by-text", "--safe-to-name")
    assert "may be named in messages, only staff book it" in told
    assert "nothing to set" in studio.refused("service", "set", "Secret", code=2)


def test_a_practitioner_has_a_phone_of_their_own(studio: CommandLine) -> None:
    added = studio.json("practitioner", "add", "Cosima", "--mobile", "347 123 4568")
    assert added["mobile"] == "+393471234568"
    hours = ("--hours", "sat 09:00-12:00")
    changed = studio.json("practitioner", "set", "cosima", "--mobile", "none", *hours)
    assert (changed["mobile"], len(changed["hours"])) == ("", 1)
    again = studio.json("practitioner", "set", "Cosima", "--mobile", "+39 347 123 4569")
    assert (again["mobile"], len(again["hours"])) == ("+393471234569", 1)
    assert "is not a number" in studio.refused("practitioner", "set", "Cosima", "--mobile", "ada")
    assert "nothing to set" in studio.refused("practitioner", "set", "Cosima", code=2)


@pytest.mark.parametrize("minutes", ["0", "-5", "1441"])
def test_a_length_that_cannot_be_is_refused(studio: CommandLine, minutes: str) -> None:
    assert "an appointment" in studio.refused("service", "add", "Odd", "--minutes", minutes)


def test_a_length_that_is_no_number_is_wrong_usage(studio: CommandLine) -> None:
    assert "--minutes" in studio.refused("service", "add", "Odd", "--minutes", "long", code=2)


def test_a_password_is_made_and_shown_once(studio: CommandLine) -> None:
    added = studio.json("staff", "add", "bruno@example.org", "--role", "reception")
    assert re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", added["password"])
    assert added["role"] == "reception"
    assert "shown once" in studio.ok("staff", "add", "ada@example.org", "--role", "admin")


def test_a_password_is_read_from_the_input_and_not_shown(studio: CommandLine) -> None:
    add = ("staff", "add", "bruno@example.org", "--role", "admin", "--password-stdin")
    added = studio.json(*add, typed="correct horse\n")
    assert added["password"] is None
    assert "correct horse" not in str(added)


def test_access_is_listed_changed_and_ended(studio: CommandLine) -> None:
    studio.ok("staff", "add", "bruno@example.org", "--role", "reception", "--name", "Bruno")
    listed = studio.json("staff", "list")
    assert {one["email"]: one["role"] for one in listed}["bruno@example.org"] == "reception"
    log_in("bruno@example.org")
    (opened,) = [one for one in studio.json("staff", "sessions") if "bruno" in one["staff"]]
    assert (opened["address"], opened["role"]) == ("192.0.2.7", "reception")
    made = studio.json("staff", "set-password", "bruno@example.org")
    assert len(made["password"]) == 19
    assert not [one for one in studio.json("staff", "sessions") if "bruno" in one["staff"]]
    log_in("bruno@example.org")
    assert studio.json("staff", "end-sessions", "bruno@example.org") == {"ended": 1}
    log_in("bruno@example.org")
    assert studio.json("staff", "end-sessions")["ended"] >= 1
    assert "nobody is logged in" in studio.ok("staff", "sessions")
    log_in("bruno@example.org")
    assert studio.json("staff", "retire", "BRUNO@example.org") == {"retired": "bruno@example.org"}
    assert "bruno@example.org" not in {one["email"] for one in studio.json("staff", "list")}
    assert "nobody is logged in" in studio.ok("staff", "sessions")
    for command in ("set-password", "retire", "end-sessions"):
        line = studio.refused("staff", command, "bruno@example.org")
        assert line == "nobody of this practice logs in as bruno@example.org"


def test_the_last_administrator_stays_and_common_passwords_are_refused(
    studio: CommandLine,
) -> None:
    admin = "ada@example.org"
    studio.ok("staff", "add", admin, "--role", "admin")
    assert "last administrator" in studio.refused("staff", "retire", admin)
    typed = ("staff", "set-password", admin, "--password-stdin")
    for common in ("password1234", "studio aurora", "Aurora Studio!", admin):
        assert "tried first" in studio.refused(*typed, typed=f"{common}\n")
    studio.ok(*typed, typed="correct horse battery\n")


def log_in(*emails: str) -> None:
    async def logged_in() -> None:
        database = Database.connect("sqlite:///textback.db")
        async with database.write() as tx:
            for email in emails:
                member = await staff.by_email(tx, email)
                if member is not None:
                    await staff.log_in(tx, member, now=MONDAY_MORNING, address="192.0.2.7")
        await database.close()

    asyncio.run(logged_in())


@pytest.mark.parametrize(
    ("args", "typed", "words"),
    [
        (("nobody", "--role", "admin"), None, '"nobody" is not an email address'),
        (("a@example.org", "--role", "admin", "--password-stdin"), "short\n", "a password has 12"),
        (("a@example.org", "--role", "admin", "--password-stdin"), "", "a password has 12"),
    ],
)
def test_staff_who_could_not_log_in_are_refused(
    studio: CommandLine, args: tuple[str, ...], typed: str | None, words: str
) -> None:
    assert words in studio.refused("staff", "add", *args, typed=typed)


def test_an_unknown_role_is_wrong_usage(studio: CommandLine) -> None:
    line = studio.refused("staff", "add", "a@example.org", "--role", "boss", code=2)
    assert "'admin', 'reception', 'practitioner', 'support'" in line


GRACE = ("client", "add", "--first", "Grace", "--last", "Hopper")


def test_a_client_consents_on_every_channel_there_is(studio: CommandLine) -> None:
    mobile = (*GRACE, "--mobile", "+1 202 555 0143", "--consent", "spoken")
    assert studio.json(*mobile)["consent"] == ["sms"]
    added = studio.json(*mobile, "--anyway", "--email", "grace@example.org", "--locale", "it")
    assert added["consent"] == ["sms", "email"]
    assert (added["mobile"], added["locale"]) == ("+12025550143", "it")


def test_without_consent_it_is_said_that_nothing_is_sent(studio: CommandLine) -> None:
    assert studio.json(*GRACE, "--mobile", "+12025550143")["consent"] == []
    assert "no messages without consent" in studio.ok(*GRACE, "--mobile", "+12025550144")


@pytest.mark.parametrize(
    ("mobile", "words"),
    [
        ("06 6990 0011", "is not a mobile number, so it cannot receive texts"),
        ("12", "is too short for a number"),
        ("my phone", "is not a number"),
        ("+999 1234567", "has no country code that exists"),
        ("", "is not a number"),
    ],
)
def test_a_number_that_cannot_be_texted_is_refused(
    studio: CommandLine, mobile: str, words: str
) -> None:
    assert words in studio.refused(*GRACE, "--mobile", mobile)


SET_ADA = ("client", "set", "347 123 4567")


def test_a_client_is_corrected_and_the_rest_stays(studio: CommandLine) -> None:
    before = studio.json(*SET_ADA, "--first", "Ada")
    after = studio.json(*SET_ADA, "--mobile", "348 765 4321", "--email", "ADA.B@Example.org")
    changed = {key: value for key, value in after.items() if value != before[key]}
    assert changed == {"mobile": "+393487654321", "email": "ada.b@example.org"}
    shown = studio.ok("client", "set", after["id"], "--last", "Lovelace", "--email", "")
    assert shown == f"client Ada Lovelace set, +393487654321, no email, id {after['id']}\n"


def test_a_number_marked_as_bad_is_entered_anew(studio: CommandLine) -> None:
    async def mark() -> None:
        database = Database.connect("sqlite:///textback.db")
        async with database.write() as tx:
            where = await practices.find(tx, "Studio Aurora")
            await bad_addresses.mark_bad_number(
                tx, where.id, "+393471234567", by=named("textback"), now=MONDAY_MORNING
            )
        await database.close()

    asyncio.run(mark())
    assert "marked as bad: nothing is sent to it" in studio.ok(*SET_ADA, "--locale", "en")
    assert studio.json(*SET_ADA, "--locale", "it")["mobile_bad"] is True
    # staff asked, and it is right
    assert studio.json(*SET_ADA, "--mobile", "347 123 4567")["mobile_bad"] is False


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--mobile", "12"), "is too short for a number"),
        (("--email", "ada"), '"ada" is not an email address'),
        (("--first", " "), "a client's first name needs a name"),
        (("--locale", "xx"), 'the language "xx" is not one of'),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    studio: CommandLine, wrong: tuple[str, str], words: str
) -> None:
    assert words in studio.refused(*SET_ADA, *wrong)
    assert "no client of Studio Aurora" in studio.refused("client", "set", "348 123 4567", *wrong)
    assert studio.json(*SET_ADA, "--first", "Ada")["mobile"] == "+393471234567"


def test_correcting_nothing_is_wrong_usage(studio: CommandLine) -> None:
    assert "nothing to set" in studio.refused(*SET_ADA, code=2)


@pytest.mark.parametrize(
    "address", ["a@example.org\u202e", "a\u200b@example.org", "a@exam\x07ple.org", "a\ufeff@b.org"]
)
def test_an_address_holds_nothing_that_nobody_sees(studio: CommandLine, address: str) -> None:
    answer = studio.run("staff", "add", address, "--role", "admin")
    assert (answer.code in {1, 2}, answer.out, len(answer.err.splitlines())) == (True, "", 1)
    client = ("client", "add", "--first", "A", "--last", "B", "--mobile", "347 000 1111")
    assert studio.run(*client, "--email", address).code in {1, 2}


def test_two_addresses_that_read_alike_are_one(studio: CommandLine) -> None:
    studio.ok("staff", "add", "grace@example.org", "--role", "admin")
    for alike in ("GRACE@Example.org", "\uff47race@example.org", "grace@example\u200b.org"):
        assert studio.run("staff", "add", alike, "--role", "admin").code == 1
    studio.ok("staff", "end-sessions", "\uff27race@example.org")


@pytest.mark.parametrize(
    ("there", "alike"),
    [("Check-up", "CHECK-UP"), ("Elena", "\uff25lena"), ("Stra\u00dfe", "STRASSE")],
)
def test_two_names_that_read_alike_are_one(studio: CommandLine, there: str, alike: str) -> None:
    for kind, more in (
        (("service", "add"), ("--minutes", "30")),
        (("practitioner", "add"), ()),
    ):
        studio.run(*kind, there, *more)
        assert "there is already a" in studio.refused(*kind, alike, *more)
