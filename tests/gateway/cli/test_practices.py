"""`textback practice`."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import TO_CLIENTS, Channel, StepRule
from calendar_store.practices import reminder_text
from tests.support.command_line import CommandLine

ROME = ("--timezone", "Europe/Rome", "--locale", "it", "--sender", "+390699000111")


def test_a_practice_is_added_and_listed(cli: CommandLine) -> None:
    added = cli.json("practice", "add", "Studio Aurora", *ROME, "--address", "Via Roma 1")
    assert added["name"] == "Studio Aurora"
    assert added["region"] == "IT"
    assert added["address"] == "Via Roma 1"
    assert added["quiet"] == "21:00-08:00"
    assert isinstance(added["id"], str)
    assert cli.json("practice", "list") == [added]
    assert "Studio Aurora" in cli.ok("practice", "list")


def test_steps_that_the_gap_swallows_are_told(cli: CommandLine) -> None:
    cli.ok("practice", "add", "Studio Aurora", *ROME)
    close = ("practice", "set", "Studio Aurora", "--reminders", "booked, 4h, 2d, 2h?")
    told = cli.ok(*close)
    assert "2h? comes within 12h of 4h and goes out only where that did not" in told
    assert "comes within" not in cli.ok(*close, "--gap", "1h")
    assert "comes within" not in cli.ok("practice", "set", "Studio Aurora", "--gap", "0h")


def test_no_practice_is_said(cli: CommandLine) -> None:
    assert "no practice yet" in cli.ok("practice", "list")
    assert cli.json("practice", "list") == []


def test_policies_are_set_and_the_rest_stays(cli: CommandLine) -> None:
    before = cli.json("practice", "add", "Studio Aurora", *ROME)
    after = cli.json(
        *("practice", "set", "studio aurora", "--quiet", "none", "--phone", "06 6990 0111"),
        *("--reminders", "booked, 1d@10:00, 90m?", "--notice", "240"),
    )
    changed = {key: value for key, value in after.items() if value != before.get(key, 0)}
    assert changed == {
        "quiet": "none",
        "phone": "+390669900111",
        "reminders": "booked, 1d@10:00, 90m?",
        "minimum_notice": 240,
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--quiet", "at night"), 'quiet hours "at night" are not understood'),
        (("--quiet", "21:00-21:00"), "two different times"),
        (("--timezone", "Europe/Rom"), 'no time zone "Europe/Rom"; write it as Europe/Rome'),
        (("--locale", "xx"), 'the language "xx" is not one of'),
        (("--sender", "nobody"), '"nobody" is not a number'),
        (("--window", "soon"), '"soon" is no length of time; write it as 90m, 2h or 60d'),
        (("--window", "0"), "the booking window is between 1 day and 730 days"),
        (("--undo", "9d"), "the undo window is between 1 minute and 7 days"),
        (("--bound", "many"), '"many" is no number of texts'),
        (("--region", "XX"), '"XX" is no country'),
        (("--reminders", "soon"), 'the reminder "soon" is not understood'),
        (("--cap", "fifty"), 'the bound "fifty" is not an amount; write 50, or none'),
        (("--cap", "0"), "more than nothing"),
        (("--cap", "-5"), "more than nothing"),
        (("--cap", "NaN"), "more than nothing"),
        (("--cap", "1e30"), "more than nothing"),
        (("--reminders", "1d@25:00"), 'the reminder "1d@25:00" is not understood'),
    ],
)
def test_a_policy_that_cannot_be_is_refused_and_changes_nothing(
    cli: CommandLine, wrong: tuple[str, str], words: str
) -> None:
    before = cli.json("practice", "add", "Studio Aurora", *ROME)
    assert words in cli.refused("practice", "set", "Studio Aurora", *wrong)
    assert cli.json("practice", "list") == [before]


def test_a_bound_for_a_months_texts_is_set_raised_and_taken_away(cli: CommandLine) -> None:
    assert cli.json("practice", "add", "Studio Aurora", *ROME, "--cap", "50")["monthly_cap"] == "50"
    assert cli.json("practice", "list")[0]["monthly_cap"] == "50"
    raised = cli.json("practice", "set", "Studio Aurora", "--cap", "62,50")
    assert raised["monthly_cap"] == "62.5"
    same = cli.json("practice", "set", "Studio Aurora", "--quiet", "none")
    assert same["monthly_cap"] == "62.5"
    assert "cap        none" in cli.ok("practice", "set", "Studio Aurora", "--cap", "none")
    assert cli.json("practice", "list")[0]["monthly_cap"] is None


def test_what_clients_may_do_by_text_is_set_in_the_units_people_write(cli: CommandLine) -> None:
    cli.ok("practice", "add", "Studio Aurora", *ROME)
    told = cli.ok(
        *("practice", "set", "Studio Aurora", "--notice", "1d", "--window", "30"),
        *("--undo", "15m", "--bound", "5", "--region", "us"),
    )
    for line in ("notice     1d", "window     30d", "undo       15m", "bound      5"):
        assert line in told
    (listed,) = cli.json("practice", "list")
    assert (listed["minimum_notice"], listed["booking_window"]) == (1440, 43200)
    assert (listed["undo_window"], listed["texts_per_hour"], listed["region"]) == (15, 5, "US")


def test_what_clients_see_is_set(cli: CommandLine) -> None:
    cli.ok("practice", "add", "Studio Aurora", *ROME)
    options = ("--accent", "#C0FFEE", "--declined", "cancel", "--privacy", "We keep little.")
    told = cli.json("practice", "set", "Studio Aurora", *options)
    assert (told["accent"], told["declined"]) == ("#c0ffee", "cancel")
    assert told["privacy"] == "We keep little."
    assert "no colour" in cli.refused("practice", "set", "Studio Aurora", "--accent", "blue")


def test_setting_nothing_is_wrong_usage(cli: CommandLine) -> None:
    cli.ok("practice", "add", "Studio Aurora", *ROME)
    assert "nothing to set" in cli.refused("practice", "set", "Studio Aurora", code=2)


def test_a_name_is_given_once(cli: CommandLine) -> None:
    cli.ok("practice", "add", "Studio Aurora", *ROME)
    assert "already a practice" in cli.refused("practice", "add", "Studio Aurora", *ROME)


def test_an_unknown_practice_is_suggested(studio: CommandLine) -> None:
    line = studio.refused("practice", "set", "Studio Aurroa", "--quiet", "none")
    assert line == 'there is no practice "Studio Aurroa"; did you mean Studio Aurora?'


def test_several_practices_have_to_be_told_apart(studio: CommandLine) -> None:
    studio.ok("practice", "add", "Studio Bruno", *ROME)
    assert "name one with --practice" in studio.refused("calendar")
    assert "Studio Bruno" in studio.ok("calendar", "--practice", "studio bruno")


def _step(number: int, rule: StepRule, channel: Channel, length: int, ask: bool) -> ReminderStep:
    [read] = reminder_text.steps(
        f"{channel} "
        + {
            StepRule.BOOKED: "booked",
            StepRule.BEFORE: f"{length}m",
            StepRule.DAYS_BEFORE_AT: f"{length % 60}d@07:{length % 60:02}",
        }[rule]
        + ("?" if ask else "")
    )
    assert (read.rule, read.channel, read.unless_confirmed) == (rule, channel, ask)
    return read


@given(
    st.lists(
        st.builds(
            _step,
            st.just(1),
            st.sampled_from(sorted(set(StepRule) - {StepRule.CHANGED, StepRule.NOTHING})),
            st.sampled_from(TO_CLIENTS),
            st.integers(1, 999),
            st.booleans(),
        ),
        max_size=5,
        unique_by=lambda step: step.rule_key,
    )
)
def test_reminder_steps_survive_being_written(policy: list[ReminderStep]) -> None:
    read = reminder_text.steps(reminder_text.written(policy))
    assert [(s.rule, s.channel, s.before, s.days, s.at, s.unless_confirmed) for s in read] == [
        (s.rule, s.channel, s.before, s.days, s.at, s.unless_confirmed) for s in policy
    ]
    assert [s.step for s in read] == list(range(1, len(policy) + 1))


def test_an_empty_step_is_not_understood() -> None:
    with pytest.raises(InvalidInput, match="not understood"):
        reminder_text.steps("booked,,2h")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0h", "would ring when the appointment begins"),
        ("0m, 2h", "would ring when the appointment begins"),
        ("400d", "the reminder 400 days before rings too far ahead; 366d at most"),
        ("booked, booked", "the reminder booked stands twice"),
        ("2h?, 2h", "the reminder 2 hours before stands twice"),
        ("2d, 48h", "stands twice"),
        ("1d@10:00, 1d@10:00?", "the reminder 1 day before at 10:00 stands twice"),
        (", ".join(f"{one}m" for one in range(1, 40)), "39 reminders are too many; 20 at most"),
    ],
)
def test_reminders_that_nobody_can_mean_are_refused(
    studio: CommandLine, written: str, said: str
) -> None:
    assert said in studio.refused("practice", "set", "Studio Aurora", "--reminders", written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("email 1d, sms +4h?", "email 1d, 20h?"),
        ("email 1d@22:00, sms +4h?", "email 1d@22:00, 0d@02:00?"),
        ("email 2d@10:00, email +90m, +1h", "email 2d@10:00, email 2d@11:30, 2d@12:30"),
    ],
)
def test_a_step_may_come_some_time_after_the_one_before_it(written: str, read: str) -> None:
    assert reminder_text.written(reminder_text.steps(written)) == read


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sms +4h?", "write that one first, as in email 1d, sms +4h?"),
        ("booked, sms +4h?", "write that one first"),
        ("email 4h, sms +4h?", 'the reminder "sms +4h?" would ring when the appointment begins'),
        ("email 0d@22:00, sms +4h?", "would ring when the appointment begins"),
    ],
)
def test_a_step_after_nothing_or_after_the_visit_is_refused(written: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)):
        reminder_text.steps(written)


def test_an_email_is_not_too_close_to_a_text() -> None:
    half_a_day = timedelta(hours=12)
    assert reminder_text.too_close(reminder_text.steps("email 1d, sms +4h?"), half_a_day) == []
    too_close = reminder_text.too_close(reminder_text.steps("email 1d, email +4h"), half_a_day)
    assert too_close == [("email 20h", "email 1d")]


def test_the_same_moment_over_two_channels_is_meant() -> None:
    assert len(reminder_text.steps("booked, email booked, 2d, email 2d, 0d@08:00")) == 5


@pytest.mark.parametrize("written", ["00:00-24:00", "08:00-07:59", "00:00-23:30", "24:00-23:59"])
def test_quiet_hours_that_leave_no_time_to_send_are_refused(
    studio: CommandLine, written: str
) -> None:
    wrong = studio.refused("practice", "set", "Studio Aurora", "--quiet", written)
    assert "leave no time to send anything; leave 60 minutes of the day at least" in wrong
    studio.ok("practice", "set", "Studio Aurora", "--quiet", "09:00-08:00")
    studio.ok("practice", "set", "Studio Aurora", "--quiet", "01:00-24:00")
