"""The example configuration is true: it loads, names every key, and tells the real defaults."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from config.backup_section import BackupSettings
from config.fax_section import FaxSettings
from config.mail_section import MailSettings
from config.sections import (
    CarrierSettings,
    DeliverySettings,
    LogSettings,
    MetricsSettings,
    OutsideCalendarSettings,
    StoreSettings,
    WebSettings,
)
from config.settings import EXAMPLE, Settings, load
from config.sources import SECRETS

SECTIONS: dict[str, type[BaseModel]] = {
    "store": StoreSettings,
    "web": WebSettings,
    "carrier": CarrierSettings,
    "mail": MailSettings,
    "delivery": DeliverySettings,
    "outside_calendars": OutsideCalendarSettings,
    "backup": BackupSettings,
    "fax": FaxSettings,
    "metrics": MetricsSettings,
    "log": LogSettings,
}
WRITTEN = EXAMPLE.read_text("utf-8")


def part(section):
    """The lines of one section of the example."""
    found = re.search(rf"^\[+{section}\]+\n(.*?)(?=^\[|\Z)", WRITTEN, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_example_loads():
    settings = load(EXAMPLE, {})
    assert settings.carriers[0].numbers == ("+390699000111",)
    assert settings.mail is not None
    assert str(settings.mail.smarthost) == "127.0.0.1:25"


def test_every_section_is_in_the_example():
    assert {field.alias or name for name, field in Settings.model_fields.items()} == set(SECTIONS)


@pytest.mark.parametrize(
    ("section", "key"),
    [(section, key) for section, model in SECTIONS.items() for key in model.model_fields],
)
def test_every_key_is_explained_in_the_example(section, key):
    name = rf"{key}(?:_file)?" if (section, key) in SECRETS else key
    lines = part(section).splitlines()
    at = next(n for n, line in enumerate(lines) if re.match(rf"(?:# )?{name} = ", line))
    paragraph = "\n".join(lines[:at]).rpartition("\n\n")[2]
    assert re.search(r"^# [A-Z]", paragraph, re.MULTILINE)


def test_no_key_in_the_example_is_unknown():
    for section, model in SECTIONS.items():
        keys = re.findall(r"^(?:# )?([a-z_0-9]+) = ", part(section), re.MULTILINE)
        assert {key.removesuffix("_file") for key in keys} <= set(model.model_fields)


def test_the_defaults_in_comments_are_the_real_ones(tmp_path):
    told = re.sub(r"^# ([a-z_0-9]+ = )", r"\1", WRITTEN, flags=re.MULTILINE)
    no_default = (
        "password_file|session_key_file|token_file|tls_ca|tls_cert|tls_key|tls_server_name|hosts"
        "|receiver_hosts|aliases|country|source_ton|source_npi|destination_ton|destination_npi|record"
        "|hostname|dkim_keys|dkim_domain|listen_tls_cert|listen_tls_key|imap|gateway"
        "|to|drill_key|frames_to|postgresql_programs"
    )
    told = re.sub(rf"^(?:{no_default}) = .*\n", "", told, flags=re.MULTILINE)
    spelt_out = tmp_path / "spelt-out.toml"
    spelt_out.write_text(told, "utf-8")
    left_out = tmp_path / "left-out.toml"
    left_out.write_text(WRITTEN, "utf-8")
    assert told.count("\n# ") < WRITTEN.count("\n# ")
    assert load(spelt_out, {}) == load(left_out, {})


def test_without_any_file_the_defaults_hold():
    settings = load(None, {})
    assert settings.carriers == ()
    assert settings.mail is None
    assert settings.store.url == "sqlite:///textback.db"


def test_the_example_is_shipped_with_the_package():
    assert Path(EXAMPLE).is_file()
    assert EXAMPLE.parent.joinpath("__init__.py").is_file()
