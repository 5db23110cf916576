"""`textback carriers`: what the running service says, and what the store knows without it."""

import json
import sqlite3
from datetime import timedelta

import time_machine

from calendar_store.database.ids import made_at
from tests.support.command_line import CommandLine
from tests.support.ports import free_port
from tests.support.status_server import answering

CARRIER = """
[[carrier]]
name = "sandbox"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000111"]
binds = 2
prices = { "1" = 0.05, "39" = 0.045, "" = 0.09 }
"""
STATUS = {
    "carriers": [
        {
            "carrier": "sandbox",
            "state": "bound",
            "parts_last_minute": 1200,
            "throttled": 4,
            "refused_wishes": ["it refuses the validity of texts, which then go without"],
            "response_seconds": {"median": 0.012, "p95": 0.25},
            "receipts": {"delivered": 31, "expired": 2},
            "receipt_seconds": {"median": 7.1, "p95": 5400.0},
            "binds": [
                {
                    "name": "sandbox 1",
                    "state": "bound",
                    "in_flight": 3,
                    "window": 50,
                    "words": "throttled",
                }
            ],
            "health": {
                "down": False,
                "poor": {
                    "39": {
                        "words": "60% of its texts were refused or not delivered",
                        "until": "2026-11-24T09:10:00+00:00",
                    }
                },
            },
        }
    ]
}


def _configure(cli: CommandLine, port: int, carrier: str = CARRIER) -> None:
    (cli.folder / "textback.toml").write_text(f'[web]\nlisten = "127.0.0.1:{port}"\n{carrier}')


def test_the_running_service_tells_its_binds_and_windows(sample: CommandLine) -> None:
    with answering(json.dumps(STATUS).encode()) as port:
        _configure(sample, port)
        told = sample.json("carriers")
        shown = sample.ok("carriers")
    assert told["running"] is True
    assert told["carriers"][0]["state"] == "bound"
    assert told["carriers"][0]["binds"] == STATUS["carriers"][0]["binds"]
    assert "sandbox 1 bound, 3 of 50 in flight: throttled" in shown
    assert told["carriers"][0]["receipts"] == {"delivered": 31, "expired": 2}
    words = (
        *("1200 in the last minute", "throttled 4 times", "answered in 12 ms, 95% in 250 ms"),
        *("31 delivered", "2 expired", "after 7 s, 95% in 90 min"),
        "refused   it refuses the validity of texts",
        "left out for numbers that begin with +39 until 09:10 UTC: 60% of its texts were refused",
    )
    for said in words:
        assert said in shown


def test_without_the_service_the_store_s_figures_stand(sample: CommandLine) -> None:
    port = free_port()
    _configure(sample, port)
    with sqlite3.connect(sample.folder / "textback.db") as store:
        store.execute("UPDATE messages SET cost = 61666 WHERE status = 'delivered'")
    told = sample.json("carriers")
    [one] = told["carriers"]
    assert (told["running"], one["state"], one["configured_binds"]) == (False, None, 2)
    assert one["messages"] == {"delivered": 9, "failed": 1}
    # what was sent is kept with what it cost then; what failed is not billed
    assert (one["parts"], one["cost"]) == (9, "0.554994")
    assert (one["throttled"], one["receipts"], one["queued"]) == (None, None, 0)
    shown = sample.ok("carriers")
    assert f"no service on 127.0.0.1:{port} tells" in shown
    assert "2 configured, window 50" in shown


def test_what_waits_for_a_carrier_is_told_without_the_service(sample: CommandLine) -> None:
    _configure(sample, free_port())
    with sqlite3.connect(sample.folder / "textback.db") as store:
        (oldest,) = store.execute(
            "SELECT min(id) FROM messages WHERE status = 'delivered'"
        ).fetchone()
        store.execute(
            "UPDATE messages SET status = 'queued', carrier = 'sandbox' WHERE id = ?", (oldest,)
        )
    [one] = sample.json("carriers")["carriers"]
    assert one["queued"] == 1
    with time_machine.travel(made_at(oldest) + timedelta(hours=5)):
        assert sample.json("carriers")["carriers"][0]["oldest_queued_seconds"] == 5 * 3600
        assert "1, the oldest for 5 h" in sample.ok("carriers")


def test_what_is_older_is_not_counted(sample: CommandLine) -> None:
    _configure(sample, free_port())
    recent = sample.json("carriers", "--days", "1")["carriers"][0]
    # the reminder about Tuesday at three went out on Sunday at three
    assert recent["messages"] == {"delivered": 1}


def test_a_stranger_on_the_port_is_not_believed(sample: CommandLine) -> None:
    for body in (b"<html>", b"[]", b'{"carriers": [1]}'):
        with answering(body) as port:
            _configure(sample, port)
            assert sample.json("carriers")["running"] is False


def test_no_carrier_is_said(studio: CommandLine) -> None:
    _configure(studio, free_port(), carrier="")
    assert "so nothing is texted" in studio.ok("carriers")


MAIL = """
[mail]
smarthost = "smtp.example.org:587"
sender = "Studio Aurora <calendar@example.org>"
"""
MAIL_STATUS = {
    "carriers": [
        {
            "carrier": "mail",
            "channel": "email",
            "state": "refused",
            "hindrance": "the mail server refuses our log-in (535 5.7.8)",
            "last_fault": "the mail server refuses our log-in (535 5.7.8)",
            "connections": {"open": 3, "busy": 2, "most": 8, "made": 12},
            "pace": {"per_second": 50, "per_second_per_domain": 0.5},
            "slow_domains": 1,
            "mails_last_minute": 120,
            "attempts": {"taken": 100, "not_sent": 20},
            "response_seconds": {"median": 0.25, "p95": 1.5},
        }
    ]
}


def test_the_smarthost_has_its_lines_beside_the_carriers(sample: CommandLine) -> None:
    with answering(json.dumps(MAIL_STATUS).encode()) as port:
        _configure(sample, port, CARRIER + MAIL)
        told = sample.json("carriers")
        shown = sample.ok("carriers")
    *_, mail = told["carriers"]
    assert (mail["carrier"], mail["state"], mail["queued"]) == ("mail", "refused", 0)
    words = (
        "mail  smtp.example.org:587  refused",
        "sender    calendar@example.org",
        "trouble   the mail server refuses our log-in (535 5.7.8)",
        "3 of 8 connections, 2 busy; 1 slow domain",
        "50 a second, 0.5 a second to one domain",
        "120 in the last minute; 100 taken, 20 not sent; taken in 0.25 s, 95% in 1.50 s",
        "waiting   nothing",
    )
    for said in words:
        assert said in shown


def test_without_a_service_the_store_tells_of_mails(sample: CommandLine) -> None:
    _configure(sample, free_port(), MAIL)
    shown = sample.ok("carriers")
    assert "no [[carrier]] in the configuration" in shown
    assert "mail  smtp.example.org:587  not running" in shown
