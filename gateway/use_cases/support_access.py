"""Access of support to a practice: given by its administrator for hours, ended at any moment.

Support is an account of the service, which belongs to no practice's staff. It sees a practice only
while a grant of that practice lasts, and everything that it opens there is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.conversations import alerts
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry.characters import cleaned_line
from calendar_store.model.actors import (
    SUPPORT_ROLES,
    Actor,
    Permission,
    of_staff,
    require,
)
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import staff, support_grants, support_visits
from calendar_store.practices.support_grants import SupportGrant
from calendar_store.practices.support_visits import SupportVisit
from gateway.support import support_mails, visit_report
from gateway.support.visit_report import VisitReport
from gateway.use_cases.own_account import at_home
from gateway.use_cases.suspending import AdminMails

MOST_HOURS = 72
UNASKED = timedelta(hours=1)
"""How long support may read a practice that it opened without being asked."""
_NOT_AGAIN = timedelta(hours=24)
"""For how long an account opens nothing again where the practice has ended that."""
SHORTEST_REASON, LONGEST_REASON = 15, 500


@dataclass(frozen=True, slots=True)
class AccessWish:
    """What support is to be given.

    Attributes:
        email: the address of the account of support.
        hours: how long.
        writes: whether support may also change things.
        shows_contacts: whether clients' numbers and addresses are shown.
    """

    email: str
    hours: int
    writes: bool = False
    shows_contacts: bool = False


async def give(
    tx: Transaction, actor: Actor, practice: Practice, wish: AccessWish, *, now: datetime
) -> SupportGrant:
    """Give support access to a practice.

    Args:
        tx: a writing transaction.
        actor: who gives it.
        practice: the practice.
        wish: what is given.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not give access.
        InvalidInput: if the hours are too few or too many, or support has no such account; whether
            somebody else logs in with the address is not told.
    """
    require(actor, Permission.GRANT_SUPPORT, practice.id)
    if not 1 <= wish.hours <= MOST_HOURS:
        raise InvalidInput(f"access is given for 1 to {MOST_HOURS} hours")
    support = await staff.by_email(tx, wish.email)
    if support is None or support.role not in SUPPORT_ROLES:
        raise InvalidInput(f"support has no account {wish.email.strip()}; ask support for it")
    return await support_grants.give(
        *(tx, practice.id, support),
        writes=wish.writes,
        shows_contacts=wish.shows_contacts,
        expires_at=now + timedelta(hours=wish.hours),
        by=actor,
        now=now,
    )


async def break_glass(
    tx: Transaction,
    member: StaffMember,
    practice: Practice,
    reason: str,
    telling: AdminMails,
    *,
    now: datetime,
) -> SupportGrant:
    """Open a practice without being asked: to read, for a short time, with a written reason.

    Its administrators are told at once by an alert and by mail, and can end it at once.

    Args:
        tx: a writing transaction.
        member: the account of support.
        practice: the practice.
        reason: why nobody could be asked.
        telling: by what administrators are told.
        now: UTC.

    Raises:
        NotPermitted: if the account is none of support.
        InvalidInput: if the reason says too little, such access lasts already, or the practice has
            ended it lately.
    """
    home = await at_home(tx, member)
    if home.role not in SUPPORT_ROLES or home.practice_id == practice.id:
        raise NotPermitted(f"{home.email} may not open a practice without being asked")
    words = " ".join(cleaned_line(reason).split())
    if not SHORTEST_REASON <= len(words) <= LONGEST_REASON:
        raise InvalidInput("write in a sentence why nobody of the practice could be asked")
    lasting = await support_grants.given_to(tx, home, now)
    if any(one.practice_id == practice.id for one in lasting):
        raise InvalidInput("you have access to this practice already; enter it")
    since = now - _NOT_AGAIN
    if await support_grants.ended_by_practice(tx, practice.id, home, since):
        raise InvalidInput("the practice has ended this today; ask it for access")
    grant = await support_grants.give(
        *(tx, practice.id, home),
        writes=False,
        expires_at=now + UNASKED,
        by=of_staff(home),
        now=now,
        reason=words,
    )
    told = {"who": home.email, "why": words}
    why = Reason(ReasonCode.SUPPORT_UNASKED, told)
    alert = Alert(practice.id, tx.ids.new(), AlertKind.SUPPORT_UNASKED, why, now)
    await alerts.raise_all(tx, [alert])
    await support_mails.tell_of_breaking_in(
        *(tx, telling.channels, practice, grant), links=telling.links, now=now
    )
    return grant


async def end(
    tx: Transaction, actor: Actor, practice_id: int, grant_id: int, *, now: datetime
) -> None:
    """End a grant at once.

    Raises:
        NotPermitted: if the actor may not give access.
        NotFound: if the practice has given no such grant.
        InvalidInput: if it was over already.
    """
    require(actor, Permission.GRANT_SUPPORT, practice_id)
    grant = await support_grants.get(tx, practice_id, grant_id)
    if not await support_grants.end(tx, grant, by=actor, now=now):
        raise InvalidInput("this access was over already")
    await support_visits.of_grant_end(tx, grant, now)


async def visits(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[SupportVisit]:
    """Return the last visits of support in a practice, newest first.

    Raises:
        NotPermitted: if the actor may not give access.
    """
    require(actor, Permission.GRANT_SUPPORT, practice_id)
    return await support_visits.of_practice(tx, practice_id)


async def report(tx: Transaction, actor: Actor, practice_id: int, visit_id: int) -> VisitReport:
    """Return what support did on a visit.

    Raises:
        NotPermitted: if the actor may not give access.
        NotFound: if the practice had no such visit.
    """
    require(actor, Permission.GRANT_SUPPORT, practice_id)
    return await visit_report.load(tx, await support_visits.get(tx, practice_id, visit_id))


async def given(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[SupportGrant]:
    """Return the last grants of a practice, newest first; all its staff may see them.

    Raises:
        NotPermitted: if the actor is not of the practice.
    """
    require(actor, Permission.READ_CALENDAR, practice_id)
    return await support_grants.of_practice(tx, practice_id)


async def open_to(tx: Transaction, member: StaffMember, *, now: datetime) -> Sequence[SupportGrant]:
    """Return the grants by which an account of support may enter practices now."""
    return await support_grants.given_to(tx, await at_home(tx, member), now)


async def enter(
    tx: Transaction,
    member: StaffMember,
    token: str,
    chosen: tuple[int, int],
    *,
    now: datetime,
) -> None:
    """Let a log-in of support enter a practice.

    Args:
        tx: a writing transaction.
        member: the account of support.
        token: of the log-in.
        chosen: practice and id of the grant.
        now: UTC.

    Raises:
        NotFound: if no such grant lasts for this account.
    """
    for grant in await open_to(tx, member, now=now):
        if (grant.practice_id, grant.id) == chosen:
            await support_visits.left(tx, token, now)
            await support_grants.enter(tx, token, grant)
            await support_visits.seen(tx, token, chosen, grant.email, now)
            await audit.record(
                *(tx, grant.practice_id),
                by=of_staff(await at_home(tx, member)),
                action="support.entered",
                subject=grant.email,
                now=now,
            )
            return
    raise NotFound("no such access lasts")


async def leave(tx: Transaction, token: str, *, now: datetime) -> None:
    """Let a log-in of support leave the practice that it is in."""
    await support_visits.left(tx, token, now)
    await support_grants.enter(tx, token, None)
