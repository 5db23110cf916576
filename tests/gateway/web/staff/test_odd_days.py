"""Days at the ends of the calendar, which overflow in some zone, are refused like any nonsense."""

import pytest

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
async def test_no_page_fails_by_a_day_at_the_end_of_the_calendar(admin, desk, day):
    ada = await desk.client()
    for moment in (day, f"{day}T23:59Z", f"{day}T00:00%2B23:00"):
        await admin.get(f"/book?at={moment}")
        assert admin.status == 200, moment
    csrf = admin.csrf
    days = {"csrf": csrf, "first": day, "last": day}
    await admin.post(
        "/people/absences", days | {"practitioner": "everybody", "hours": "", "reason": ""}
    )
    assert admin.status == 422
    assert f'"{day}" is not a day of the years 2000 to 2099' in admin.text
    await admin.post("/waiting", days | {"client": str(ada.id), "what": "new"})
    assert admin.status < 500
