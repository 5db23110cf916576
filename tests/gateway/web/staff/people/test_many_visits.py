"""Very many visits in an absence, or ahead of somebody who goes: as many are shown as fit."""

import re
from datetime import timedelta

import pytest

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
FIVE_MINUTES = timedelta(minutes=5)


async def test_the_first_are_shown_and_all_are_counted(admin, desk, bruno, now):
    client = await desk.client()
    tomorrow = now + timedelta(days=1)
    for n in range(160):
        await desk.book(client, tomorrow + n * FIVE_MINUTES, duration=FIVE_MINUTES)
    who, days = desk.practitioner.id, [(tomorrow + timedelta(n)).date() for n in range(2)]
    form = {"csrf": admin.csrf, "practitioner": str(who), "first": f"{days[0]}", "last": ""}
    await admin.post("/people/absences", form | {"last": f"{days[1]}"})
    assert "160 appointments to deal with" in admin.text
    fields = re.findall(r'name="(visit-\d+-1)"', admin.html)
    assert len(set(fields)) == 100
    assert "they follow when the first ones are dealt with" in admin.text
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', admin.html)
    kept = dict.fromkeys(fields, "keep")
    await admin.post(deal, {"csrf": admin.csrf, **kept})
    assert "60 appointments to deal with" in admin.text
    assert "they follow" not in admin.text

    await admin.get(f"/people/{who}/retire")
    assert "160 appointments are ahead" in admin.text
    assert len(set(re.findall(r'name="(visit-\d+-\d)"', admin.html))) == 150
    assert "move or cancel the first ones in the calendar" in admin.text
