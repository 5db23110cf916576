"""`textback staff show|set|invite|retire|roles` and `textback log`."""

from tests.support.command_line import CommandLine


def test_an_account_is_invited_shown_changed_and_retired(studio: CommandLine) -> None:
    made = studio.json("staff", "invite", "grace@example.org", "--name", "Grace")
    assert "/join/" in made["link"]
    assert made["mailed"] is False
    again = studio.json("staff", "invite", "grace@example.org", "--again")
    assert again["link"] != made["link"]
    shown = studio.json("staff", "show", "grace@example.org")
    assert (shown["password"], shown["second_factor"]) == (False, False)
    assert shown["invited_until"]
    assert "invited_until" in studio.ok("staff", "show", "grace@example.org")
    studio.ok("practitioner", "add", "Cosima")
    changed = studio.json(
        *("staff", "set", "grace@example.org"),
        *("--role", "practitioner", "--practitioner", "Cosima", "--locale", "it"),
    )
    assert changed["role"] == "practitioner"
    assert studio.json("staff", "show", "grace@example.org")["practitioner"] == "Cosima"
    studio.ok("staff", "set", "grace@example.org", "--practitioner", "none", "--remove-factors")
    assert studio.json("staff", "show", "grace@example.org")["practitioner"] == ""
    assert "nothing to set" in studio.refused("staff", "set", "grace@example.org", code=2)
    retired = studio.json("staff", "retire", "grace@example.org")
    assert retired == {"retired": "grace@example.org"}
    line = studio.refused("staff", "show", "grace@example.org")
    assert line == "nobody of this practice logs in as grace@example.org"


def test_the_roles_are_a_table(studio: CommandLine) -> None:
    roles = studio.json("staff", "roles")
    assert "manage_staff" in roles["admin"]["permissions"]
    assert roles["support"]["permissions"] == []
    assert "book appointments" in studio.ok("staff", "roles")


def test_the_log_is_read_and_narrowed(studio: CommandLine) -> None:
    studio.ok("staff", "invite", "grace@example.org")
    read = studio.json("log", "--show", "staff", "--limit", "1")
    (entry,) = read["entries"]
    assert (entry["action"], entry["by"], entry["subject"]) == (
        *("staff.invited", "cli", "grace@example.org"),
    )
    older = studio.json("log", "--show", "staff", "--before", read["older"])
    assert older["entries"][0]["action"] == "staff.added"
    assert "staff.invited" in studio.ok("log", "--by", "cli")


def test_support_opens_unasked_and_its_visits_are_listed(studio: CommandLine) -> None:
    studio.ok(
        "practice",
        "add",
        "Helpdesk",
        *("--timezone", "Europe/Rome"),
        *("--locale", "it"),
        *("--sender", "48222"),
    )
    helper = ("support@example.org", "--name", "Help", "--role", "support")
    studio.ok(
        "staff",
        "add",
        *helper,
        "--practice",
        "Helpdesk",
        "--password-stdin",
        typed="a sample password",
    )
    there = ("--practice", "Studio Aurora")
    given = studio.json("support", "grant", "support@example.org", *there)
    assert given["contacts"] is False
    assert "numbers shown" in studio.ok(
        "support", "grant", "support@example.org", "--contacts", *there
    )
    for one in studio.json("support", "list", *there):
        studio.ok("support", "end", one["id"], *there)
    short = studio.refused("support", "unasked", "support@example.org", "--reason", "help", *there)
    assert short.startswith("write in a sentence")
    why = ("--reason", "nobody answers the phone since this morning")
    opened = studio.json("support", "unasked", "support@example.org", *why, *there)
    assert opened["unasked"] == why[1]
    assert "unasked: nobody answers" in studio.ok("support", "list", *there)
    assert why[1] in studio.ok("alerts", *there)
    assert "support was never here" in studio.ok("support", "visits", *there)
    assert studio.refused("support", "report", "1", *there) == "there is no visit 1"
