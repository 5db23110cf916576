"""`textback client list`, `find` and `show`."""

import json

from tests.support.command_line import CommandLine

GRACE = ("client", "add", "--first", "Grace", "--last", "Hopper", "--mobile", "347 123 4568")


def test_clients_are_listed_found_and_shown(studio: CommandLine) -> None:
    grace = studio.json(*GRACE)
    listed = studio.json("client", "list")
    assert [one["last"] for one in listed] == ["Byron", "Hopper"]
    assert studio.json("client", "list", "--after", listed[0]["id"]) == listed[1:]
    assert studio.json("client", "find", "hop", "gra") == [listed[1]]
    assert studio.json("client", "find", "4568") == [listed[1]]
    assert studio.json("client", "find", "zz") == []
    assert "Grace Hopper" in studio.ok("client", "find", "hop")
    shown = studio.json("client", "show", "347 123 4567")
    assert shown["client"]["first"] == "Ada"
    assert shown["consent"] == {"sms": "agreed", "email": "agreed"}
    assert shown["visits"] == {"attended": 0, "no_show": 0, "cancelled": 0}
    assert "Grace Hopper, +393471234568, no email" in studio.ok("client", "show", grace["id"])
    assert "no client of Studio Aurora" in studio.refused("client", "show", "347 123 4569")
    assert "--after takes the id" in studio.refused("client", "list", "--after", "x", code=2)


def test_the_form_of_consent_is_written_to_a_file(studio: CommandLine) -> None:
    file = studio.folder / "form.pdf"
    told = studio.json("client", "form", "347 123 4567", "--file", str(file), "--language", "de")
    assert (told["file"], told["language"]) == (str(file), "de")
    assert file.read_bytes().startswith(b"%PDF-")
    nowhere = ("--file", str(studio.folder / "no" / "form.pdf"))
    assert "cannot be written" in studio.refused("client", "form", "347 123 4567", *nowhere)
    odd = ("--file", str(file), "--language", "xx")
    assert "is not" in studio.refused("client", "form", "347 123 4567", *odd)


def test_doubles_are_listed_merged_and_parted(studio: CommandLine) -> None:
    ada = studio.json("client", "show", "347 123 4567")["client"]
    again = studio.json(
        *("client", "add", "--first", "ada", "--last", "Byron", "--mobile", "347 123 4568")
    )
    studio.ok("client", "set", again["id"], "--email", "ada@example.org")
    (pair,) = studio.json("client", "doubles")
    assert {pair["one"]["id"], pair["other"]["id"]} == {ada["id"], again["id"]}
    assert pair["reasons"] == ["near_number", "same_email"]
    done = studio.json("client", "merge", ada["id"], again["id"])
    assert (done["kept"], done["merged"], done["undone_at"]) == (ada["id"], again["id"], None)
    assert studio.json("client", "doubles") == []
    assert studio.json("client", "show", again["id"])["client"]["id"] == ada["id"]
    assert "two clients again" in studio.ok("client", "unmerge", done["id"])
    assert "undone already" in studio.refused("client", "unmerge", done["id"])
    assert "there is no merge 7" in studio.refused("client", "unmerge", "7")


def test_a_client_is_exported_and_erased(studio: CommandLine) -> None:
    file = studio.folder / "ada.json"
    studio.ok("client", "export", "347 123 4567", "--file", str(file))
    document = json.loads(file.read_text())
    assert document["client"]["last"] == "Byron"
    assert studio.json("client", "export", "347 123 4567")["client"] == document["client"]
    assert '"last": "Byron"' in studio.ok("client", "export", "347 123 4567")
    why = ("--reason", "asked for it")
    erased = studio.json("client", "erase", "347 123 4567", *why)
    assert erased == {"erased": document["client"]["id"], "cancelled": []}
    assert studio.json("client", "list") == []
    assert "no client of Studio Aurora" in studio.refused("client", "show", "347 123 4567")


def test_a_client_who_comes_no_longer_is_let_go_and_brought_back(studio: CommandLine) -> None:
    gone = studio.json("client", "retire", "347 123 4567")
    assert gone["retired"]
    assert gone["appointments"] == []
    assert studio.json("client", "list") == []
    assert studio.json("client", "find", "byron") == []
    assert [one["last"] for one in studio.json("client", "list", "--former")] == ["Byron"]
    assert "a former client" in studio.ok("client", "show", "347 123 4567")
    assert "is a former client already" in studio.refused("client", "retire", "347 123 4567")
    assert "restored" in studio.ok("client", "restore", "347 123 4567")
    assert [one["last"] for one in studio.json("client", "list")] == ["Byron"]
    assert "is no former client" in studio.refused("client", "restore", "347 123 4567")
