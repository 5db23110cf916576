"""How PostgreSQL is connected to: TLS as libpq has it, whatever is unknown refused in words."""

import ssl

import pytest
from sqlalchemy import make_url, text

from calendar_store.database.connection import Database
from calendar_store.database.postgres import PATIENT, ConnectionLimits, connected
from calendar_store.model.errors import StoreUnreachable

HOST = "postgresql://textback@db.example.org/textback"


def tls(query):
    return connected(make_url(f"{HOST}?{query}"), ConnectionLimits())[1].get("ssl")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_modes_that_verify_nothing_are_the_drivers_own(mode):
    assert tls(f"sslmode={mode}") == mode


def test_verify_full_checks_who_answers_and_verify_ca_by_whom_they_were_certified():
    full, ca = tls("sslmode=verify-full"), tls("sslmode=verify-ca")
    assert (full.check_hostname, full.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert (ca.check_hostname, ca.verify_mode) == (False, ssl.CERT_REQUIRED)


def test_without_a_word_on_tls_there_is_none_of_ours():
    url, arguments = connected(make_url(HOST), ConnectionLimits(connect=3, command=7, lock=2))
    assert str(url) == HOST
    assert arguments == {
        "timeout": 3,
        "command_timeout": 7,
        "server_settings": {"application_name": "textback", "lock_timeout": "2000"},
    }
    assert "lock_timeout" not in connected(make_url(HOST), PATIENT)[1]["server_settings"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sslmode=on", 'sslmode "on" is none of disable, allow,'),
        ("sslmode=prefer&sslrootcert=/ca.pem", "sslrootcert needs sslmode=verify-full"),
        ("sslmode=verify-full&sslrootcert=/nowhere.pem", "/nowhere.pem cannot be used"),
        ("sslmod=require", "sslmod is not known"),
        ("target_session_attrs=any", "target_session_attrs is not known"),
    ],
)
def test_what_cannot_be_is_refused_in_words(query, words):
    with pytest.raises(StoreUnreachable, match=words):
        Database.connect(f"{HOST}?{query}")


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_server_without_tls_is_refused_where_tls_is_required(store_url):
    for mode in ("disable", "prefer"):
        database = Database.connect(f"{store_url}?sslmode={mode}")
        async with database.read() as tx:
            assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1
        await database.close()
    for mode in ("require", "verify-full"):
        database = Database.connect(f"{store_url}?sslmode={mode}")
        with pytest.raises(StoreUnreachable, match="SSL"):
            async with database.read():
                pass
        await database.close()
