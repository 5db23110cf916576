"""Invitations: complete by the tables of RFC 5546, read alike by another library, never split."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus
from gateway.channels.mail.invitations.invitation import (
    InvitationMethod,
    calendar_file,
    invitation_of,
    uid_of,
)
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

ORGANIZER = "calendar+rabcdef@example.org"
LINK = "https://book.example.org/a/abcdefghijklmnop"
CLIENT = replace(ADA, email="ada@example.com")
VISIT = appointment(
    id=4711, service="Botox", practitioner="Dr. Brown", sequence=3, status=AppointmentStatus.BOOKED
)
REQUEST, CANCEL = InvitationMethod.REQUEST, InvitationMethod.CANCEL


def written(method: InvitationMethod = REQUEST, link: str = LINK, **changes) -> bytes:
    client = changes.pop("client", CLIENT)
    practice = changes.pop("practice", PRACTICE)
    visit = replace(VISIT, **changes)
    uid = uid_of(visit, "example.org")
    made = invitation_of(
        visit, practice, client, organizer=ORGANIZER, uid=uid, method=method, now=NOW, link=link
    )
    assert made.method == method
    return made.content


def file_of(**named) -> bytes:
    uid = uid_of(VISIT, "example.org")
    return calendar_file(VISIT, PRACTICE, "en", uid=uid, now=NOW, link=LINK, **named)


def lines(content: bytes) -> list[str]:
    """The lines of an event without its alarm, unfolded."""
    text = content.decode().replace("\r\n ", "")
    event = text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")]
    return event.partition("BEGIN:VALARM")[0].split("\r\n")


def names(content: bytes) -> list[str]:
    return [each.replace(":", ";").split(";")[0] for each in lines(content)]


ONCE = {"UID", "DTSTAMP", "ORGANIZER", "SEQUENCE", "DTSTART", "SUMMARY"}
AT_MOST_ONCE = {"CLASS", "DESCRIPTION", "DTEND", "LOCATION", "STATUS", "TRANSP", "URL", "DURATION"}


@pytest.mark.parametrize("method", [REQUEST, CANCEL])
def test_what_rfc_5546_asks_for_is_there_once_and_nothing_it_forbids(method):
    content = written(method)
    found = names(content)
    assert {each for each in ONCE if found.count(each) == 1} == ONCE
    assert all(found.count(each) <= 1 for each in AT_MOST_ONCE)
    assert found.count("ATTENDEE") == 1
    assert not {"REQUEST-STATUS", "DURATION"} & set(found)
    text = content.decode()
    assert text.count("\r\nMETHOD:") == 1
    assert f"\r\nMETHOD:{method}\r\n" in text
    assert "\r\nVERSION:2.0\r\n" in text
    assert "\r\nPRODID:" in text
    # a time zone that is named is there (3.2.2, 3.2.5); alarms go with requests alone
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert text.count("BEGIN:VALARM") == (1 if method is REQUEST else 0)


def test_a_cancellation_says_so_and_keeps_identity_and_number():
    request, cancel = lines(written(REQUEST)), lines(written(CANCEL, sequence=4))
    assert "STATUS:CANCELLED" in cancel
    assert "SEQUENCE:4" in cancel
    assert "SEQUENCE:3" in request
    uid = "UID:4711.1@example.org"
    assert uid in request
    assert uid in cancel


def test_a_published_file_names_no_client_and_asks_for_no_answer():
    content = file_of(organizer=ORGANIZER)
    found = names(content)
    assert {each for each in ONCE if found.count(each) == 1} == ONCE
    assert "ATTENDEE" not in found
    assert b"METHOD:PUBLISH\r\n" in content
    assert b"ada" not in content.lower()


def test_a_file_without_an_organizer_has_no_method():
    content = file_of()
    assert b"METHOD" not in content
    assert vobject.readOne(content.decode()).vevent.uid.value == "4711.1@example.org"


def test_nothing_says_why_or_to_whom_the_client_comes():
    for content in (written(), written(CANCEL), file_of()):
        assert b"Botox" not in content
        assert b"Brown" not in content


def test_another_library_reads_the_same():
    practice = replace(
        PRACTICE, name='Studio "Aurora"; Rossi, Söhne & Co: Nord', address="Via C\\Nord, 1; Roma"
    )
    event = vobject.readOne(written(practice=practice).decode()).vevent
    assert event.summary.value == practice.name
    assert event.location.value == practice.address
    assert event.dtstart.value.astimezone(UTC) == VISIT.starts_at
    assert event.dtend.value.astimezone(UTC) == VISIT.ends_at
    assert event.dtstamp.value == NOW
    assert event.organizer.value == f"mailto:{ORGANIZER}"
    assert event.organizer.params["CN"] == ["Studio “Aurora”; Rossi, Söhne & Co: Nord"]
    assert event.attendee.value == "mailto:ada@example.com"
    assert event.attendee.params == {
        "CN": ["Ada Byron"],
        "CUTYPE": ["INDIVIDUAL"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "ROLE": ["REQ-PARTICIPANT"],
        "RSVP": ["TRUE"],
    }
    assert event.url.value == LINK
    assert event.valarm.trigger.value == timedelta(hours=-1)
    assert event.valarm.action.value == "DISPLAY"
    assert LINK in event.description.value
    assert PRACTICE.phone in event.description.value


def test_a_confirmed_client_need_not_answer_again():
    event = vobject.readOne(written(status=AppointmentStatus.CONFIRMED).decode()).vevent
    assert event.attendee.params["PARTSTAT"] == ["ACCEPTED"]


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "Confirm, move or cancel: "),
        ("de", "Bestätigen, verschieben oder absagen: "),
        ("fr", "Confirmer, changer ou annuler : "),
        ("it", "Confermare, spostare o disdire: "),
        ("es", "Confirmar, cambiar o anular: "),
        ("pt", "Confirmar, mudar ou cancelar: "),
    ],
)
def test_the_words_are_in_the_clients_language(locale, words):
    event = vobject.readOne(written(client=replace(CLIENT, locale=locale)).decode()).vevent
    assert event.description.value.startswith(words + LINK)


def test_what_is_not_known_is_left_out():
    practice = replace(PRACTICE, address="", phone="")
    found = names(written(practice=practice, link=""))
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(found)


ZONES = (
    *("Europe/Rome", "Europe/London", "Europe/Dublin", "America/New_York", "America/Sao_Paulo"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "UTC"),
    *("Africa/Casablanca", "America/Santiago", "Asia/Jerusalem", "America/Havana"),
)


def by_its_rules(zone: str, start: datetime) -> tzinfo:
    """The zone as another library works it out from what was written, which knows no zone."""
    practice = replace(PRACTICE, timezone=zone)
    content = written(practice=practice, starts_at=start, ends_at=start).decode()
    return tzical(io.StringIO(content)).get()


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_right_on_every_day_of_the_appointments_year(zone):
    info = ZoneInfo(zone)
    for year in (2026, 2029):
        read = by_its_rules(zone, datetime(year, 7, 1, 9, tzinfo=UTC))
        for day in range(365):
            local = datetime(year, 1, 1, 12, tzinfo=info) + timedelta(days=day)
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), local


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York", "Pacific/Auckland"])
def test_a_rule_holds_for_the_years_after_as_well(zone):
    read = by_its_rules(zone, VISIT.starts_at)
    for day in range(0, 6 * 365, 5):
        local = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
        assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), local


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_is_short(zone):
    content = written(practice=replace(PRACTICE, timezone=zone))
    assert len(content) < 2_000
    assert content.count(b"RDATE") <= 2


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York"])
def test_outlook_gets_rules_and_no_lists(zone):
    content = written(practice=replace(PRACTICE, timezone=zone))
    assert content.count(b"RRULE:FREQ=YEARLY;BYDAY=") == 2
    assert b"RDATE" not in content


CLOCKS_GO_BACK = [
    # zone, start, minutes, whether it touches the time that comes twice
    ("Europe/Rome", "2027-10-31T01:30+02:00", 30, True),
    ("Europe/Rome", "2027-10-31T02:30+02:00", 30, True),
    ("Europe/Rome", "2027-10-31T02:30+02:00", 90, True),
    ("Europe/Rome", "2027-10-31T02:30+01:00", 30, True),
    ("Europe/Rome", "2027-10-31T01:00+02:00", 30, False),
    ("Europe/Rome", "2027-10-31T01:30+02:00", 150, False),
    ("Europe/Rome", "2027-10-31T03:00+01:00", 30, False),
    ("Australia/Lord_Howe", "2027-04-04T01:30+11:00", 30, True),
    ("Australia/Lord_Howe", "2027-04-04T01:45+11:00", 30, True),
    ("Australia/Lord_Howe", "2027-04-04T01:45+10:30", 30, True),
    ("America/New_York", "2027-11-07T01:30-04:00", 30, True),
    ("America/New_York", "2027-11-07T01:30-05:00", 60, True),
    ("America/New_York", "2027-11-07T02:00-05:00", 60, False),
    ("America/Santiago", "2027-04-03T23:15-04:00", 30, True),
]


@pytest.mark.parametrize(("zone", "start", "minutes", "twice"), CLOCKS_GO_BACK)
def test_a_visit_where_the_clocks_go_back_is_read_as_it_was_booked(zone, start, minutes, twice):
    starts_at = datetime.fromisoformat(start).astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    practice = replace(PRACTICE, timezone=zone)
    visit = replace(VISIT, starts_at=starts_at, ends_at=ends_at)
    file = calendar_file(visit, practice, "en", uid=uid_of(visit, "example.org"), now=NOW)
    at = {"practice": practice, "starts_at": starts_at, "ends_at": ends_at}
    for content in (written(**at), written(CANCEL, sequence=4, **at), file):
        event = vobject.readOne(content.decode()).vevent
        assert event.dtstart.value.astimezone(UTC) == starts_at
        assert event.dtend.value.astimezone(UTC) == ends_at
        (again,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
        assert again.decoded("DTSTART").astimezone(UTC) == starts_at
        assert again.decoded("DTEND").astimezone(UTC) == ends_at
        # all other times keep the practice's zone, which is there where it is named
        assert (b"TZID" not in content) == twice


any_name = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
told = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)


@given(any_name, any_name, any_name)
def test_any_name_is_folded_at_75_octets_and_no_letter_is_cut(name, address, last):
    practice = replace(PRACTICE, name=name or "x", address=address)
    client = Client(1, 1, "Ada", last, "+393331110001", "ada@example.com")
    content = written(practice=practice, client=client)
    assert content.endswith(b"\r\n")
    folded = content.split(b"\r\n")
    assert all(len(each) <= 75 for each in folded)
    for each in folded:
        each.decode()  # a cut letter is an error
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert content.count(b"BEGIN:VEVENT") == 1


@given(told, told)
def test_any_name_comes_back_as_it_was(name, address):
    practice = replace(PRACTICE, name=name or "x", address=address)
    read = icalendar.Calendar.from_ical(written(practice=practice))
    event = next(iter(read.walk("VEVENT")))
    assert str(event["SUMMARY"]) == " ".join(practice.name.split())
    assert str(event.get("LOCATION", "")) == " ".join(address.split())


@given(told)
def test_another_library_reads_any_name(name):
    practice = replace(PRACTICE, name=f"A{name}")
    event = vobject.readOne(written(practice=practice).decode()).vevent
    assert event.summary.value == " ".join(practice.name.split())


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("o'neill+clinic@example.com", "mailto:o'neill+clinic@example.com"),
        ("müller@example.de", "mailto:m%C3%BCller@example.de"),
        ('"a;b,c?"@example.com', "mailto:%22a%3Bb%2Cc%3F%22@example.com"),
        ("a\r\nATTENDEE:b@example.com", "mailto:a%0D%0AATTENDEE%3Ab@example.com"),
    ],
)
def test_an_address_is_written_as_a_uri(address, uri):
    event = vobject.readOne(written(client=replace(CLIENT, email=address)).decode()).vevent
    assert event.attendee.value == uri
