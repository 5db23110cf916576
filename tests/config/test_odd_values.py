"""Whatever stands under a key is taken or refused in clear lines, without a traceback or a hang."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

import pytest
from pydantic import BaseModel

from config.errors import ConfigError
from config.settings import Settings, load
from config.sources import SECRETS
from tests.support.config_samples import CARRIER

_PATIENCE = 20
"""Seconds after which a check counts as one that never ends."""
_LONGEST_LINE = 800
"""Letters; the keys of a carrier stand in one."""

_NUMBERS = ["-1", "0", "1", "1.5", "1e400", "nan", "inf", "-inf", "1e300", "9" * 20, "9" * 400]
_WRITTEN = [
    *("", "x", " ", ".", "..", "/", "é" * 15, "0s", "0ms", "0.0001ms", "1.5s", "-1s", "400d"),
    *("9" * 20 + "d", "9" * 5000 + "s", "1" + "0" * 400 + "ms", "9" * 5000, "1e400", "nan"),
    *("\x00", "a\x00b", "x\x00.example.org", "\x1b[31m", "a\nb", "\u202eabc", "x\u200by"),
    *("/dev/zero", "/dev/null", "127.0.0.1", "127.0.0.1:99999", "127.0.0.1:" + "9" * 5000),
    *("h" * 300 + ":80", "[::1]:80", "::1", "http://", "http://x:" + "9" * 400),
    *("sqlite:///" + "x" * 5000, "sqlite:////dev/zero", "sqlite:///.", "postgresql://h:9/x"),
    *("postgresql://u@h:" + "9" * 400 + "/x", "a@b.c", "hex:zz", "%s", "{}", "true"),
]
_NESTED = [
    *("true", "false", "2026-11-29T00:00:00Z", "2026-11-29", "00:00:00", "[]", "{}", "[[]]"),
    *("[[[1]]]", "[1, 2]", "[true]", '[""]', '["x\\u0000"]', "[{ a = 1 }]", '{ "" = -1 }'),
    *('{ x = "y" }', "{ a = { b = { c = 1 } } }", '{ "39" = 1e300 }', '{ "39" = "x" }'),
    *('{ "39" = nan }', '{ "39" = 1e-300 }', '{ "39" = true }', '{ "x\\u0000" = "y" }'),
    *('{ "0x1400" = "hex:zz" }', '{ "0x1400" = 5 }', '{ "0x1400" = [1] }', '{ "5120" = "a" }'),
    *('{ "+390699000111" = 5 }', '{ "+390699000111" = [5] }', '{ "+390699000111" = ["\\u0000"] }'),
    *('{ host = "x", port = -1 }', "{ host = 1 }", '{ "' + "9" * 5000 + '" = 1 }'),
    "[" + ", ".join(['"+390699000111"'] * 3000) + "]",
]
ODD = _NUMBERS + [json.dumps(one, ensure_ascii=True) for one in _WRITTEN] + _NESTED

_LIBRARY_WORDS = (
    "Input should",
    "Unexpected",
    "Value error",
    "Unable to parse",
    "embedded",
    "Errno",
)


def _keys(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, str]]:
    """Return every key with the section that it stands in, "" for none."""
    for name, field in model.model_fields.items():
        key = field.alias or name
        kinds = [field.annotation, *get_args(field.annotation)]
        inner = [one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)]
        yield above, key
        for section in inner:
            yield from _keys(section, key)


KEYS = [
    *_keys(Settings),
    *((section, f"{key}_file") for section, key in sorted(SECRETS)),
]


def test_every_key_of_the_model_is_tried():
    assert {("carrier", "tlvs"), ("delivery", "poor_share"), ("web", "listen")} <= set(KEYS)
    assert {("", "store"), ("mail", "sender"), ("store", "password_file")} <= set(KEYS)


def _content(section: str, key: str, value: str) -> str:
    if section != "carrier":
        place = f"[{section}]\n" if section else ""
        return f"{place}{key} = {value}\n"
    beside = [line for line in CARRIER.splitlines() if not line.startswith(f"{key} ")]
    if key == "hosts":
        beside = [line for line in beside if not line.startswith("host ")]
    if key == "password_file":
        beside = [line for line in beside if not line.startswith("password ")]
    more = 'numbers = ["+390699000111"]\n' if key == "aliases" else ""
    more += "tls = true\n" if key.startswith("tls_") else ""
    return "\n".join(beside) + f"\n{more}{key} = {value}\n"


@contextmanager
def ends() -> Iterator[None]:
    """Fail a check that never ends, as one that reads a device does."""

    def gone_on(*_: object) -> None:
        raise AssertionError("it goes on for ever")

    before = signal.signal(signal.SIGALRM, gone_on)
    signal.alarm(_PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _require_clear(lines, start="textback.toml: "):
    assert lines
    for line in lines:
        assert line.startswith(start), line
        assert len(line) <= _LONGEST_LINE, line
        assert not any(words in line for words in _LIBRARY_WORDS), line
        # some thing to do, or to know, stands behind the place
        assert len(line.rpartition(": ")[2]) > 4, line


@pytest.mark.parametrize(("section", "key"), KEYS, ids=lambda one: one or "top")
def test_an_odd_value_is_taken_or_refused_in_clear_lines(write, section, key):
    refused = 0
    for value in ODD:
        path = write(_content(section, key, value))
        try:
            with ends():
                load(path, {})
        except ConfigError as error:
            refused += 1
            _require_clear(error.lines)
    assert refused


@pytest.mark.parametrize("key", ["host", "system_id", "password", "system_type", "record"])
@pytest.mark.parametrize("value", ["a\\u0000b", "a\\u001bb", "a\\u202eb", "a\\nb"])
def test_characters_that_nobody_sees_are_refused_anywhere(faults, key, value):
    (line,) = faults(_content("carrier", key, f'"{value}"'))
    assert f"carrier.primary.{key}: holds a character that cannot be seen (U+00" in line.replace(
        "U+202E", "U+00"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[delivery]\nreceipt_timeout = '99999999999999999999d'", "must be at most 366d"),
        ("[delivery]\nreceipt_timeout = '367d'", "must be at most 366d"),
        ("[delivery]\nreceipt_timeout = '999999h'", "must be at most 366d"),
        ("[delivery]\npoor_least = 99999999999999999999", "must be at most"),
        ("[delivery]\npoor_share = 0", "must be more than 0"),
        (CARRIER + "max_parts_per_second = inf", "must be"),
        (CARRIER + "max_parts_per_second = 1e9", "must be at most 100000"),
        (CARRIER + 'prices = { "39" = 1e300 }', "must be at most 10000"),
        (CARRIER + "binds = true", "must not be true or false"),
        (CARRIER + 'tlvs = { "0x1401" = 5 }', "write its octets in quotes"),
        ("[web]\nlisten = { host = 'x', port = -1 }", "write host:port in quotes, as 127.0.0.1"),
        ("[web]\nlisten = { a = 1 }", "write host:port in quotes, as 127.0.0.1:8080"),
        ("[web]\ntrusted_proxies = [5]", "write an address or a network, as 10.0.0.5"),
        (CARRIER + f'record = "{"9" * 5000}"', "must not be longer than 1000 characters"),
        (CARRIER + f'record = "{"9" * 300}"', "write the path of a file in a folder that exists"),
        (CARRIER + 'record = "/dev/zero"', "write the path of a file"),
        (CARRIER + 'tls = true\ntls_ca = "/dev/zero"', "is no regular file"),
        (CARRIER.replace("smsc.example.org", "h" * 64), "write a host name or an address"),
        ("x = " + "[" * 5000 + "]" * 5000, "is nested too deeply"),
        ("[web]\nmax_connections = " + "9" * 5000, "holds a number of too many digits"),
    ],
)
def test_what_is_wanted_is_said(faults, content, said):
    (line,) = faults(content)
    assert said in line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a\x00b", "holds a character that cannot be seen (U+0000)"),
        (b"a\nb\n", "holds a character that cannot be seen (U+000A)"),
        (b"\xff", "it is not UTF-8"),
        (b"x" * 20_000, "it is longer than 8 kB"),
    ],
)
def test_a_secret_is_a_short_text_of_one_line(faults, tmp_path, content, said):
    (tmp_path / "secret").write_bytes(content)
    (line,) = faults('[web]\nsession_key_file = "secret"\n')
    assert said in line


def test_a_secret_stands_in_a_regular_file(faults, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for named in ("/dev/zero", "pipe", "."):
        with ends():
            (line,) = faults(f'[web]\nsession_key_file = "{named}"\n')
        assert "the secret cannot be read: it is no regular file" in line
    (line,) = faults('[web]\nsession_key_file = "a\\u0000b"\n')
    assert "web.session_key_file: holds a character that cannot be seen (U+0000)" in line


def test_a_configuration_is_a_regular_file_of_some_size(tmp_path):
    (tmp_path / "large.toml").write_text("# " + "x" * 3_000_000)
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        ("/dev/zero", "it is no regular file"),
        (tmp_path / "pipe", "it is no regular file"),
        (tmp_path, "it is no regular file"),
        (tmp_path / "large.toml", "it is longer than 1024 kB"),
        (tmp_path / ("x" * 5000), "File name too long"),
        (tmp_path / "a\x00b", "holds a character that cannot be seen"),
    ):
        with ends(), pytest.raises(ConfigError) as refused:
            load(type(tmp_path)(path), {})
        (line,) = refused.value.lines
        assert said in line


def test_odd_variables_are_told_as_odd_keys_are():
    for name, value in (
        ("TEXTBACK__STORE__URL", "\udcff"),
        ("TEXTBACK__CARRIER__" + "9" * 5000 + "__PORT", "1"),
        ("TEXTBACK__CARRIER__0__NUMBERS", "[" * 5000),
        ("TEXTBACK__CARRIER__0__PORT", "9" * 5000),
        ("TEXTBACK__WEB__MAX_CONNECTIONS", "[" + "9" * 5000 + "]"),
        ("TEXTBACK__STORE", "x"),
        ("TEXTBACK__METRICS__TOKEN_FILE", "/dev/zero"),
    ):
        with ends(), pytest.raises(ConfigError) as refused:
            load(None, {name: value})
        _require_clear(refused.value.lines, start="TEXTBACK__")
