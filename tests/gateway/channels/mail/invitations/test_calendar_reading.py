"""Answers as Outlook, Google, Apple, Thunderbird and Samsung write them, and as nobody should."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from gateway.channels.mail.invitations.calendar_reading import read_answer
from tests.support.calendar_samples import (
    APPLE,
    GOOGLE,
    OUTLOOK,
    OUTLOOK_COUNTER,
    SAMSUNG,
    THUNDERBIRD,
    crlf,
)
from tests.support.spent import seconds_of

UID = "4711.12@example.org"
START = datetime(2026, 12, 3, 9, tzinfo=UTC)  # 10:00 in Rome


def answer(
    reply: CalendarReply, starts_at: datetime | None = START, comment: str = ""
) -> CalendarAnswer:
    return CalendarAnswer(reply, UID, 12, 4711, 2, starts_at, comment)


READ = [
    ("outlook", OUTLOOK, answer(CalendarReply.ACCEPTED, comment="Grazie, ci sarò")),
    (
        "outlook, another time",
        OUTLOOK_COUNTER,
        answer(CalendarReply.COUNTER, datetime(2026, 12, 4, 10, 30, tzinfo=UTC)),
    ),
    ("google", GOOGLE, answer(CalendarReply.DECLINED, comment="Sorry, I am away")),
    ("apple", APPLE, answer(CalendarReply.TENTATIVE)),
    ("thunderbird", THUNDERBIRD, answer(CalendarReply.ACCEPTED)),
    ("samsung", SAMSUNG, answer(CalendarReply.ACCEPTED)),
]


@pytest.mark.parametrize(("program", "text", "meant"), READ, ids=[each[0] for each in READ])
def test_an_answer_is_read_as_it_was_meant(program, text, meant):
    assert read_answer(crlf(text)) == meant


@pytest.mark.parametrize(("program", "text", "meant"), READ, ids=[each[0] for each in READ])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("cp1252"),
        lambda text: crlf(text) + b"\r\n\r\n-- \r\nSent from my phone",
        lambda text: crlf(text).replace(b"END:VEVENT\r\n", b""),
        lambda text: crlf(text).replace(b"END:VCALENDAR\r\n", b""),
        lambda text: crlf(text).replace(b"METHOD:", b"method: "),
        lambda text: crlf(text).replace(b"PARTSTAT=", b"partstat="),
        lambda text: crlf(text).replace(b"BEGIN:VEVENT", b"Begin:vEvent"),
        lambda text: crlf(text).replace(b"UID:", b"Uid: "),
        lambda text: crlf(text).replace(b"SEQUENCE:", b"X-BROKEN;=:\r\n;:;\r\nSEQUENCE:"),
        # folded without the space of a fold
        lambda text: crlf(text).replace(b"@example.org", b"@exam\r\nple.org"),
        lambda text: crlf(text).replace(b"4711.12", b"4711\r\n\t.12"),
    ],
)
def test_an_answer_written_badly_is_read_alike(program, text, meant, spoil):
    assert read_answer(spoil(text)) == meant


def test_a_letter_cut_by_a_fold_is_read():
    cut = crlf(OUTLOOK).replace("sarò".encode(), b"sar\xc3\r\n \xb2")
    read = read_answer(cut)
    assert read is not None
    assert read.comment == "Grazie, ci sarò"


def counter(start: str, *, zones: str = "") -> CalendarAnswer | None:
    text = OUTLOOK_COUNTER.replace("DTSTART;TZID=W. Europe Standard Time:20261204T113000", start)
    return read_answer(crlf(text.replace("BEGIN:VEVENT", f"{zones}BEGIN:VEVENT")))


CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""

FIXED = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("start", "zones", "meant"),
    [
        ("DTSTART:20261204T103000Z", "", datetime(2026, 12, 4, 10, 30, tzinfo=UTC)),
        ("DTSTART;TZID=Romance Standard Time:20261204T113000", "", None),
        ("DTSTART;TZID=romance standard time:20261204T113000", "", None),
        ('DTSTART;TZID="Europe/Rome":20261204T113000', "", None),
        ("DTSTART;TZID=/softwarestudio.org/Olson_20011030_5/Europe/Rome:20261204T113000", "", None),
        ("DTSTART;TZID=tzone://Microsoft/Utc:20261204T103000", "", None),
        ("DTSTART;TZID=UTC:20261204T103000", "", None),
        ("DTSTART;TZID=Customized Time Zone:20261204T113000", CUSTOM, None),
        ("DTSTART;TZID=Somewhere:20261204T160000", FIXED, None),
        (
            "DTSTART;TZID=Customized Time Zone:20260804T113000",
            CUSTOM,
            datetime(2026, 8, 4, 9, 30, tzinfo=UTC),
        ),
        (
            "DTSTART;TZID=Eastern Standard Time:20260804T113000",
            "",
            datetime(2026, 8, 4, 15, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_proposed_time_is_read_in_its_zone(start, zones, meant):
    read = counter(start, zones=zones)
    assert read is not None
    assert read.starts_at == (meant or datetime(2026, 12, 4, 10, 30, tzinfo=UTC))
    assert read.starts_at.tzinfo is UTC


def test_a_time_of_no_zone_stays_local():
    read = counter("DTSTART:20261204T113000")
    assert read is not None
    assert read.starts_at is not None
    assert read.starts_at.isoformat() == "2026-12-04T11:30:00"
    assert CalendarAnswer.from_json(read.to_json()) == read


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;VALUE=DATE:20261204",
        "DTSTART:99999999T999999",
        "DTSTART:soon",
        # the hour of a traveller in a zone that nobody knows is not guessed
        "DTSTART;TZID=Nobody knows:20261204T113000",
        "X:1",
        "DTSTART;TZID=Europe/Rome:00010101T000000",
        "DTSTART;TZID=../../etc/passwd:20261204T113000Q",
    ],
)
def test_a_proposal_without_a_time_is_one_all_the_same(start):
    read = counter(start)
    assert read is not None
    assert read.reply is CalendarReply.COUNTER
    assert read.starts_at is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("METHOD:REPLY", "METHOD:REQUEST"),
        ("METHOD:REPLY", "METHOD:CANCEL"),
        ("METHOD:REPLY", "METHOD:DECLINECOUNTER"),
        ("METHOD:REPLY", "METHOD:REFRESH"),
        ("METHOD:REPLY", "X-METHOD:REPLY"),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"),
        ("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"),
        ("PARTSTAT=ACCEPTED", "X=Y"),
        ("ATTENDEE", "X-ATTENDEE"),
        ("VEVENT", "VTODO"),
        ("VCALENDAR", "VCARD"),
    ],
)
def test_what_decides_nothing_is_no_answer(old, new):
    assert read_answer(crlf(OUTLOOK.replace(old, new))) is None


@pytest.mark.parametrize(
    "uid",
    [
        "",
        "abc@google.com",
        "4711@example.org",
        "4711.12",
        "x.12@example.org",
        f"{'9' * 19}.1@e.org",
    ],
)
def test_the_answer_to_an_invitation_of_others_names_none_of_ours(uid):
    read = read_answer(crlf(OUTLOOK.replace(UID, uid)))
    assert read is not None
    assert (read.practice_id, read.appointment_id) == (0, 0)


def test_of_many_events_ours_is_read():
    others = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nATTENDEE;PARTSTAT=DECLINED:mailto:a@example.com\nEND:VEVENT\n"
        for n in range(100)
    )
    read = read_answer(crlf(OUTLOOK.replace("BEGIN:VEVENT", f"{others}BEGIN:VEVENT")))
    assert read == READ[0][2]


@pytest.mark.parametrize("sequence", ["", "-1", "x", "9" * 30, "1.5", "²"])
def test_a_number_that_is_none_is_the_first(sequence):
    read = read_answer(crlf(OUTLOOK.replace("SEQUENCE:2", f"SEQUENCE:{sequence}")))
    assert read is not None
    assert read.sequence == 0


def test_a_long_comment_is_cut():
    read = read_answer(crlf(OUTLOOK.replace("Grazie", "la" * 5_000)))
    assert read is not None
    assert len(read.comment) == 500


HUGE = [
    b"BEGIN:VCALENDAR\r\n" * 200_000,
    b"\r\n" * 2_000_000,
    b"\r\n " * 2_000_000,
    b"END:VEVENT\r\n" * 200_000,
    crlf(OUTLOOK).replace(b"UID:", b"X" * 3_000_000 + b":\r\nUID:"),
    crlf(OUTLOOK).replace(b"COMMENT", b'X;A="' + b'",";' * 800_000 + b":1\r\nCOMMENT"),
    crlf(OUTLOOK).replace(b"COMMENT", b"ATTENDEE;PARTSTAT=X:mailto:a\r\n" * 60_000 + b"COMMENT"),
    crlf(OUTLOOK).replace(b"COMMENT", b"COMMENT:x\r\n" * 100_000 + b"COMMENT"),
    crlf(OUTLOOK).replace(b"FREQ=YEARLY", b"FREQ=SECONDLY"),
    b"a" * 5_000_000,
    b"\0" * 3_000_000,
]


@pytest.mark.parametrize("huge", HUGE, ids=range(len(HUGE)))
def test_what_is_huge_takes_little_time(huge):
    assert seconds_of(lambda: read_answer(huge)) < 2.0


@given(st.binary(max_size=2_000))
def test_nothing_raises(octets):
    read_answer(octets)


@given(st.data())
def test_no_change_of_an_answer_raises(data):
    text = bytearray(crlf(data.draw(st.sampled_from([each[1] for each in READ]))))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=6))
    read = read_answer(bytes(text))
    assert read is None or CalendarAnswer.from_json(read.to_json()) == read
