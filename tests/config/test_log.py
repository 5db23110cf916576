"""Logs tell what happened, not to whom."""

import io
import json
import logging

import pytest
import structlog

from config.choices import LogFormat, LogLevel
from config.log import configure, mask
from config.sections import LogSettings


@pytest.fixture
def lines():
    """Log to memory as JSON; give back what was written, and leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    configure(LogSettings(format=LogFormat.JSON, level=LogLevel.INFO), out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("event", "sent to +393331234567", "sent to …567"),
        ("event", "sent to +39 333 123 4567 now", "sent to …567 now"),
        ("event", "sent to 00393331234567", "sent to …567"),
        ("event", "sent to 3331234567", "sent to …567"),
        ("event", "from ada@example.org", "from …@example.org"),
        ("number", "333 1234", "…234"),
        ("source", "48501", "…501"),
        ("destination", 393331234567, "…567"),
        ("sender", "AURORA", "AURORA"),
        ("numbers", ["+393331234567", "+393331234568"], ["…567", "…568"]),
        ("detail", {"mobile": "3331234", "tries": 2}, {"mobile": "…234", "tries": 2}),
        ("text", "I cannot come", "[13 characters]"),
        ("short_message", b"abc", "[3 characters]"),
        ("reason", "\x1b[2J\u202egone\x9b", "�[2J�gone�"),
        ("message_id", "a\x1b]0;b\x07", "a�]0;b�"),
        ("sender", "AUR\x1bORA", "AUR?ORA"),
        ("body", ["one", "three"], ["[3 characters]", "[5 characters]"]),
    ],
)
def test_what_is_masked(key, value, left):
    assert mask(None, "info", {key: value}) == {key: left}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("message_id", "1234567890123"),
        ("appointment_id", 1234567890),
        ("timestamp", "2026-11-24T10:00:00.123456Z"),
        ("event", "appointment at 2026-11-24 10:00 moved"),
        ("session", "0b5e3a04-1f0c-4a5d-9c1e-123456789012"),
        ("count", 1234567890),
        ("text", None),
    ],
)
def test_what_passes(key, value):
    assert mask(None, "info", {key: value}) == {key: value}


def test_events_are_json_with_time_and_level(lines):
    structlog.get_logger("gateway").info("accepted", message_id="7", mobile="+393331234567")
    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "accepted",
        "level": "info",
        "logger": "gateway",
        "message_id": "7",
        "mobile": "…567",
    }


def test_less_than_the_level_is_left_out(lines):
    structlog.get_logger("gateway").debug("bytes")
    logging.getLogger("aiohttp").debug("bytes")
    assert lines() == []


def test_other_libraries_are_masked_too(lines):
    logging.getLogger("aiosmtpd").warning("mail for %s refused", "ada@example.org")
    (line,) = lines()
    assert line["event"] == "mail for …@example.org refused"
    assert line["level"] == "warning"


def test_tracebacks_are_masked_too(lines):
    def route():
        raise ValueError("no route to +393331234567 [parameters: ('I cannot come',)]")

    try:
        route()
    except ValueError:
        structlog.get_logger("gateway").exception("failed")
    (line,) = lines()
    assert "ValueError: no route to …567 [parameters left out]" in line["exception"]
    assert "4567" not in line["exception"]


def test_the_console_form_is_one_plain_line_where_there_is_no_terminal():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    configure(LogSettings(), out)
    structlog.get_logger("gateway").info("bound", carrier="primary")
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    assert "bound" in out.getvalue()
    assert "carrier=primary" in out.getvalue()
    assert "\x1b" not in out.getvalue()
