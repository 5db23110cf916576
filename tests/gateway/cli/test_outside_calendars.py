"""`textback practitioner calendar`: other calendars, by the command line."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.outside_events import between, calendar

CALENDAR = ("practitioner", "calendar")


class Calendars(BaseHTTPRequestHandler):
    content = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    at = MONDAY_MORNING + timedelta(hours=2)
    Calendars.content = calendar(between(at, at + timedelta(hours=1)))
    with ThreadingHTTPServer(("127.0.0.1", 0), Calendars) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://ada:p4ss@127.0.0.1:{server.server_port}/s3cret.ics"
        server.shutdown()
        serving.join()


def test_a_calendar_is_added_read_and_removed(studio: CommandLine, address: str) -> None:
    config = studio.folder / "textback.toml"
    assert studio.ok(*CALENDAR, "list") == "Studio Aurora: no other calendars\n"
    added = studio.json(*CALENDAR, "add", "Aurora", address)
    assert (added["practitioner"], added["host"], added["read"]) == ("Aurora", "127.0.0.1", None)
    assert "never" in studio.ok(*CALENDAR, "list")
    # it is not public, and nobody has allowed it
    refused = studio.run(*CALENDAR, "read")
    assert refused.code == 1
    assert "not read: the address leads into a private network" in refused.out
    allowed = '\n[outside_calendars]\nprivate_networks = ["127.0.0.0/8"]\n'
    config.write_text(config.read_text() + allowed)
    assert studio.ok(*CALENDAR, "read") == "Aurora, 127.0.0.1: busy times ahead: 1\n"
    (block,) = studio.json("block", "list")
    assert (block["reason"], block["calendar_id"]) == ("Busy (other calendar)", added["id"])
    assert "this time follows another calendar" in studio.refused("block", "remove", block["id"])
    (listed,) = studio.json(*CALENDAR, "list")
    assert (listed["busy_times_ahead"], listed["trouble"]) == (1, None)
    assert listed["read"]
    Calendars.content = b"<p>Log in"
    answer = studio.run(*CALENDAR, "read", added["id"], "--json")
    assert answer.code == 1
    assert "no calendar (iCalendar)" in answer.out
    assert "no calendar" in studio.ok(*CALENDAR, "list")
    assert studio.ok(*CALENDAR, "remove", added["id"]) == f"removed: {added['id']}\n"
    assert studio.json("block", "list") == []
    assert "there is no other calendar" in studio.refused(*CALENDAR, "remove", added["id"])
    log = studio.ok("log") + studio.ok("log", "--json")
    assert "s3cret" not in log
    assert "p4ss" not in log


def test_an_address_may_be_typed_and_has_to_be_one(studio: CommandLine) -> None:
    typed = "webcal://calendar.example.org/s3cret.ics\n"
    shown = studio.ok(*CALENDAR, "add", "Bruno", typed=typed)
    assert "other calendar of Bruno at calendar.example.org, id " in shown
    assert "s3cret" not in shown
    refused = studio.refused(*CALENDAR, "add", "Bruno", "calendar.example.org")
    assert "that is no address of a calendar" in refused
