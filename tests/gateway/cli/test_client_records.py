"""`textback client list`, `find` and `show`."""

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
