"""Every setting of a carrier reaches its link, in the link's types."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import TypeAdapter

from config.choices import MessageIdForm
from config.sections import CarrierSettings
from config.settings import load
from gateway.channels.sms.carriers import carrier_config
from gateway.channels.sms.smpp.carrier_config import CarrierConfig

NOT_OF_THE_LINK = {"prices"}
"""Settings for routes, which are chosen before a link is."""
CARRIER = """[[carrier]]
name = "primary"
hosts = ["one.example.net", "two.example.net:2776"]
receiver_hosts = ["three.example.net"]
bind = "pair"
port = 2777
tls = true
tls_ca = "carrier.toml"
tls_server_name = "smsc.example.net"
system_id = "esme"
password = "secret"
interface_version = "5.0"
numbers = ["+390699000111"]
aliases = { "+390699000111" = ["0699000111"] }
country = "IT"
message_id = "hex-to-dec"
source_ton = 5
longest_validity = "2d"
tlvs = { "0x1401" = "hex:0a1b" }
response_timeout = "90s"
record = "traffic"
"""
EXPECTED = {
    "host": "one.example.net",
    "port": 2777,
    "hosts": (("one.example.net", 2777), ("two.example.net", 2776)),
    "receiver_hosts": (("three.example.net", 2777),),
    "tls_server_name": "smsc.example.net",
    "password": "secret",
    "interface_version": 0x50,
    "country": "IT",
    "message_id": MessageIdForm.HEX_TO_DEC,
    "source_ton": 5,
    "destination_ton": None,
    "longest_validity": timedelta(days=2),
    "tlvs": ((0x1401, b"\x0a\x1b"),),
    "response_timeout": 90.0,
    "tls_cert": None,
}


@pytest.fixture
def settings(tmp_path: Path) -> CarrierSettings:
    """A carrier with every setting that the link holds in another form."""
    written = tmp_path / "carrier.toml"
    written.write_text(CARRIER, "utf-8")
    return load(written, {}).carriers[0]


def test_every_setting_is_a_field_of_the_link() -> None:
    of_link = {one.name for one in fields(CarrierConfig)}
    assert set(CarrierSettings.model_fields) - of_link == NOT_OF_THE_LINK


def test_the_values_are_the_settings(settings: CarrierSettings, tmp_path: Path) -> None:
    config = carrier_config(settings)
    assert {name: getattr(config, name) for name in EXPECTED} == EXPECTED
    assert [*config.aliases.values()] == ["+390699000111"]
    assert config.tls_ca == str(tmp_path / "carrier.toml")
    assert config.record == str(tmp_path / "traffic")


@pytest.mark.parametrize("name", [one.name for one in fields(CarrierConfig)])
def test_a_value_has_the_type_that_the_link_declares(settings: CarrierSettings, name: str) -> None:
    declared = get_type_hints(CarrierConfig)[name]
    value = getattr(carrier_config(settings), name)
    TypeAdapter(declared).validate_python(value, strict=True)
