"""`textback first-steps`: after init it says what is missing, and follows what is entered."""

import pytest

from tests.support.command_line import CommandLine
from tests.support.ports import free_port

INIT = (
    *("init", "--yes", "--name", "Studio Aurora", "--sender", "+390699000111"),
    *("--staff-email", "ada@example.org", "--timezone", "Europe/Rome"),
)


@pytest.fixture
def begun(nothing: CommandLine) -> CommandLine:
    # at the usual port another service may run on this machine
    nothing.ok(*INIT, "--listen", f"127.0.0.1:{free_port()}")
    return nothing


def _steps(cli: CommandLine) -> dict[str, dict[str, object]]:
    return {one["step"]: one for one in cli.json("first-steps")["steps"]}


def test_after_init_all_that_is_missing_is_listed(begun: CommandLine) -> None:
    shown = begun.json("first-steps")
    assert (shown["done"], shown["at_log_in"]) == (0, True)
    found = _steps(begun)
    assert found["practice"]["missing"] == ["the address is missing; clients ask for it"]
    assert found["carrier"]["missing"] == ["no carrier is entered yet, so nothing is texted"]
    said = begun.ok("first-steps")
    assert "Studio Aurora: 0 of 10 steps are done" in said
    assert "nobody can be booked yet" in said


def test_steps_follow_what_is_entered(begun: CommandLine) -> None:
    begun.ok("practice", "set", "Studio Aurora", "--address", "Via Roma 1")
    begun.ok("practitioner", "add", "Aurora")
    assert _steps(begun)["practice"]["done"] is True
    assert _steps(begun)["people"]["missing"] == ["Aurora has no weekly hours yet"]
    begun.ok("first-steps", "tick", "wording")
    ticked = _steps(begun)["wording"]
    assert (ticked["done"], ticked["by_hand"]) == (True, True)
    begun.ok("first-steps", "untick", "wording")
    assert _steps(begun)["wording"]["done"] is False
    begun.ok("first-steps", "close")
    assert begun.json("first-steps")["at_log_in"] is False


def test_what_cannot_be_is_one_clear_line(begun: CommandLine) -> None:
    assert 'there is no step "all"' in begun.refused("first-steps", "tick", "all")
    assert "cannot be ticked" in begun.refused("first-steps", "tick", "carrier")
    assert "no carrier has the practice's number" in begun.refused(
        *("first-steps", "test", "+393331234567")
    )
    assert "no mail server is configured" in begun.refused("first-steps", "test", "a@example.org")


def test_a_test_text_waits_for_the_service(nothing: CommandLine) -> None:
    where = ("--carrier", "127.0.0.1:1", "--system-id", "esme")
    nothing.ok(*INIT, *where, "--listen", f"127.0.0.1:{free_port()}")
    assert nothing.json("first-steps", "test", "333 123 4567")["status"] == "queued"
    found = _steps(nothing)
    assert found["test_text"]["missing"] == ["on its way"]
    assert found["carrier"]["missing"] == ["the service does not run, or does not answer"]


def test_init_says_what_to_open(nothing: CommandLine) -> None:
    made = nothing.ok(*INIT, "--public-url", "https://book.example.org")
    assert "open https://book.example.org and log in" in made
    assert "enter your carrier in textback.toml" in made


def test_whoever_sets_it_up_runs_the_service_and_another_may(begun: CommandLine) -> None:
    assert begun.json("staff", "set", "ada@example.org", "--name", "Ada")["runs_service"] is True
    changed = begun.json("staff", "set", "ada@example.org", "--not-runs-service")
    assert changed["runs_service"] is False
