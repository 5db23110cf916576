"""The pages of services: lengths, how clients book, who does it, retiring."""

from datetime import timedelta

import pytest

from calendar_store.practices import services

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def known(desk, name):
    async with desk.database.read() as tx:
        return await services.find(tx, desk.practice.id, name)


async def test_a_service_is_added_changed_retired_and_brought_back(admin, desk, bruno, now):
    csrf = admin.csrf
    entered = {
        "csrf": csrf,
        "name": "Massage",
        "minutes": "45",
        "buffer_after": "15",
        "by_web": "1",
        "whom": "some",
        f"who-{bruno.id}": "1",
    }
    await admin.post("/people/services", entered)
    assert "Massage" in admin.text
    one = await known(desk, "Massage")
    assert (one.duration, one.buffer_after) == (timedelta(minutes=45), timedelta(minutes=15))
    assert (one.by_text, one.by_web, one.safe_to_name) == (False, True, False)
    assert one.done_by == (bruno.id,)
    page = f"/people/services/{one.id}"
    changed = {"name": "Long massage", "minutes": "60", "by_text": "1", "whom": "everybody"}
    await admin.post(page, {"csrf": csrf, **changed})
    assert "✓ Saved." in admin.text
    one = await known(desk, "Long massage")
    assert (one.duration, one.by_text, one.by_web) == (timedelta(hours=1), True, False)
    assert one.done_by == ()
    visit = await desk.book(await desk.client(), now + timedelta(days=1), service=one)
    await admin.post(f"{page}/retire", {"csrf": csrf})
    assert "1 appointment is ahead" in admin.text
    await admin.post(f"{page}/retire", {"csrf": csrf, f"visit-{visit.id}-1": "keep"})
    assert "✓ Retired" in admin.text
    assert (await known(desk, "Long massage")).retired_at == now
    await admin.post(f"{page}/restore", {"csrf": csrf})
    assert (await known(desk, "Long massage")).retired_at is None


async def test_what_cannot_be_is_said_and_what_was_typed_stays(admin, desk):
    form = {"csrf": admin.csrf, "name": "Massage", "whom": "everybody"}
    for wrong, words in (
        ({"minutes": "0"}, "at least a minute"),
        ({"minutes": "an hour"}, "is no number of minutes"),
        ({"minutes": "30", "whom": "some"}, "say who does it"),
    ):
        await admin.post("/people/services", form | wrong)
        assert admin.status == 422
        assert words in admin.text
        assert 'value="Massage"' in admin.html
