"""Logins of members of staff: opened, used, locked, ended.

A login's token is stored as its SHA-256: a person who reads the store cannot log in with it. A
login is in one browser, and may be locked: then its password has to be entered again.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, insert, select, update

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.entry.characters import cleaned_line
from calendar_store.model.actors import SUPPORT_ROLES, Actor, of_staff
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import StaffMember, SupportAccess
from calendar_store.model.statuses import Role, SecondFactorPolicy
from calendar_store.practices.staff_rows import MEMBER, member_of

LOGIN_LASTS = timedelta(hours=12)
"""Lifetime of a login: a working day."""

IDLE = timedelta(hours=2)
"""Default time after which an unused login ends; the configuration may set another."""

NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a login is recorded."""

_TOKEN_BYTES = 32
_LONGEST_AGENT = 300
_REMEMBERED = 200
"""How many of a member's last logins tell which networks are known."""
_WATCHED = frozenset({Role.ADMIN, *SUPPORT_ROLES})
"""Roles whose logins from new networks are told."""
_T, _LOGINS = schema.staff, schema.logins
_GRANTS = schema.support_grants
_PRACTICES, _ENTERED = schema.practices, schema.practices.alias("entered_practices")
_KEYS = schema.passkeys
_OWN = _GRANTS.alias("own_grants")
_GRANT = and_(
    _GRANTS.c.practice_id == _LOGINS.c.grant_practice_id,
    _GRANTS.c.id == _LOGINS.c.grant_id,
    _GRANTS.c.ended_at.is_(None),
    _GRANTS.c.expires_at > bindparam("b_now"),
)
_HAS_PASSKEY = exists().where(_KEYS.c.practice_id == _T.c.practice_id, _KEYS.c.staff_id == _T.c.id)
_SUPPORTED_UNTIL = (
    select(func.max(_OWN.c.expires_at))
    .where(
        _OWN.c.practice_id == func.coalesce(_GRANTS.c.practice_id, _T.c.practice_id),
        _OWN.c.ended_at.is_(None),
        _OWN.c.expires_at > bindparam("b_now"),
    )
    .correlate(_GRANTS, _T)
    .scalar_subquery()
)
_LOGIN = (
    select(
        *MEMBER,
        _T.c.totp_secret,
        *(_LOGINS.c[n] for n in ("token_hash", "created_at", "seen_at", "expires_at", "address")),
        *(_LOGINS.c.user_agent, _LOGINS.c.locked_at),
        *(_PRACTICES.c.second_factor, _PRACTICES.c.idle_minutes, _PRACTICES.c.suspended_at),
        _ENTERED.c.second_factor.label("entered_second_factor"),
        _ENTERED.c.idle_minutes.label("entered_idle_minutes"),
        _ENTERED.c.suspended_at.label("entered_suspended_at"),
        _HAS_PASSKEY.label("has_passkey"),
        _SUPPORTED_UNTIL.label("supported_until"),
        *(_GRANTS.c.practice_id.label("in_practice"), _GRANTS.c.id.label("grant_id")),
        _GRANTS.c.expires_at.label("grant_until"),
        *(_GRANTS.c.writes.label("grant_writes"), _GRANTS.c.shows_contacts.label("grant_shows")),
    )
    .join(_LOGINS, (_LOGINS.c.practice_id == _T.c.practice_id) & (_LOGINS.c.staff_id == _T.c.id))
    .join(_PRACTICES, _PRACTICES.c.id == _T.c.practice_id)
    .join(_GRANTS, _GRANT, isouter=True)
    .join(_ENTERED, _ENTERED.c.id == _GRANTS.c.practice_id, isouter=True)
    .where(_T.c.retired_at.is_(None))
)
_OPEN = _LOGIN.where(
    _LOGINS.c.expires_at > bindparam("b_now"), _LOGINS.c.seen_at > bindparam("b_since")
)
_BY_TOKEN = _OPEN.where(_LOGINS.c.token_hash == bindparam("b_token"))
_OF_PRACTICE = _OPEN.where(_LOGINS.c.practice_id == bindparam("b_practice")).order_by(
    _LOGINS.c.seen_at.desc()
)
_OF_MEMBER = _OF_PRACTICE.where(_LOGINS.c.staff_id == bindparam("b_staff"))


@dataclass(frozen=True, slots=True)
class Login:
    """A login of a member of staff in one browser.

    Attributes:
        member: the member of staff; support that is in another practice by a grant is a member of
            that practice here.
        opened_at: when the login was opened, UTC.
        seen_at: when the login was last used, to the minute, UTC.
        expires_at: when the login expires, UTC.
        address: the network address from which the login was opened.
        key: names the login on pages; nobody can log in with it.
        user_agent: what the browser calls itself.
        locked_at: since when it is locked by its member, UTC; None if it is not.
        idle_minutes: after how many minutes without use it is locked by itself; None: never.
        second_factor: who of the practice needs a second factor. Support that is in another
            practice is bound by both, in this and in `idle_minutes`.
        has_factor: whether the member has a second factor.
        supported_until: until when support has access to the practice, UTC; None if it has not.
        suspended_at: since when the practice is suspended, UTC; None: it is at work.
    """

    member: StaffMember
    opened_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    key: str = ""
    user_agent: str = ""
    locked_at: datetime | None = None
    idle_minutes: int | None = None
    second_factor: SecondFactorPolicy = SecondFactorPolicy.NOBODY
    has_factor: bool = False
    supported_until: datetime | None = None
    suspended_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        """Tell whether the use of the login has to be recorded again."""
        return now - self.seen_at >= NOTED_EVERY

    def is_locked(self, now: datetime) -> bool:
        """Tell whether the password has to be entered again.

        A use is recorded once a minute, so an unused login is locked up to a minute later.
        """
        if self.locked_at is not None:
            return True
        if self.idle_minutes is None:
            return False
        return now - self.seen_at >= timedelta(minutes=self.idle_minutes) + NOTED_EVERY

    @property
    def lacks_factor(self) -> bool:
        """Whether the practice wants a second factor of the member, who has none."""
        return not self.has_factor and needs_factor(self.member.role, self.second_factor)


def needs_factor(role: Role, policy: SecondFactorPolicy) -> bool:
    """Tell whether a practice wants a second factor of a role."""
    if policy is SecondFactorPolicy.ADMINISTRATORS:
        return role is Role.ADMIN or role in SUPPORT_ROLES
    return policy is SecondFactorPolicy.EVERYBODY


async def log_in(
    tx: Transaction,
    member: StaffMember,
    *,
    now: datetime,
    lasts: timedelta = LOGIN_LASTS,
    address: str = "",
    network: str = "",
    user_agent: str = "",
    how: str = "password",
) -> str:
    """Open a login for a member of staff who has shown who they are.

    Args:
        tx: a writing transaction.
        member: the member of staff.
        now: time of the login, aware.
        lasts: lifetime of the login.
        address: the network address from which the login is opened.
        network: the network of that address; a network that an administrator has not used before
            is written to the audit log.
        user_agent: what the browser calls itself.
        how: how the member has shown it, for the audit log.

    Returns:
        The token for the browser: 256 random bits. The store keeps only its hash.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    at = require_aware(now, "the time of a login")
    row = {
        "practice_id": member.practice_id,
        "token_hash": token_digest(token),
        "staff_id": member.id,
        "created_at": at,
        "expires_at": at + lasts,
        "seen_at": at,
        "address": address,
        "user_agent": cleaned_line(user_agent)[:_LONGEST_AGENT],
    }
    await tx.execute(delete(_LOGINS).where(_LOGINS.c.expires_at <= at, of_member(member)))
    await tx.execute(insert(_LOGINS), row)
    actor, detail = of_staff(member), {"how": how, "network": network}
    if network and member.role in _WATCHED and await _is_new(tx, actor, member, network):
        await audit.record(
            tx,
            member.practice_id,
            by=actor,
            action="login.new_network",
            subject=member.email,
            now=now,
            detail=detail,
        )
    await audit.record(
        tx,
        member.practice_id,
        by=actor,
        action="login",
        subject=member.email,
        now=now,
        detail=detail if network else None,
    )
    return token


async def _is_new(tx: Transaction, actor: Actor, member: StaffMember, network: str) -> bool:
    """Tell whether a member has logged in before, and never from this network."""
    known = await audit.details_of(
        tx, member.practice_id, by=actor.label, action="login", limit=_REMEMBERED
    )
    networks = {one["network"] for one in known if "network" in one}
    return bool(networks) and network not in networks


async def by_token(
    tx: Transaction, token: str, now: datetime, idle: timedelta = IDLE
) -> StaffMember | None:
    """Return the member of staff of a login token.

    Args:
        tx: any transaction.
        token: the token from the browser's cookie.
        now: UTC.
        idle: time after which an unused login ends.

    Returns:
        The member; None if the login is unknown, ended, expired or unused for longer than `idle`.
    """
    found = await login_of(tx, token, now, idle)
    return found.member if found else None


async def login_of(
    tx: Transaction, token: str, now: datetime, idle: timedelta = IDLE
) -> Login | None:
    """Return the login of a token, with its member; see `by_token`."""
    values = {"b_token": token_digest(token), "b_now": now, "b_since": now - idle}
    row = (await tx.execute(_BY_TOKEN, values)).one_or_none()
    return _login(row) if row else None


async def note_use(tx: Transaction, token: str, now: datetime) -> None:
    """Record that a login is in use now."""
    await tx.execute(_one(token).values(seen_at=now))


async def lock(tx: Transaction, token: str, now: datetime) -> None:
    """Lock a login: its password has to be entered again."""
    await tx.execute(_one(token).values(locked_at=now))
    tx.notify(Topic.CALENDAR)


async def unlock(tx: Transaction, token: str, now: datetime) -> None:
    """Open a locked login, after its member has shown who they are."""
    await tx.execute(_one(token).values(locked_at=None, seen_at=now))


async def logins(
    tx: Transaction, practice_id: int, now: datetime, idle: timedelta = IDLE
) -> tuple[Login, ...]:
    """Return the open logins of a practice's staff, most recently used first."""
    values = {"b_practice": practice_id, "b_now": now, "b_since": now - idle}
    return tuple(_login(row) for row in await tx.execute(_OF_PRACTICE, values))


async def logins_of(
    tx: Transaction, member: StaffMember, now: datetime, idle: timedelta = IDLE
) -> tuple[Login, ...]:
    """Return the open logins of a member of staff, most recently used first."""
    values: dict[str, object] = {"b_practice": member.practice_id, "b_staff": member.id}
    values |= {"b_now": now, "b_since": now - idle}
    return tuple(_login(row) for row in await tx.execute(_OF_MEMBER, values))


async def end_one(tx: Transaction, member: StaffMember, key: str, *, now: datetime) -> bool:
    """End one login of a member, by its key; tell whether there was one."""
    theirs = delete(_LOGINS).where(of_member(member), _LOGINS.c.token_hash == bytes.fromhex(key))
    if not (await tx.execute(theirs)).rowcount:
        return False
    await _ended(tx, member, 1, by=of_staff(member), now=now)
    return True


async def end_others(tx: Transaction, member: StaffMember, token: str, *, now: datetime) -> int:
    """End every login of a member but that of a token; return how many ended."""
    others = delete(_LOGINS).where(of_member(member), _LOGINS.c.token_hash != token_digest(token))
    ended = int((await tx.execute(others)).rowcount)
    if ended:
        await _ended(tx, member, ended, by=of_staff(member), now=now)
    return ended


async def _ended(
    tx: Transaction, member: StaffMember, count: int, *, by: Actor, now: datetime
) -> None:
    tx.notify(Topic.CALENDAR)
    await audit.record(
        tx,
        member.practice_id,
        by=by,
        action="staff.logged_out",
        subject=member.email,
        now=now,
        detail={"count": count},
    )


async def drop(tx: Transaction, member: StaffMember) -> None:
    """End every login of a member at once; open pages and streams are woken to notice it."""
    await tx.execute(delete(_LOGINS).where(of_member(member)))
    tx.notify(Topic.CALENDAR)


async def log_out(tx: Transaction, token: str) -> None:
    """End one login, and wake the streams of its other pages; do nothing for an unknown token."""
    mine = _LOGINS.c.token_hash == token_digest(token)
    if (await tx.execute(delete(_LOGINS).where(mine))).rowcount:
        tx.notify(Topic.CALENDAR)


async def end_logins(
    tx: Transaction, practice_id: int, member: StaffMember | None, *, by: Actor, now: datetime
) -> int:
    """End every login of a member of staff, or of all staff of a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        member: the member of staff; None: all staff of the practice.
        by: the actor, for the audit log.
        now: UTC.

    Returns:
        Number of logins ended.
    """
    theirs = of_member(member) if member else _LOGINS.c.practice_id == practice_id
    ended = await tx.execute(delete(_LOGINS).where(theirs))
    tx.notify(Topic.CALENDAR)
    who = member.email if member else "all staff"
    await audit.record(tx, practice_id, by=by, action="staff.logged_out", subject=who, now=now)
    return int(ended.rowcount)


def login_key(token: str) -> str:
    """Return the key that names the login of a token on pages."""
    return token_digest(token).hex()


def token_digest(token: str) -> bytes:
    """Return what is stored of a token."""
    return sha256(token.encode(errors="surrogateescape")).digest()


def of_member(member: StaffMember) -> ColumnElement[bool]:
    """Return the condition that a login is of a member."""
    return (_LOGINS.c.practice_id == member.practice_id) & (_LOGINS.c.staff_id == member.id)


def _one(token: str) -> Any:
    return update(_LOGINS).where(_LOGINS.c.token_hash == token_digest(token))


def _login(row: Any) -> Login:
    member = member_of(row)
    if row.in_practice is not None:
        may = bool(row.grant_writes), bool(row.grant_shows)
        access = SupportAccess(row.grant_id, row.grant_until, *may)
        member = replace(member, practice_id=row.in_practice, support=access)
    return Login(
        *(member, row.created_at, row.seen_at, row.expires_at, row.address),
        key=row.token_hash.hex(),
        user_agent=row.user_agent,
        locked_at=row.locked_at,
        idle_minutes=min(filter(None, (row.idle_minutes, row.entered_idle_minutes)), default=None),
        second_factor=max(
            SecondFactorPolicy(row.second_factor),
            SecondFactorPolicy(row.entered_second_factor or SecondFactorPolicy.NOBODY),
            key=list(SecondFactorPolicy).index,
        ),
        has_factor=bool(row.totp_secret) or bool(row.has_passkey),
        supported_until=row.supported_until,
        suspended_at=row.suspended_at if row.in_practice is None else row.entered_suspended_at,
    )
