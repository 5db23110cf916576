"""Practices: entered, found, changed, kept apart."""

from datetime import time, timedelta

import pytest

from calendar_store.database import audit
from calendar_store.entry.characters import LONGEST_PARAGRAPH
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import DEFAULT_STEPS, ReminderStep
from calendar_store.model.statuses import Channel, StepRule
from calendar_store.practices import practice_checks, practices
from tests.support.actors import named

AURORA = {
    "name": "Studio Aurora",
    "timezone": "Europe/Rome",
    "locale": "it",
    "sender": "+390699000111",
}


async def test_a_new_practice_has_the_country_of_its_number_and_the_default_policy(database, now):
    async with database.write() as tx:
        added = await practices.add(tx, **AURORA, now=now)
    async with database.read() as tx:
        assert await practices.get(tx, added.id) == added
        assert await practices.steps(tx, [added.id, 1]) == {added.id: DEFAULT_STEPS, 1: ()}
        assert [entry.action for entry in await audit.entries(tx, added.id)] == ["practice.added"]
    assert (added.region, added.phone) == ("IT", "+390699000111")
    assert (added.quiet_from, added.quiet_until) == (time(21), time(8))


async def test_a_short_code_takes_the_country_of_the_time_zone_and_cannot_be_called(database, now):
    async with database.write() as tx:
        added = await practices.add(tx, **{**AURORA, "sender": "48222"}, now=now)
    assert (added.sender, added.region, added.phone) == ("48222", "IT", "")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"timezone": "Europe/Roma"}, 'there is no time zone "Europe/Roma"; write it as Europe/Ro'),
        ({"timezone": "Europe"}, 'there is no time zone "Europe"'),
        ({"locale": "ja"}, 'the language "ja" is not one of en, it'),
        ({"locale": "??"}, "is not one of en, it"),
        (
            {"sender": "12"},
            '"12" has no country code; write the sender number with its country, as',
        ),
        ({"phone": "06 1"}, '"06 1" is too short for a number; write the phone number'),
        ({"region": "XX"}, '"XX" is no country'),
        ({"name": "   "}, "a practice needs a name"),
        ({"quiet": (time(21), None)}, "quiet hours need two different times"),
        ({"slot_step": timedelta(seconds=10)}, "at least a minute apart"),
        ({"minimum_notice": timedelta(hours=-1)}, "between 0 minutes and 30 days"),
        ({"booking_window": timedelta(hours=1)}, "between 1 day and 730 days"),
        ({"undo_window": timedelta(0)}, "between 1 minute and 7 days"),
        ({"texts_per_hour": 5000}, "at most 1000 automatic texts"),
    ],
)
async def test_what_cannot_be_is_refused_in_words(database, now, wrong, words):
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match=words):
            await practices.add(tx, **{**AURORA, **wrong}, now=now)


async def test_two_practices_never_share_a_name(database, practice, now):
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match='there is already a practice "Studio Aurora"'):
            await practices.add(tx, **AURORA, now=now)
        other = await practices.add(tx, **{**AURORA, "name": "Studio Bruno"}, now=now)
        with pytest.raises(InvalidInput, match="choose another name"):
            await practices.change(tx, other.id, now=now, by=named("ada"), name="Studio Aurora")


async def test_people_find_a_practice_by_name_in_any_case_or_by_id(database, practice):
    async with database.read() as tx:
        for wanted in ("Studio Aurora", "studio aurora", str(practice.id)):
            assert await practices.find(tx, wanted) == practice
        with pytest.raises(NotFound, match='no practice "Studio Arora"; did you mean Studio Auro'):
            await practices.find(tx, "Studio Arora")
        with pytest.raises(NotFound, match=r'^there is no practice "zzz"$'):
            await practices.find(tx, "zzz")
        with pytest.raises(NotFound, match="there is no practice 1"):
            await practices.get(tx, 1)


async def test_names_that_differ_by_case_only_ask_for_the_id(database, practice, now):
    async with database.write() as tx:
        await practices.add(tx, **{**AURORA, "name": "STUDIO AURORA"}, now=now)
        with pytest.raises(InvalidInput, match=r"may be several: .*; give the id"):
            await practices.find(tx, "studio aurora")


async def test_a_change_is_checked_kept_and_recorded(database, practice, now):
    async with database.write() as tx:
        changed = await practices.change(
            tx, practice.id, now=now, by=named("ada@example.org"), phone="06 6982", locale="en_GB"
        )
        with pytest.raises(InvalidInput):
            await practices.change(tx, practice.id, now=now, by=named("ada"), timezone="Mars")
        assert await practices.get(tx, practice.id) == changed
        entry = (await audit.entries(tx, practice.id))[0]
    assert (changed.phone, changed.locale) == ("+39066982", "en")
    assert (entry.by, entry.action) == ("ada@example.org", "practice.changed")
    assert entry.detail == {
        "phone": ["+390699000111", "+39066982"],
        "locale": ["it", "en"],
    }


@pytest.mark.parametrize("field", ["address", "directions"])
async def test_what_texts_quote_has_one_bound_wherever_it_is_entered(
    database, practice, now, field
):
    async with database.write() as tx:
        for letters in (LONGEST_PARAGRAPH, 1):
            changed = await practices.change(
                tx, practice.id, now=now, by=named("ada"), **{field: "x" * letters}
            )
            assert len(getattr(changed, field)) == letters
        with pytest.raises(
            InvalidInput, match=f"of {LONGEST_PARAGRAPH + 1} letters: too many; 500"
        ):
            await practices.change(
                tx, practice.id, now=now, by=named("ada"), **{field: "x" * (LONGEST_PARAGRAPH + 1)}
            )


async def test_a_change_to_the_same_is_no_change(database, practice, now):
    async with database.write() as tx:
        same = await practices.change(
            tx, practice.id, now=now, by=named("ada"), name="Studio Aurora"
        )
        assert len(await audit.entries(tx, practice.id)) == 1
    assert same == practice


async def test_a_number_may_serve_several_practices(database, practice, now):
    async with database.write() as tx:
        other = await practices.add(tx, **{**AURORA, "name": "Studio Bruno"}, now=now)
        assert await practices.by_sender(tx, ["+390699000111", "48222"]) == {
            "+390699000111": [practice, other],
            "48222": [],
        }


async def test_reminder_steps_are_replaced_as_a_whole(database, practice, now):
    policy = (
        ReminderStep(1, StepRule.DAYS_BEFORE_AT, Channel.EMAIL, days=1, at=time(10, 30)),
        ReminderStep(2, StepRule.BEFORE, before=timedelta(hours=3), unless_confirmed=True),
    )
    async with database.write() as tx:
        await practices.set_steps(tx, practice.id, policy, by=named("ada"), now=now)
        assert await practices.steps(tx, [practice.id]) == {practice.id: policy}
        with pytest.raises(InvalidInput, match="the same number"):
            await practices.set_steps(tx, practice.id, policy[:1] * 2, by=named("ada"), now=now)
        late = (ReminderStep(1, StepRule.BEFORE, before=timedelta(hours=-1)),)
        with pytest.raises(InvalidInput, match="before the appointment"):
            await practices.set_steps(tx, practice.id, late, by=named("ada"), now=now)


async def test_a_practice_words_things_its_own_way_and_goes_back(database, practice, now):
    async with database.write() as tx:
        for text in ("Ciao!", "Buongiorno!"):
            await practices.set_template(
                tx, practice.id, "it", "reminder", text, by=named("ada"), now=now
            )
        assert await practices.templates(tx, [practice.id, 1]) == {
            practice.id: ((("it", "reminder"), "Buongiorno!"),),
            1: (),
        }
        await practices.set_template(
            tx, practice.id, "it", "reminder", "", by=named("ada"), now=now
        )
        assert await practices.templates(tx, [practice.id]) == {practice.id: ()}


def test_quiet_hours_are_read_as_people_write_them():
    assert practice_checks.parse_quiet("21:00-08:00") == (time(21), time(8))
    assert practice_checks.parse_quiet(" None ") == (None, None)
    for wrong in ("21", "21:00-21:00", "25:00-08:00", ""):
        with pytest.raises(InvalidInput):
            practice_checks.parse_quiet(wrong)
