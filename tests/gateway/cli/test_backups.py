"""`textback backup` and `textback restore`."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


@pytest.fixture
def keyed(studio: CommandLine) -> CommandLine:
    """A studio with a key whose public one is a recipient."""
    (public,) = (studio.json("backup", "key", "--to", "secret.key")["recipient"],)
    with Path("textback.toml").open("a") as file:
        file.write(f'[backup]\nto = "backups"\nrecipients = ["{public}"]\n')
    return studio


def test_a_backup_is_made_listed_tried_and_restored(keyed: CommandLine) -> None:
    made = keyed.json("backup")
    assert made["rows"] > 10
    assert made["removed"] == []
    assert Path(made["file"]).stat().st_mode & 0o777 == 0o600
    listed = keyed.json("backup", "list")
    assert [one["file"] for one in listed["backups"]] == [made["file"]]
    assert listed["troubles"] == []
    assert Path(made["file"]).name in keyed.ok("backup", "list")
    tried = keyed.json("backup", "drill", "--key", "secret.key")
    assert (tried["rows"], tried["faults"]) == (made["rows"], [])
    assert "restored in" in keyed.ok("backup", "drill", "--key", "secret.key")
    assert "last drill: 2026-11-23" in keyed.ok("backup", "list")
    done = keyed.json(
        *("restore", "--from", made["file"], "--to", "restored", "--key", "secret.key")
    )
    assert (done["rows"], done["has_to_be_migrated"]) == (made["rows"], False)
    Path("textback.db").rename("lost.db")
    Path("restored/textback.db").replace("textback.db")
    assert "Byron" in keyed.ok("client", "list")


def test_the_newest_of_a_folder_is_restored_without_a_configuration(keyed: CommandLine) -> None:
    keyed.ok("backup")
    keyed.ok("backup", "--to", "elsewhere")
    Path("textback.toml").unlink()
    out = keyed.ok("restore", "--from", "elsewhere", "--to", "new", "--key", "secret.key")
    assert "new/textback.db: " in out
    refused = keyed.refused("restore", "--from", "elsewhere", "--to", "new", "--key", "secret.key")
    assert "rows, which are not overwritten; name another" in refused


def test_what_is_wrong_is_one_line(keyed: CommandLine) -> None:
    assert "the secret key: name its file with --key" in keyed.refused("backup", "drill")
    line = keyed.refused("backup", "drill", "--key", "secret.key")
    assert "there is no backup in" in line
    made = keyed.json("backup")["file"]
    to = ("--to", "restored", "--key", "secret.key")
    assert "is no time" in keyed.refused("restore", "--from", "backups", "--at", "noon", *to)
    line = keyed.refused("restore", "--from", "backups", "--at", "2020-01-01", *to)
    assert "has no backup of that time" in line
    assert "a file is one moment" in keyed.refused(
        "restore", "--from", made, "--at", "2027-01-01", *to
    )
    assert "No such file" in keyed.refused("restore", "--from", "none", *to)
    keyed.ok("backup", "key", "--to", "other.key")
    line = keyed.refused("restore", "--from", made, "--to", "r", "--key", "other.key")
    assert "it is for another key" in line
    octets = Path(made).read_bytes()
    Path(made).write_bytes(octets[:-100])
    assert "is cut off or damaged" in keyed.refused("restore", "--from", made, *to)
    assert not Path("restored/textback.db").exists()
    answer = keyed.run("backup", "drill", "--key", "secret.key")
    assert answer.code == 1
    assert "! textback-000001" in answer.out
    answer = keyed.run("backup", "list")
    assert answer.code == 1
    assert "! the drill of textback-000001" in answer.out


def test_without_a_folder_or_recipients_nothing_is_made(studio: CommandLine) -> None:
    assert "no folder for backups is named" in studio.refused("backup")
    assert "there are no recipients in [backup]" in studio.refused("backup", "--to", "there")


def test_faults_of_the_configuration_are_lines(studio: CommandLine) -> None:
    before = Path("textback.toml").read_text()
    for written, words in (
        ('to = "there"', "recipients are missing"),
        ('recipients = ["ssh-rsa AAA"]', "is no public key"),
        ('every = "10s"', 'must be at least "1m"'),
        ('frames_every = "1m"', 'must be at most "10s"'),
        ('to = "textback.toml"', "cannot be a folder"),
    ):
        Path("textback.toml").write_text(f"{before}[backup]\n{written}\n")
        assert words in studio.refused("backup", "list", code=2)
