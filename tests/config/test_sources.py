"""The environment stands over the file, secrets may be files, and paths go by the file's folder."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from config.checked import Address
from config.choices import DefaultCoding, MessageIdForm
from config.settings import load
from tests.support.config_samples import CARRIER

KEY = "0123456789abcdef0123456789abcdef"


def test_the_environment_stands_over_the_file(write):
    settings = load(
        write("[web]\nlisten = '127.0.0.1:1'\n[delivery]\nconcat_timeout = '2m'"),
        {"TEXTBACK__WEB__LISTEN": "[::1]:2", "TEXTBACK__LOG__LEVEL": "debug", "HOME": "/"},
    )
    assert settings.web.listen == Address("::1", 2)
    assert str(settings.web.listen) == "[::1]:2"
    assert settings.log.level == "debug"
    assert settings.delivery.concat_timeout == timedelta(minutes=2)


def test_a_carrier_is_meant_by_name_or_position(write):
    both = CARRIER + CARRIER.replace("primary", "spare-one")
    settings = load(
        write(both),
        {
            "TEXTBACK__CARRIER__0__DATA_CODING": "1",
            "TEXTBACK__CARRIER__SPARE_ONE__MESSAGE_ID": "hex-to-dec",
            "TEXTBACK__CARRIER__SPARE_ONE__NUMBERS": '["+390699000111", "48501"]',
            "TEXTBACK__CARRIER__SPARE_ONE__PRICES__39": "0.045",
            "TEXTBACK__CARRIER__SPARE_ONE__PRICES__": "0.09",
            "TEXTBACK__CARRIER__SPARE_ONE__TLS": "true",
        },
    )
    first, spare = settings.carriers
    assert first.data_coding is DefaultCoding.IA5
    assert spare.message_id is MessageIdForm.HEX_TO_DEC
    assert spare.numbers == ("+390699000111", "48501")
    assert spare.prices == {"39": Decimal("0.045"), "": Decimal("0.09")}
    assert spare.tls


def test_the_environment_alone_is_enough():
    settings = load(
        None,
        {
            "TEXTBACK__CARRIER__0__NAME": "primary",
            "TEXTBACK__CARRIER__0__HOST": "smsc.example.org",
            "TEXTBACK__CARRIER__0__SYSTEM_ID": "esme",
            "TEXTBACK__CARRIER__0__PASSWORD": "[1]",
        },
    )
    assert settings.carriers[0].password.get_secret_value() == "[1]"


def test_secrets_may_stand_in_files(write, tmp_path):
    (tmp_path / "carrier.password").write_text("hush\n")
    (tmp_path / "store.password").write_text("p@ss/word\r\n")
    (tmp_path / "session.key").write_text(KEY)
    settings = load(
        write(
            "[store]\nurl = 'postgresql://user@host/db'\npassword_file = 'store.password'\n"
            "[web]\nsession_key_file = 'session.key'\n"
            + CARRIER.replace('password = "hush-hush"', 'password_file = "carrier.password"')
        ),
        {},
    )
    assert settings.carriers[0].password.get_secret_value() == "hush"
    assert settings.store.full_url() == "postgresql://user:p%40ss%2Fword@host/db"
    assert settings.web.session_key is not None
    assert settings.web.session_key.get_secret_value() == KEY


def test_a_secret_file_that_cannot_be_read_is_one_line(faults):
    assert faults("[web]\nsession_key_file = 'nowhere'") == [
        (
            "textback.toml: web.session_key_file = nowhere: the secret cannot be read:"
            " No such file or directory"
        )
    ]


def test_a_secret_given_twice_is_one_line(faults):
    assert faults(CARRIER + "password_file = 'x'") == [
        (
            "textback.toml: carrier.primary.password_file: password is given too;"
            " leave one of the two out"
        )
    ]


def test_a_secret_in_the_environment_stands_over_either_form(write, tmp_path):
    (tmp_path / "other").write_text("from its own file")
    over_value = load(write(CARRIER), {"TEXTBACK__CARRIER__0__PASSWORD_FILE": "other"})
    assert over_value.carriers[0].password.get_secret_value() == "from its own file"
    in_file = CARRIER.replace('password = "hush-hush"', 'password_file = "nowhere"')
    over_file = load(write(in_file), {"TEXTBACK__CARRIER__0__PASSWORD": "direct"})
    assert over_file.carriers[0].password.get_secret_value() == "direct"


@pytest.mark.parametrize(
    "content",
    [
        "[store]\nurl = 'postgres://user:hush-hush@host/db'",
        "[web]\nsession_key = 'hush-hush'",
        "[web]\nsession_kye = 'hush-hush'",
        "[[carrier]]\npassword = ['hush-hush']",
        "[mail]\npassword = { a = 'hush-hush' }",
        "carrier = 'hush'\n[carriers]\npassword = 'hush-hush'",
        "[[carrier]]\npassword = 'hush-hush",
    ],
)
def test_no_line_shows_a_secret(faults, content):
    assert "hush-hush" not in "\n".join(faults(content))


def test_settings_never_show_a_secret(write):
    settings = load(write("[store]\nurl = 'postgresql://user:hush-hush@host/db'\n" + CARRIER), {})
    assert "hush-hush" not in repr(settings)
    assert "hush-hush" in settings.store.full_url()


def test_relative_paths_go_by_the_folder_of_the_file(write, tmp_path):
    assert load(write(""), {}).store.url == f"sqlite:///{tmp_path}/textback.db"
    absolute = load(write("[store]\nurl = 'sqlite:////var/lib/textback.db'"), {})
    assert absolute.store.url == "sqlite:////var/lib/textback.db"
    memory = load(write("[store]\nurl = 'sqlite:///:memory:'"), {})
    assert memory.store.url == "sqlite:///:memory:"


def test_the_authority_of_a_carrier_is_found_beside_the_file(write, tmp_path):
    (tmp_path / "ca.pem").write_text("")
    settings = load(write(CARRIER + "tls = true\ntls_ca = 'ca.pem'"), {})
    assert settings.carriers[0].tls_ca == tmp_path / "ca.pem"


def test_settings_are_frozen(write):
    settings = load(write(CARRIER), {})
    with pytest.raises(ValidationError):
        settings.carriers[0].port = 1
    with pytest.raises(TypeError):
        settings.carriers[0].prices["39"] = Decimal(1)


def test_a_public_url_loses_its_last_slash(write):
    settings = load(write("[web]\npublic_url = 'https://book.example.org/'"), {})
    assert settings.web.public_url == "https://book.example.org"
