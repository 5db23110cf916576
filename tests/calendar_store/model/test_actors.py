"""Actors: which role may do what, where, and under which label it is kept."""

import pytest

from calendar_store.database import audit
from calendar_store.model.actors import (
    BY_TEXT,
    CLIENT,
    DEMO,
    OF_ROLE,
    OPERATOR,
    SERVICE,
    Permission,
    of_staff,
    require,
    unknown,
)
from calendar_store.model.errors import NotPermitted
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role

DESK = {Permission.REPLY, Permission.SEE_TO_ALERTS, Permission.RECORD_CONSENT}
"""What the pages that only reception and administrators may see do."""
ADMINS = {Permission.MANAGE_PRACTICE}
"""What the pages that only administrators may see do."""


def _member(role, practice_id=7):
    return StaffMember(practice_id, 3, "ada@example.org", "Ada", role)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.ADMIN, {Permission.READ_CALENDAR} | DESK | ADMINS, {Permission.RUN_SERVICE}),
        (Role.RECEPTION, {Permission.READ_CALENDAR} | DESK, ADMINS | {Permission.MANAGE_STAFF}),
        (Role.PRACTITIONER, {Permission.READ_CALENDAR}, DESK | ADMINS),
        (Role.SUPPORT, set(), set(Permission)),
    ],
)
def test_a_role_may_do_what_its_pages_let_it(role, may, may_not):
    assert set(OF_ROLE) == set(Role)
    held = of_staff(_member(role)).permissions
    assert may <= held
    assert not may_not & held


def test_staff_act_at_their_own_practice_alone():
    admin = of_staff(_member(Role.ADMIN))
    require(admin, Permission.MANAGE_PRACTICE, 7)
    for elsewhere in (8, None):
        with pytest.raises(NotPermitted, match="may not change the practice here"):
            require(admin, Permission.MANAGE_PRACTICE, elsewhere)


@pytest.mark.parametrize("permission", list(Permission))
def test_the_operator_may_do_everything_everywhere_and_clients_nothing_by_themselves(permission):
    require(OPERATOR, permission, 7)
    require(OPERATOR, permission, None)
    for actor in (CLIENT, BY_TEXT, SERVICE, DEMO, unknown("192.0.2.1")):
        with pytest.raises(NotPermitted):
            require(actor, permission, 7)


async def test_the_audit_log_keeps_the_labels_that_it_always_kept(database, practice, now):
    actors = (OPERATOR, CLIENT, BY_TEXT, SERVICE, DEMO, of_staff(_member(Role.RECEPTION)))
    async with database.write() as tx:
        for actor in actors:
            await audit.record(tx, practice.id, by=actor, action="tried", subject="", now=now)
        entries = await audit.entries(tx, practice.id)
    assert [entry.by for entry in entries if entry.action == "tried"][::-1] == [
        *("cli", "client", "client, by text", "textback", "demo", "ada@example.org")
    ]
