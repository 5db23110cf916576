"""When an iCalendar file says that somebody is busy: repeated, moved, floating, damaged."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.outside_calendars import busy_events
from gateway.outside_calendars.busy_events import BusyQuestion
from gateway.outside_calendars.trouble import NotRead
from tests.support.outside_events import ROME, calendar, event

ZONE = ZoneInfo("Europe/Rome")
SINCE = datetime(2026, 1, 12, tzinfo=ZONE).astimezone(UTC)
PRACTICE = 7_300_000_000_000_000


def asked(days=30, **more):
    until = (SINCE.astimezone(ZONE) + timedelta(days=days)).astimezone(UTC)
    return BusyQuestion("Europe/Rome", SINCE, until, PRACTICE, **more)


def busy(*components, **more):
    """The busy times, as "12 10:00-11:00" of January in Rome."""
    found = busy_events.busy_times(calendar(*components), asked(**more))
    return [
        f"{start.astimezone(ZONE):%-d/%-m %H:%M}-{end.astimezone(ZONE):%H:%M}"
        for start, end in found
    ]


def refused(content, **more):
    with pytest.raises(NotRead) as error:
        busy_events.busy_times(content, asked(**more))
    return error.value.reason.code


def test_events_in_any_notation_of_time():
    utc = event("DTSTART:20260112T090000Z", "DTEND:20260112T100000Z", uid="1")
    zoned = event("DTSTART;TZID=America/New_York:20260113T040000", "DURATION:PT45M", uid="2")
    floating = event("DTSTART:20260114T090000", "DTEND:20260114T093000", uid="3")
    assert busy(utc, zoned, floating) == [
        *("12/1 10:00-11:00", "13/1 10:00-10:45", "14/1 09:00-09:30"),
    ]


def test_a_zone_of_the_file_s_own_and_one_that_nobody_knows():
    own = event("DTSTART;TZID=Bespoke:20260115T090000", "DTEND;TZID=Bespoke:20260115T100000")
    named = ROME.format(name="Bespoke")
    assert busy(named, own) == ["15/1 09:00-10:00"]
    windows = event(
        *("DTSTART;TZID=W. Europe Standard Time:20260115T090000", "DURATION:PT1H"), uid="2"
    )
    assert busy(windows) == ["15/1 09:00-10:00"]
    # the practice's own zone is the likeliest
    assert busy(own) == ["15/1 09:00-10:00"]


def test_whole_days_are_local_days_and_several_are_cut_at_midnight():
    whole = event("DTSTART;VALUE=DATE:20260120", uid="1")
    some = event("DTSTART;VALUE=DATE:20260125", "DTEND;VALUE=DATE:20260127", uid="2")
    night = event("DTSTART:20260121T220000", "DTEND:20260122T060000", uid="3")
    assert busy(whole, some, night) == [
        *("20/1 00:00-00:00", "21/1 22:00-00:00", "22/1 00:00-06:00"),
        *("25/1 00:00-00:00", "26/1 00:00-00:00"),
    ]


def test_a_repeated_event_stays_at_its_local_time_when_the_clocks_change():
    weekly = event(
        *("DTSTART;TZID=Europe/Rome:20251201T090000", "DTEND;TZID=Europe/Rome:20251201T100000"),
        "RRULE:FREQ=WEEKLY;BYDAY=MO",
    )
    found = busy_events.busy_times(calendar(weekly), asked(120))
    assert {f"{start.astimezone(ZONE):%a %H:%M}" for start, _ in found} == {"Mon 09:00"}
    assert len(found) == 18
    assert {start.hour for start, _ in found} == {7, 8}


def test_a_day_of_23_or_25_hours_is_busy_as_a_whole():
    for day, next_day, length in (("20260329", "20260330", 23), ("20261025", "20261026", 25)):
        whole = event(f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{next_day}")
        found = busy_events.busy_times(calendar(whole), asked(400))
        assert sum((end - start for start, end in found), timedelta()) == timedelta(hours=length)
        assert all(end - start <= timedelta(hours=24) for start, end in found)


def test_what_is_left_out_of_a_repeated_event_and_what_is_moved():
    daily = event(
        *("DTSTART;TZID=Europe/Rome:20260110T090000", "DTEND;TZID=Europe/Rome:20260110T100000"),
        *("RRULE:FREQ=DAILY;UNTIL=20260116T225959Z", "EXDATE;TZID=Europe/Rome:20260113T090000"),
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Rome:20260114T090000",
        *("DTSTART;TZID=Europe/Rome:20260114T150000", "DTEND;TZID=Europe/Rome:20260114T153000"),
    )
    gone = event(
        *("RECURRENCE-ID;TZID=Europe/Rome:20260115T090000", "STATUS:CANCELLED"),
        *("DTSTART;TZID=Europe/Rome:20260115T090000", "DTEND;TZID=Europe/Rome:20260115T100000"),
    )
    assert busy(daily, moved, gone) == [
        *("12/1 09:00-10:00", "14/1 15:00-15:30", "16/1 09:00-10:00"),
    ]
    # one that is moved out of the days ahead leaves its time free, too
    past = event(
        "RECURRENCE-ID;TZID=Europe/Rome:20260112T090000",
        *("DTSTART;TZID=Europe/Rome:20251201T090000", "DTEND;TZID=Europe/Rome:20251201T100000"),
    )
    assert busy(daily, past)[0] == "14/1 09:00-10:00"


def test_what_is_no_busy_time():
    at = ("DTSTART:20260113T090000", "DTEND:20260113T100000")
    declined = "ATTENDEE;PARTSTAT=DECLINED;CN=Ada:mailto:Ada@Example.org"
    assert busy(event(*at, "TRANSP:TRANSPARENT")) == []
    assert busy(event(*at, "STATUS:CANCELLED")) == []
    assert busy(event(*at, "X-MICROSOFT-CDO-BUSYSTATUS:FREE")) == []
    assert busy(event(*at, declined), mine=("ada@example.org",)) == []
    assert busy(event(*at, declined), mine=("grace@example.org",)) == ["13/1 09:00-10:00"]
    assert busy(event("DTSTART:20260113T090000")) == []


def test_events_of_the_practice_s_own_feed_do_not_block_themselves():
    at = ("DTSTART:20260113T090000", "DTEND:20260113T100000")
    assert busy(event(*at, uid=f"123.{PRACTICE}@book.example.org")) == []
    assert busy(event(*at, uid=f"123.{PRACTICE + 1}@book.example.org")) == ["13/1 09:00-10:00"]


def test_overlapping_and_adjoining_events_are_one_busy_time():
    spans = ("0900/1000", "0930/1030", "1030/1100", "1200/1230")
    several = [
        event(f"DTSTART:20260113T{a}00", f"DTEND:20260113T{b}00", uid=str(n))
        for n, (a, _, b) in enumerate(one.partition("/") for one in spans)
    ]
    assert busy(*several) == ["13/1 09:00-11:00", "13/1 12:00-12:30"]


def test_what_has_begun_before_today_counts_from_midnight():
    trip = event("DTSTART:20260110T090000", "DTEND:20260112T110000")
    assert busy(trip) == ["12/1 00:00-11:00"]


def test_folded_lines_other_line_ends_and_alarms():
    text = calendar(
        event(
            *("DTSTART:2026011", " 3T090000", "DTEND:20260113T100000"),
            *("BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT9H", "END:VALARM"),
        )
    )
    for written in (text, text.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + text):
        assert len(busy_events.busy_times(written, asked())) == 1


@pytest.mark.parametrize("content", [b"", b"<!doctype html><p>Log in", b"BEGIN:VCARD\r\nEND:VCARD"])
def test_something_else_is_no_calendar(content):
    assert refused(content) == ReasonCode.OUTSIDE_NO_CALENDAR


def test_a_file_that_ends_too_soon_is_not_taken_for_a_short_one():
    at = ("DTSTART:20260113T090000", "DTEND:20260113T100000")
    whole = calendar(event(*at, uid="1"), event(*at, uid="2"))
    for length in range(20, len(whole) - 3):
        assert refused(whole[:length]) == ReasonCode.OUTSIDE_BROKEN


def test_oddities_of_programs_that_write_calendars():
    at = ("DTSTART:20260113T090000", "DTEND:20260113T100000")
    later = ("DTSTART:20260114T090000", "DTEND:20260114T100000")
    # lists of nothing, events without a time, the same UID for all
    assert busy(event(*at, "EXDATE:", "RRULE:")) == ["13/1 09:00-10:00"]
    assert busy(event("SUMMARY:no time"), event(*at, uid="2")) == ["13/1 09:00-10:00"]
    assert busy(event(*at), event(*later)) == ["13/1 09:00-10:00", "14/1 09:00-10:00"]
    assert busy(event(*at, uid=""), event(*later, uid="")) == [
        *("13/1 09:00-10:00", "14/1 09:00-10:00"),
    ]
    for_ever = event("DTSTART;VALUE=DATE:20260201", "DTEND;VALUE=DATE:99991231")
    assert len(busy(for_ever)) == 10
    assert busy(event("DTSTART;VALUE=DATE:99991231", "RRULE:FREQ=DAILY")) == []
    # the last day itself, where the day after it is meant
    one_day = ("DTSTART;VALUE=DATE:20260113", "DTEND;VALUE=DATE:20260113")
    assert busy(event(*one_day)) == ["13/1 00:00-00:00"]
    assert busy(event(*one_day, "RRULE:FREQ=WEEKLY;COUNT=2")) == [
        *("13/1 00:00-00:00", "20/1 00:00-00:00"),
    ]
    empty = "BEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\nEND:VTIMEZONE"
    zoned = event("DTSTART;TZID=Europe/Rome:20260113T090000", "DURATION:PT1H")
    assert busy(empty, zoned) == ["13/1 09:00-10:00"]


def test_all_that_follow_are_moved_from_a_day_on():
    at = ("DTSTART;TZID=Europe/Rome:20260105T090000", "DTEND;TZID=Europe/Rome:20260105T100000")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Rome:20260119T090000",
        *("DTSTART;TZID=Europe/Rome:20260119T120000", "DTEND;TZID=Europe/Rome:20260119T130000"),
    )
    assert busy(event(*at, "RRULE:FREQ=WEEKLY;COUNT=4"), later) == [
        *("12/1 09:00-10:00", "19/1 12:00-13:00", "26/1 12:00-13:00"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:yesterday",),
        ("DTSTART:20260113T090000", "RRULE:FREQ=OFTEN"),
        ("DTSTART:20260113T090000", "DTEND:20260113T100000", "RRULE:INTERVAL=2"),
        ("DTSTART:20260140T990000",),
    ],
)
def test_what_cannot_be_understood_is_told_and_nothing_is_guessed(lines):
    assert refused(calendar(event(*lines))) == ReasonCode.OUTSIDE_BROKEN


def test_many_events_and_many_times_are_refused(monkeypatch):
    old = event("DTSTART:20200113T090000", "DTEND:20200113T100000")
    new = event("DTSTART:20260113T090000", "DTEND:20260113T100000")
    most = busy_events.MOST_EVENTS
    assert refused(calendar(*[new] * (most + 1))) == ReasonCode.OUTSIDE_TOO_MANY_EVENTS
    # what is over is no event that concerns anybody
    assert busy(*[old] * (most + 1), new) == ["13/1 09:00-10:00"]
    often = event("DTSTART:20260112T000000Z", "DURATION:PT1M", "RRULE:FREQ=MINUTELY;INTERVAL=5")
    assert refused(calendar(often)) == ReasonCode.OUTSIDE_TOO_MANY_TIMES
