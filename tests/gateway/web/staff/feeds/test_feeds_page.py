"""The page of calendar feeds, for administrators."""

import re

import pytest

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def admin(admin):
    return await admin.get("/feeds")


async def test_an_address_is_shown_once_works_and_is_revoked(admin, desk):
    csrf = admin.csrf
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "names": "full"}
    await admin.post("/feeds", form)
    (address,) = re.findall(r'value="http://127\.0\.0\.1(/feed/[^"]+\.ics)"', admin.html)
    await admin.get("/feeds")
    assert ".ics" not in admin.html
    assert "names of clients" in admin.text
    assert "names of clients never" in admin.text
    await admin.get(address)
    assert admin.html.startswith("BEGIN:VCALENDAR")
    await admin.get("/feeds")
    assert "names of clients 10:00" in admin.text
    (revoke,) = re.findall(r'action="(/feeds/\d+/revoke)"', admin.html)
    await admin.post(revoke, {"csrf": csrf})
    assert "Revoked: the address leads nowhere now." in admin.text
    csrf = admin.csrf
    await admin.get(address)
    assert admin.status == 404
    await admin.post(revoke, {"csrf": csrf})
    assert admin.status == 404


async def test_what_cannot_be_made_is_refused(admin):
    form = {"csrf": admin.csrf, "practitioner": "12", "names": "full"}
    await admin.post("/feeds", form)
    assert admin.status == 422
    assert "▲ there is no practitioner" in admin.text
    await admin.post("/feeds", form | {"names": "all"})
    assert admin.status == 400
