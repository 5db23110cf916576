"""Every kind of fault gives one line that says where, what and what to do."""

import pytest

from config.errors import ConfigError
from config.settings import load
from tests.support.config_samples import CARRIER

HOSTS = CARRIER.replace('host = "smsc.example.org"', "hosts = [{}]")
ONE_FAULT = [
    ("[web]\nlistn = 'x:1'", "textback.toml: web.listn is not a key here; did you mean listen?"),
    ("[wbe]\n", "textback.toml: wbe is not a key here; did you mean web?"),
    (
        "[log]\nzzz = 1",
        "textback.toml: log.zzz is not a key here; the keys are format, level",
    ),
    (
        '[outside_calendars]\nevery = "30s"',
        'textback.toml: outside_calendars.every = "30s": must be at least "1m": servers shut out',
    ),
    (
        CARRIER + "prot = 1",
        "textback.toml: carrier.primary.prot is not a key here; did you mean port?",
    ),
    (
        CARRIER + "port = 99999",
        "textback.toml: carrier.primary.port = 99999: must be at most 65535",
    ),
    (
        CARRIER + "window = 0",
        "textback.toml: carrier.primary.window = 0: must be at least 1",
    ),
    (
        CARRIER + 'window = "many"',
        'textback.toml: carrier.primary.window = "many": must be a whole number',
    ),
    (
        CARRIER + 'tls = "maybe"',
        'textback.toml: carrier.primary.tls = "maybe": must be true or false',
    ),
    (
        CARRIER + 'bind = "both"',
        "textback.toml: carrier.primary.bind = \"both\": must be 'transceiver', 'pair',",
    ),
    (
        CARRIER + "data_coding = 8",
        "textback.toml: carrier.primary.data_coding = 8: must be 0, 1 or 3",
    ),
    (
        CARRIER + 'numbers = "+390699000111"',
        'textback.toml: carrier.primary.numbers = "+390699000111": must be a list, as ["a", "b"]',
    ),
    (
        CARRIER + 'numbers = ["+390699000111", "06990001"]',
        (
            'textback.toml: carrier.primary.numbers[1] = "06990001": write it'
            " internationally (E.164), as +390699000111, or a short code"
        ),
    ),
    (
        CARRIER + 'prices = { "+39" = 0.04 }',
        (
            'textback.toml: carrier.primary.prices.+39 = "+39": a price stands under digits without'
            ' a plus, as "39", or "" for the rest'
        ),
    ),
    (
        CARRIER + 'prices = { "39" = -1 }',
        "textback.toml: carrier.primary.prices.39 = -1: must be at least 0",
    ),
    (
        CARRIER + "response_timeout = 10",
        (
            "textback.toml: carrier.primary.response_timeout = 10: write a time with its unit"
            ' (ms, s, m, h, d), as "30s" or "72h"'
        ),
    ),
    (
        CARRIER + 'bind_timeout = "0s"',
        'textback.toml: carrier.primary.bind_timeout = "0s": must be longer than nothing',
    ),
    (
        CARRIER + 'reconnect_min = "5m"',
        (
            "textback.toml: carrier.primary: reconnect_max is shorter than reconnect_min;"
            " make it longer"
        ),
    ),
    (
        CARRIER + 'tls = true\ntls_ca = "missing.pem"',
        (
            'textback.toml: carrier.primary.tls_ca = "missing.pem": the file cannot be read'
            " (No such file or directory)"
        ),
    ),
    (
        CARRIER + 'system_type = "longer than twelve"',
        (
            'textback.toml: carrier.primary.system_type = "longer than twelve": must not be longer'
            " than 12 characters"
        ),
    ),
    (
        CARRIER.replace("primary", "Primary One"),
        (
            'textback.toml: carrier.Primary One.name = "Primary One": use small letters, digits,'
            " - and _ only"
        ),
    ),
    (
        CARRIER.replace('host = "smsc.example.org"\n', ""),
        "carrier.primary: host is missing; add it, or hosts where there are several",
    ),
    (CARRIER + 'receiver_hosts = ["other"]', 'receiver_hosts is used only with bind = "pair"'),
    (CARRIER + 'hosts = ["other"]', "carrier.primary: host and hosts are given; leave one of"),
    (HOSTS.format('"h:0"'), 'hosts[0] = "h:0": write host or host:port, as smsc.example'),
    (HOSTS.format('"h:x"'), 'hosts[0] = "h:x": write host or host:port'),
    (HOSTS.format('"h:"'), 'hosts[0] = "h:": write host or host:port'),
    (HOSTS.format('"::1"'), 'hosts[0] = "::1": put an IPv6 address in brackets'),
    (HOSTS.format('"a b"'), 'hosts[0] = "a b": write a host name or an address'),
    (HOSTS.format('"[::1]x"'), 'hosts[0] = "[::1]x": put an IPv6 address in brackets'),
    (CARRIER + 'tls_key = "textback.toml"', "tls_key is the key of tls_cert, which is missing"),
    (
        CARRIER + 'tls = true\ntls_cert = "textback.toml"',
        "carrier.primary: tls_cert and tls_key are not a certificate and its key; give both",
    ),
    (CARRIER + 'tls_cert = "textback.toml"', "tls_cert is used only with tls = true"),
    (CARRIER + 'tls_server_name = "x"', "tls_server_name is used only with tls = true"),
    (CARRIER + "source_npi = 2", "source_npi = 2: is no numbering plan of SMPP: use 0, 1, 3,"),
    (CARRIER + "destination_ton = 7", "destination_ton = 7: must be at most 6"),
    (CARRIER + 'service_type = "longer"', 'service_type = "longer": must not be longer than 5'),
    (CARRIER + 'address_range = "é"', 'address_range = "é": use plain letters, digits and'),
    (CARRIER + "registered_delivery = 32", "registered_delivery = 32: must be at most 31"),
    (CARRIER + 'validity = "week"', "validity = \"week\": must be 'relative', 'absolute' or"),
    (CARRIER + 'interface_version = "4"', "interface_version = \"4\": must be '3.3', '3.4' or"),
    (CARRIER + 'default_alphabet = "utf8"', "default_alphabet = \"utf8\": must be 'gsm', 'lat"),
    (CARRIER + 'country = "Italy"', 'country = "Italy": write the country\'s two letters'),
    (CARRIER + 'tlvs = { 1401 = "x" }', 'a parameter stands under its tag, as "0x1401"'),
    (CARRIER + 'tlvs = { 0x0424 = "x" }', "this parameter is set by long_messages"),
    (CARRIER + 'tlvs = { 0x1401 = "hex:0" }', 'write its octets in pairs, as "hex:0a1b"'),
    (CARRIER + 'tlvs = { 0x1401 = "é" }', "use plain letters, or its octets"),
    (
        CARRIER + 'numbers = ["+390699000111"]\naliases = { "+390699000222" = ["X"] }',
        "carrier.primary: aliases are of +390699000222, which is not among numbers; add it",
    ),
    (
        CARRIER + 'numbers = ["+390699000111"]\naliases = { "+390699000111" = ["X", "x"] }',
        "carrier.primary: the alias x stands for two numbers; leave one out",
    ),
    (
        CARRIER + 'numbers = ["+390699000111"]\naliases = { "+390699000111" = [""] }',
        "write the other form as it comes: digits, or a name of plain letters",
    ),
    (CARRIER + 'record = "nowhere/file"', "write the path of a file in a folder that exists"),
    (CARRIER + CARRIER, "two carriers are named primary; give each its own name"),
    (
        CARRIER.replace('"primary"', '"mail"'),
        'the name "mail" is the smarthost\'s; give the carrier another',
    ),
    (
        CARRIER.replace("[[carrier]]", "[carrier]"),
        (
            "textback.toml: carrier: write [[carrier]], with two brackets on each side, once for"
            " each carrier"
        ),
    ),
    ("[store]\nurl = 'mysql://x/y'", "textback.toml: store.url: write sqlite:///textback.db or"),
    ("[store]\nurl = 'postgresql://host'", "textback.toml: store.url: write sqlite:///"),
    ("[store]\nurl = 'sqlite:///'", "textback.toml: store.url: write sqlite:///textback.db or"),
    ("[store]\npassword = 'p'", "textback.toml: store: only a postgresql:// url has a password"),
    (
        "[store]\nurl = 'postgresql://u:p@host/db'\npassword = 'p'",
        "textback.toml: store: the password stands in url and beside it; leave one out",
    ),
    ("[web]\nlisten = '8080'", 'textback.toml: web.listen = "8080": write host:port, as'),
    ("[web]\nlisten = 'h:99999'", 'textback.toml: web.listen = "h:99999": write host:port, as'),
    ("[web]\nlisten = '::1:80'", 'web.listen = "::1:80": put an IPv6 address in brackets'),
    ("[web]\nlisten = 8080", "web.listen = 8080: write host:port in quotes, as 127.0.0.1:8080"),
    ("[web]\npublic_url = 'book.example.org'", "write the address that browsers open, as https://"),
    ("[web]\npublic_url = 'http://[::1'", "write the address that browsers open, as https://"),
    ("[web]\nsession_key = 'short'", "web.session_key: needs 32 characters or more"),
    ("web = 3", "textback.toml: web = 3: must be a section of its own, with its keys below it"),
    (
        "[mail]\nsmarthost = 'h:25'\nsender = 'Studio Aurora'",
        'textback.toml: mail.sender = "Studio Aurora": write a mailbox, as',
    ),
    ("[mail]\nsmarthost = 'h:25'", "textback.toml: mail.sender is missing; add it"),
    ("[log]\nlevel = 'loud'", "textback.toml: log.level = \"loud\": must be 'debug', 'info',"),
    ("[log\n", "textback.toml: is not TOML: "),
]


@pytest.mark.parametrize(("content", "said"), ONE_FAULT)
def test_one_fault_gives_one_line(faults, content, said):
    (line,) = faults(content)
    assert said in line


def test_all_faults_are_told_at_once(faults):
    lines = faults("[web]\nlistn = 1\nlisten = 'x'\n[log]\nlevel = 'loud'\n" + CARRIER + "port = 0")
    assert len(lines) == 4


def test_a_missing_file_is_told_with_its_whole_path(tmp_path):
    with pytest.raises(ConfigError) as refused:
        load(tmp_path / "nowhere.toml", {})
    (line,) = refused.value.lines
    assert line.startswith(f"{tmp_path}/nowhere.toml: cannot be read (No such file or directory); ")


def test_a_file_that_is_not_utf8_is_told(tmp_path):
    path = tmp_path / "textback.toml"
    path.write_bytes(b'[web]\nlisten = "\xe9:1"')
    with pytest.raises(ConfigError) as refused:
        load(path, {})
    assert refused.value.lines == ("textback.toml: byte 16 is not UTF-8; save the file as UTF-8",)


def test_the_same_names_in_the_environment_are_named_as_the_source(faults):
    assert faults("", TEXTBACK__WEB__LISTN="x") == [
        "TEXTBACK__WEB__LISTN: web.listn is not a key here; did you mean listen?"
    ]
    assert faults(CARRIER, TEXTBACK__CARRIER__PRIMARY__PORT="x") == [
        'TEXTBACK__CARRIER__PRIMARY__PORT: carrier.primary.port = "x": must be a whole number'
    ]
    assert faults(CARRIER, TEXTBACK__CARRIER__SECOND__PORT="1") == [
        (
            "TEXTBACK__CARRIER__SECOND__PORT: no carrier is named second; use a name in the file,"
            " or 0 for the first"
        )
    ]
    assert faults("[log]\nlevel = 'info'", TEXTBACK__LOG__LEVEL__X="1") == [
        "TEXTBACK__LOG__LEVEL__X: log.level is no section; correct the variable's name"
    ]
    assert faults(CARRIER, TEXTBACK__CARRIER__0__NUMBERS="[1") == [
        (
            'TEXTBACK__CARRIER__0__NUMBERS: carrier.primary.numbers = "[1": must be a list,'
            ' as ["a", "b"]'
        )
    ]
