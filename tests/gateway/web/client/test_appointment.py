"""The page of an appointment: what a client does there, late, twice, and against others."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import hours
from gateway.wording.reason_words import in_words
from tests.support.acts import written
from tests.support.desk import BY

HOUR = timedelta(hours=1)


async def tap(stranger, page, deed, version=1, **more):
    """Send one of the page's forms; return the page that the browser is led to."""
    return await stranger.post(f"{page}/{deed}", {"version": str(version), **more})


async def told(desk):
    return [in_words(alert.reason) for alert in await desk.alerts()]


async def labels(desk, appointment):
    async with desk.database.read() as tx:
        events = await agenda.history(tx, desk.practice.id, appointment.id)
    return [(event.change, event.by) for event in events]


async def test_one_card_says_who_when_and_where(stranger, page_of, booked):
    page = await stranger.get(page_of(booked))
    assert page.status == 200
    for words in (
        *("For Ada", "Wednesday, 14 January 2026", "10:00–10:30", "Aurora"),
        *("Via Roma 1, Roma", "Second floor, ring Aurora.", "Not confirmed yet"),
        *("I’ll be there", "I can’t come", "Another time", "Stop all messages"),
    ):
        assert words in page.text
    assert "Byron" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in page.html
    assert "style=" not in page.html


async def test_a_tap_confirms_and_can_be_taken_back(stranger, page_of, booked, desk, clock):
    page = page_of(booked)
    await tap(stranger, page, "confirm")
    assert "Thank you, that’s confirmed." in stranger.text
    assert "I’ll be there" not in stranger.text
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    await tap(stranger, page, "undo", 2)
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED
    assert "I’ll be there" in stranger.text
    web = "client, by web"
    assert await labels(desk, booked) == [
        ("booked", BY.label),
        ("confirmed", web),
        ("unconfirmed", web),
    ]


async def test_a_cancelled_appointment_comes_back_while_undo_is_allowed(
    stranger, page_of, booked, desk, clock
):
    page = page_of(booked)
    await tap(stranger, page, "cancel")
    assert "Your appointment is cancelled." in stranger.text
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED
    await tap(stranger, page, "undo", 2)
    assert "I can’t come" in stranger.text
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    await tap(stranger, page, "cancel", 3)
    clock.forward(desk.practice.undo_window)
    await stranger.get(page)
    assert "Undo" not in stranger.text
    assert "For a new appointment, please call 06 6990 0111" in stranger.text
    await tap(stranger, page, "undo", 4)
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED


async def test_the_same_form_twice_is_answered_alike_and_done_once(stranger, page_of, booked, desk):
    page = page_of(booked)
    first = (await tap(stranger, page, "cancel")).text
    assert (await tap(stranger, page, "cancel")).text == first
    assert len(await labels(desk, booked)) == 2


async def test_two_browsers_at_the_same_moment_change_it_once(
    server, stranger, page_of, booked, desk
):
    async def sent():
        url = server.make_url(f"{page_of(booked)}/cancel")
        async with stranger.session.post(url, data={"version": "1"}) as answer:
            return answer.status, answer.url.path_qs

    assert set(await asyncio.gather(*(sent() for _ in range(4)))) == {(200, page_of(booked))}
    assert len(await labels(desk, booked)) == 2


async def test_after_a_change_by_staff_the_page_says_what_stands_now(
    stranger, page_of, booked, desk, now
):
    page = page_of(booked)
    moved = await desk.move(booked, now + timedelta(days=3))
    await tap(stranger, page, "confirm")
    assert "Something has changed meanwhile." in stranger.text
    assert "Thursday, 15 January 2026" in stranger.text
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED
    # and the old link works for what stands now
    await tap(stranger, page, "confirm", moved.version)
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED


async def test_a_move_by_taps_and_back(stranger, page_of, booked, desk, now):
    page = page_of(booked)
    await stranger.get(f"{page}/move")
    assert "Instead of 14 Jan 2026, 10:00 with Aurora" in stranger.text
    assert "January 2026" in stranger.text
    assert "10:15" in stranger.text
    later = now + timedelta(days=2, hours=2)
    await tap(stranger, page, "move", start=str(int(later.timestamp())))
    assert "This is your new time." in stranger.text
    assert "12:00–12:30" in stranger.text
    one = await desk.appointment(booked)
    assert (one.starts_at, one.status) == (later, AppointmentStatus.CONFIRMED)
    # the back button, and the same time again
    again = (await tap(stranger, page, "move", start=str(int(later.timestamp())))).text
    assert "This is your new time." in again
    # another time of the old form is not taken
    await tap(stranger, page, "move", start=str(int((later + HOUR).timestamp())))
    assert "Something has changed meanwhile." in stranger.text
    await tap(stranger, page, "undo", 2)
    assert (await desk.appointment(booked)).starts_at == booked.starts_at


async def test_undo_is_not_undone_so_that_nobody_moves_to_and_fro_past_the_notice(
    stranger, page_of, booked, desk, now
):
    page = page_of(booked)
    later = now + timedelta(days=2, hours=2)
    await tap(stranger, page, "move", start=str(int(later.timestamp())))
    await tap(stranger, page, "undo", 2)
    assert "Back to the time before" not in stranger.text
    assert "This is your new time." not in stranger.text
    before = await written(desk.database)
    await tap(stranger, page, "undo", 3)
    assert "Something has changed meanwhile." in stranger.text
    assert await written(desk.database) == before
    # a move of its own can be undone as ever
    await tap(stranger, page, "move", 3, start=str(int((later - HOUR).timestamp())))
    assert "Back to the time before" in stranger.text


async def test_a_time_that_others_took_first_is_answered_with_the_nearest(
    stranger, page_of, booked, desk, now
):
    wanted = now + timedelta(days=2, hours=2)
    await stranger.get(f"{page_of(booked)}/move")
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, wanted)
    await tap(stranger, page_of(booked), "move", start=str(int(wanted.timestamp())))
    assert "that time has just been taken" in stranger.text
    assert "Wednesday, 14 January 2026" in stranger.text
    assert "12:30" in stranger.text
    assert f'value="{int(wanted.timestamp())}"' not in stranger.html
    assert (await desk.appointment(booked)).starts_at == booked.starts_at


async def test_a_time_lost_to_others_is_not_had_back_and_staff_are_told(
    stranger, page_of, booked, desk
):
    page = page_of(booked)
    await tap(stranger, page, "cancel")
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, booked.starts_at)
    for _ in range(2):
        await tap(stranger, page, "undo", 2)
        assert "Sorry, that time has been taken meanwhile." in stranger.text
    (alert,) = await told(desk)
    assert "wants the cancelled appointment" in alert
    assert "Grace" not in stranger.text


@pytest.mark.parametrize(
    "start", ["", "1", "99999999999", "soon", "-5", "1768384920", "1768384800.5"]
)
async def test_times_that_were_not_offered_are_not_taken(stranger, page_of, booked, desk, start):
    await tap(stranger, page_of(booked), "move", start=start)
    assert stranger.status == 200
    assert (await desk.appointment(booked)).version == 1


async def test_within_the_minimum_notice_the_page_names_the_phone_and_staff_learn_of_it(
    stranger, page_of, booked, desk, clock
):
    page = page_of(booked)
    clock.now = booked.starts_at - HOUR
    for _ in range(2):
        await tap(stranger, page, "cancel")
        assert "too late to change this here. Please call us on 06 6990 0111" in stranger.text
    await tap(stranger, page, "move")
    assert (await desk.appointment(booked)).version == 1
    alerts = await told(desk)
    assert len(alerts) == 2
    assert any("wants to cancel" in one for one in alerts)
    await stranger.get(f"{page}/move")
    assert stranger.path == page
    # to come is never too late
    await tap(stranger, page, "confirm")
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED


async def test_when_it_is_over_the_page_says_so(stranger, page_of, booked, desk, clock):
    clock.now = booked.starts_at
    await stranger.get(page_of(booked))
    assert stranger.status == 410
    assert "This appointment is over" in stranger.text
    assert "06 6990 0111" in stranger.text
    # at the foot, always
    assert 'href="/p/' in stranger.html
    assert "#stop" in stranger.html
    before = await written(desk.database)
    for deed in ("confirm", "cancel", "undo", "move"):
        await tap(stranger, page_of(booked), deed)
        assert stranger.status == 410
    assert await written(desk.database) == before


async def test_staffs_cancellation_is_not_undone_here(stranger, page_of, booked, desk):
    await desk.cancel(booked)
    await stranger.get(page_of(booked))
    assert "Cancelled" in stranger.text
    assert "Undo" not in stranger.text
    await tap(stranger, page_of(booked), "undo", 2)
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED


async def test_hours_changed_since_count_for_what_is_had_back(
    stranger, page_of, booked, desk, clock
):
    page = page_of(booked)
    await tap(stranger, page, "cancel")
    clock.forward(timedelta(minutes=5))
    who = desk.practitioner.id
    async with desk.database.write() as tx:
        week = hours.parse("mon 09:00-13:00", who)
        await hours.set_week(tx, desk.practice.id, who, week, by=BY, now=clock.now)
    await tap(stranger, page, "undo", 2)
    assert "has been taken meanwhile" in stranger.text
    assert (await desk.appointment(booked)).status is AppointmentStatus.CANCELLED


async def test_links_that_are_not_ours_get_one_page(stranger, page_of, booked, desk):
    page = page_of(booked)
    other = page[:-3] + ("AAA" if page[-3:] != "AAA" else "BBB")
    seen = set()
    paths = [page[:-1], other, "/a/x", f"{page}x", "/a/" + "A" * 500, "/a/%00", "/a/ä"]
    for path in (*paths, f"{page}/nothing", "/p/x/y/z", "/s/", "/u/x/undo/more"):
        await stranger.get(path, headers={"Accept-Language": "xx, de;q=0.8, fr;q=0.9"})
        assert stranger.status == 404, path
        seen.add(stranger.html)
    assert len(seen) == 1
    assert "Ce lien ne fonctionne pas" in stranger.text
    assert desk.practice.name not in stranger.text
    for path in (f"{page[:-1]}/cancel", page, "/s/x"):
        await stranger.post(path, {"version": "1"})
        assert stranger.status == 404
        assert "This link doesn’t work" in stranger.text


async def test_the_language_is_the_clients_then_the_browsers(stranger, page_of, booked, desk, now):
    await stranger.get(page_of(booked), headers={"Accept-Language": "de-CH"})
    assert "Ihr Termin" in stranger.html
    pietro = await desk.client("Pietro", "Rossi", 3)
    from calendar_store.clients import clients

    async with desk.database.write() as tx:
        await clients.set_locale(tx, desk.practice.id, [pietro.id], "it", by=BY, now=now)
    his = await desk.book(pietro, now + timedelta(days=4))
    await stranger.get(page_of(his), headers={"Accept-Language": "de-CH"})
    assert "Venerdì 16 gennaio 2026" in stranger.text


async def test_many_wrong_links_from_one_address_have_to_wait(stranger, page_of, booked, clock):
    for _ in range(60):
        await stranger.get("/a/guess")
        assert stranger.status == 404
    await stranger.get("/a/guess")
    assert stranger.status == 429
    # many share an address of a mobile network: who has a right link is not refused for others
    await stranger.get(page_of(booked))
    assert stranger.status == 200
    clock.forward(timedelta(minutes=10))
    await stranger.get("/a/guess")
    assert stranger.status == 404
