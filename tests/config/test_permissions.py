"""Files that hold secrets or people's data: who else may read them is told."""

import pytest

from config.permissions import loose_files


@pytest.fixture
def folder(tmp_path):
    config = tmp_path / "textback.toml"
    config.write_text(
        '[web]\nsession_key_file = "session.key"\n[[carrier]]\npassword_file = "carrier.password"\n'
        'tls_ca = "ca.pem"\n'
    )
    for name in ("session.key", "carrier.password", "ca.pem", "metrics.token", "textback.db"):
        (tmp_path / name).touch()
    for path in tmp_path.iterdir():
        path.chmod(0o600)
    return tmp_path


def told(folder, **environ):
    store = f"sqlite:///{folder / 'textback.db'}"
    found = loose_files(folder / "textback.toml", environ, store)
    assert all("can be read or changed by others" in line for line in found)
    return [line.split(" ")[0].removeprefix(f"{folder}/") for line in found]


def test_files_of_their_owner_alone_are_not_spoken_of(folder):
    assert told(folder) == []


def test_a_configuration_and_secrets_may_be_read_by_a_group_and_by_nobody_else(folder):
    (folder / "textback.toml").chmod(0o640)
    assert told(folder) == []
    (folder / "textback.toml").chmod(0o644)
    (folder / "session.key").chmod(0o660)
    (folder / "carrier.password").chmod(0o604)
    (folder / "ca.pem").chmod(0o644)
    assert told(folder) == ["textback.toml", "session.key", "carrier.password"]


def test_a_secret_that_a_variable_names_is_looked_at(folder):
    (folder / "metrics.token").chmod(0o644)
    assert told(folder, TEXTBACK__METRICS__TOKEN_FILE="metrics.token") == ["metrics.token"]


def test_the_store_and_what_sqlite_keeps_beside_it_are_the_owners(folder):
    (folder / "textback.db").chmod(0o640)
    (folder / "textback.db-wal").touch()
    (folder / "textback.db-wal").chmod(0o644)
    assert told(folder) == ["textback.db", "textback.db-wal"]


def test_a_directory_in_the_place_of_a_file_is_given_no_mode_of_a_file(folder):
    (folder / "textback.db-sequence").mkdir(mode=0o755)
    assert told(folder) == []


def test_a_database_server_and_a_configuration_that_cannot_be_read_are_no_fault(tmp_path):
    assert loose_files(tmp_path / "none.toml", {}, "postgresql://user@host/db") == []
    assert loose_files(None, {}, "sqlite:///:memory:") == []
