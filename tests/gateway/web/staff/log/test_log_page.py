"""The log: filtered, paged, with failed and unusual log-ins marked; for administrators alone."""

import re
from datetime import timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, of_staff
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, staff
from gateway.use_cases import absences, notes, waiting_list
from gateway.use_cases.absences import AbsenceRequest
from tests.support.actors import named
from tests.support.furnished import furnish
from tests.support.pages import EMAIL

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def test_what_was_done_is_read_filtered_and_paged(admin, desk, now):
    async with desk.database.write() as tx:
        for number in range(120):
            await audit.record(
                tx,
                desk.practice.id,
                by=named("bo@example.org"),
                action="client.added",
                subject=f"client {number}",
                now=now,
            )
    await admin.get("/log")
    assert "bo@example.org added the client client 119" in admin.text
    assert "client 69" not in admin.text
    (older,) = re.findall(r'href="(/log\?[^"]*before=\d+)"', admin.html)
    await admin.get(older.replace("&amp;", "&"))
    assert "client 69" in admin.text
    assert "client 70" not in admin.text
    await admin.get("/log?show=staff")
    assert "client 119" not in admin.text
    assert "added to the staff emmy@example.org" in admin.text
    await admin.get("/log?by=bo%40example.org")
    assert "client 119" in admin.text
    assert "added to the staff emmy" not in admin.text


async def test_failed_log_ins_and_new_networks_are_told(admin, desk, now):
    async with desk.database.write() as tx:
        ada = await staff.by_email(tx, EMAIL)
        emmy = await staff.by_email(tx, "emmy@example.org")
        for _ in range(10):
            await staff.note_failure(tx, ada, address="192.0.2.7", now=now)
        await staff.log_in(tx, emmy, now=now, network="192.0.2.1")
        await staff.log_in(tx, emmy, now=now, network="192.0.2.1")
        await staff.log_in(tx, emmy, now=now, network="198.51.100.9")
        await staff.log_in(tx, ada, now=now, network="192.0.2.1")
        await staff.log_in(tx, ada, now=now, network="198.51.100.9")
    await admin.get("/log")
    assert "ada@example.org : 10 failed log-ins within an hour" in admin.text
    assert admin.text.count("logged in from a new network, ") == 1
    assert "emmy@example.org : logged in from a new network, 198.51.100.9" in admin.text
    await admin.get("/log?show=failed")
    assert "192.0.2.7 ▲ failed to log in (wrong password) ada@example.org" in admin.text


async def test_the_log_of_another_practice_is_out_of_reach(admin, desk, now):
    async with desk.database.write() as tx:
        there = await practices.add(
            tx, name="Bruno", timezone="Europe/Rome", locale="it", sender="48222", now=now
        )
        await audit.record(
            tx, there.id, by=named("carla@example.org"), action="x", subject="secret", now=now
        )
    await admin.get("/log?by=carla%40example.org")
    assert "secret" not in admin.text


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.PRACTITIONER])
async def test_only_administrators_read_it(browser, desk, now, role):
    async with desk.database.write() as tx:
        ada = await staff.by_email(tx, EMAIL)
        await staff.add(
            *(tx, desk.practice.id),
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash="",
            by=of_staff(ada),
            now=now,
        )
        await staff.change(tx, ada, by=of_staff(ada), now=now, role=role)
    await browser.get("/log")
    assert browser.status == 403


async def test_people_are_named_days_are_written_and_no_id_is_shown(
    admin, desk, password_hash, now
):
    furnished = await furnish(desk, password_hash)
    async with desk.database.write() as tx:
        ada = int(furnished.examples["client"][0])
        entry = int(furnished.examples["entry"][0])
        day = (now + timedelta(days=9)).date()
        asked = AbsenceRequest(day, day, reason="Epiphany")
        await absences.add(tx, OPERATOR, desk.practice, asked, now=now)
        visit = int(furnished.examples["appointment"][0])
        kept = await notes.add(tx, OPERATOR, desk.practice, visit, "wheelchair", now=now)
        await notes.remove(tx, OPERATOR, desk.practice, kept.id, now=now)
        await waiting_list.withdraw(tx, OPERATOR, desk.practice, entry, now=now)
    await admin.get(f"/clients/{ada}")
    await admin.get("/log")
    name = "von und zu Hohenstaufen-Wittelsbach, Maximiliane Anastasia"
    assert f"opened the record of {name}" in admin.text
    assert f'<a href="/clients/{ada}"><bdi>{name}' in admin.html
    assert f"removed a note about the visit of {name}" in admin.text
    assert f"took off the waiting list {name}" in admin.text
    assert "entered an absence Wed 21 Jan whose: everybody; reason: Epiphany" in admin.text
    assert "made a calendar feed of Aurora clients shown by: initials" in admin.text
    assert "recorded consent of" in admin.text
    assert "by: text; what: agreed; how: spoken" in admin.text
    assert not re.search(r"[0-9]{15}|T[0-9]{2}:|None|True|False", admin.text)
