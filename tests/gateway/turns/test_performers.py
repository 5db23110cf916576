"""One suite for both performers of turns: the simulator, and the service on each database.

A script runs on both; it says itself what it expects, and afterwards everything that is true, and
everything that the next turn would be decided on, has to be the same.
"""

from datetime import timedelta
from typing import get_args

import pytest

from calendar_store.model.statuses import AlertKind, Channel
from dialogs import effects as do
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question
from tests.support.desk import HALF_HOUR, mobile
from tests.support.exchange import START
from tests.support.performed_steps import booked, books, cancels, confirms, moves, restores, stands
from tests.support.performed_waiting import WAITING_SCRIPTS
from tests.support.performers import DONE, STALE, TAKEN
from tests.support.reasons import saying
from tests.support.simulated_performer import Simulated

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = START + DAY
SMS, EMAIL = Channel.SMS, Channel.EMAIL


async def confirming(p):
    await booked(p)
    assert await p.decide(confirms) == DONE
    assert await stands(p) == (START, "confirmed", 2)


async def cancelling_and_restoring(p):
    await booked(p)
    assert await p.decide(cancels) == DONE
    assert await stands(p) == (START, "cancelled", 2)
    p.later(HOUR)
    assert await p.decide(restores) == DONE
    assert await stands(p) == (START, "confirmed", 3)


async def a_cancellation_too_old_to_undo(p):
    await booked(p)
    await p.decide(cancels)
    p.later(HOUR + timedelta(microseconds=1))
    assert (await p.told())["ahead"][mobile(1)]["can undo"] == []


async def a_cancelled_time_that_has_come(p):
    await booked(p, start=p.now + HALF_HOUR)
    await p.decide(cancels)
    p.later(HALF_HOUR)
    assert (await p.told())["ahead"][mobile(1)]["can undo"] == []


async def a_cancelled_time_that_somebody_took(p):
    await booked(p)
    await p.decide(cancels)
    await p.client("Marie", 2)
    await p.book("Marie", START + HALF_HOUR / 2)
    assert await p.decide(restores) == TAKEN
    assert await stands(p) == (START, "cancelled", 2)


async def moving(p):
    await booked(p, service="Massage")
    assert await p.decide(moves(p, FRIDAY, "Bruno")) == DONE
    practitioner, start, end, *_ = (await p.told())["appointments"]["Ada 1"]
    assert (practitioner, start, end) == ("Bruno", FRIDAY, FRIDAY + HOUR)
    assert await stands(p) == (FRIDAY, "confirmed", 2)


async def moving_into_its_own_old_time(p):
    await booked(p, service="Massage")
    assert await p.decide(moves(p, START + HALF_HOUR)) == DONE


async def moving_into_a_time_or_a_buffer_that_is_taken(p):
    await booked(p)
    await p.client("Marie", 2)
    await p.book("Marie", FRIDAY, "Massage")
    assert await p.decide(moves(p, FRIDAY - HALF_HOUR / 2)) == TAKEN
    assert await p.decide(moves(p, FRIDAY + HOUR)) == TAKEN
    assert await p.decide(moves(p, FRIDAY - HALF_HOUR)) == DONE


async def the_time_left_by_a_move_is_free(p):
    await booked(p)
    await p.decide(moves(p, FRIDAY))
    await p.client("Marie", 2)
    await p.book("Marie", START)
    assert await stands(p, "Marie 1") == (START, "booked", 1)


async def restoring_after_a_move(p):
    await booked(p)
    await p.decide(moves(p, FRIDAY))
    await p.decide(cancels)
    assert await p.decide(restores) == DONE
    assert await stands(p) == (FRIDAY, "confirmed", 4)


async def staff_move_and_cancel(p):
    await booked(p)
    await p.decide(confirms)
    await p.staff_move("Ada", FRIDAY)
    assert await stands(p) == (FRIDAY, "booked", 3)
    await p.staff_cancel("Ada")
    assert await stands(p) == (FRIDAY, "cancelled", 4)
    assert await p.decide(restores) == DONE


async def what_staff_changed_meanwhile_is_stale(p):
    await booked(p)
    for decide in (confirms, cancels, moves(p, FRIDAY)):
        before = await p.told()

        async def staff(other):
            await other.staff_move("Ada", (await stands(other))[0] + HOUR)

        assert await p.decide(decide, meanwhile=staff) == STALE
        assert (await p.told())["alerts"] == before["alerts"]
    assert await stands(p) == (START + 3 * HOUR, "booked", 4)


async def nothing_of_a_refused_turn_is_kept(p):
    await booked(p)
    await p.client("Marie", 2)
    await p.book("Marie", FRIDAY)
    before = await p.told()

    def much(c):
        alert = do.AlertStaff(AlertKind.UNCLEAR, saying("read this"))
        return [do.OptOut("stop"), do.SetLocale("it"), alert, *moves(p, FRIDAY)(c)]

    assert await p.decide(much) == TAKEN
    assert await p.told() == before


async def booking(p):
    await p.client("Ada")
    assert await p.decide(books(p, START, "Massage", "Bruno")) == DONE
    told = (await p.told())["appointments"]["Ada 1"]
    lasting = (START, START + HOUR, "booked", 1, "Massage", False)
    assert told[:-3] == ("Bruno", *lasting)
    assert await p.decide(books(p, START + HOUR, "Check-up", "Bruno")) == TAKEN
    assert await p.decide(books(p, START + 4 * HOUR, "Check-up", "Aurora")) == DONE


async def a_family_confirms_and_cancels_in_one_turn(p):
    await booked(p)
    await p.client("Marie")
    await p.book("Marie", START + HALF_HOUR)
    assert await p.decide(lambda c: confirms(c) + cancels(c, "Marie")) == DONE
    assert await stands(p, "Marie 1") == (START + HALF_HOUR, "cancelled", 2)


async def opting_out_and_in_of_texts(p):
    await booked(p)
    await p.client("Marie")
    await p.decide(lambda _: [do.OptOut("STOP")])
    told = await p.told()
    assert told["opt_outs"] == [("sms", mobile(1))]
    assert ("Marie", "sms", "withdrawn") in told["consents"]
    assert ("Ada", "email", "granted") in told["consents"]
    await p.decide(lambda _: [do.OptIn("START")])
    assert (await p.told())["opt_outs"] == []


async def opting_out_of_emails_only(p):
    await booked(p)
    await p.client("Marie")
    await p.decide(lambda _: [do.OptOut("no more emails", (EMAIL,)), do.Prefer(SMS)])
    assert (await p.told())["opt_outs"] == [("email", "ada@example.org")]
    await p.decide(lambda _: [do.OptIn("emails again", (EMAIL,))])
    assert ("Marie", "email", "withdrawn") in (await p.told())["consents"]


async def opting_out_of_everything(p):
    await booked(p)
    await p.decide(lambda _: [do.OptOut("stop all", (SMS, EMAIL))])
    assert len((await p.told())["opt_outs"]) == 2


async def preferring_email_where_there_is_an_address(p):
    await booked(p)
    await p.client("Marie")
    await p.decide(lambda _: [do.Prefer(EMAIL)])
    assert [one[2] for one in (await p.told())["clients"]] == ["email", "sms"]


async def another_language_for_everybody_with_the_number(p):
    await booked(p)
    await p.client("Marie")
    await p.client("Grace", 9)
    await p.decide(lambda _: [do.SetLocale("it")])
    assert [one[1] for one in (await p.told())["clients"]] == ["it", "", "it"]


async def a_wrong_number_stays_marked(p):
    await booked(p)
    await p.decide(lambda _: [do.MarkWrongNumber()], heard=Intent.WRONG_NUMBER)
    await p.decide(lambda _: [])
    assert (await p.told())["clients"][0][3]


async def a_number_that_texts_is_no_bad_one(p):
    await booked(p)
    for _ in range(2):
        await p.decide(lambda _: [do.MarkWrongNumber()])
        assert (await p.told())["clients"][0][3]
    await p.decide(lambda _: [])
    assert not (await p.told())["clients"][0][3]


async def one_of_a_family_has_died(p):
    await booked(p)
    await p.client("Marie")
    await p.decide(lambda c: [do.MarkDeceased(c.clients[0].id)])
    told = await p.told()
    assert ("Ada", "sms", "withdrawn") in told["consents"]
    assert (told["opt_outs"], ("Marie", "sms", "granted") in told["consents"]) == ([], True)


async def alerts_say_what_they_are_about(p):
    await booked(p)
    await p.client("Grace", 9)
    kinds = (AlertKind.LATE, AlertKind.CALL_ME)
    await p.decide(lambda _: [do.AlertStaff(kind, saying(f"it is {kind}")) for kind in kinds])
    await p.decide(lambda _: [do.AlertStaff(AlertKind.EMERGENCY, saying("at once"))], 9)
    assert (await p.told())["alerts"] == [
        ("late", "it is late", "Ada", "Ada 1"),
        ("call_me", "it is call_me", "Ada", "Ada 1"),
        ("emergency", "at once", "Grace", None),
    ]


async def what_an_open_question_was_about(p):
    await booked(p)
    await p.ask(1, lambda c: reminder_question(c.appointments, c.now))
    await p.decide(confirms)
    assert (await p.told())["ahead"][mobile(1)]["remembers"]["question"]["about"] == [("Ada 1", 1)]


SCRIPTS = (
    confirming,
    cancelling_and_restoring,
    a_cancellation_too_old_to_undo,
    a_cancelled_time_that_has_come,
    a_cancelled_time_that_somebody_took,
    moving,
    moving_into_its_own_old_time,
    moving_into_a_time_or_a_buffer_that_is_taken,
    the_time_left_by_a_move_is_free,
    restoring_after_a_move,
    staff_move_and_cancel,
    what_staff_changed_meanwhile_is_stale,
    nothing_of_a_refused_turn_is_kept,
    booking,
    a_family_confirms_and_cancels_in_one_turn,
    opting_out_and_in_of_texts,
    opting_out_of_emails_only,
    opting_out_of_everything,
    preferring_email_where_there_is_an_address,
    another_language_for_everybody_with_the_number,
    a_wrong_number_stays_marked,
    a_number_that_texts_is_no_bad_one,
    one_of_a_family_has_died,
    alerts_say_what_they_are_about,
    *WAITING_SCRIPTS,
    what_an_open_question_was_about,
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.__name__)
async def test_both_performers_do_the_same(both, script):
    simulated, stored = both
    assert await script(simulated) == await script(stored)
    assert await simulated.told() == await stored.told()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_every_kind_of_effect_is_in_a_script(both):
    """A new kind of effect needs a script here before anybody relies on it."""
    simulated, _ = both
    seen = set()

    class Watching(Simulated):
        async def decide(self, decide, *args, **how):
            def watched(context):
                effects = decide(context)
                seen.update(map(type, effects))
                return effects

            return await super().decide(watched, *args, **how)

    for script in SCRIPTS:
        await script(Watching(simulated.setting))
    assert seen == {one for group in get_args(do.Effect) for one in get_args(group) or (group,)}
