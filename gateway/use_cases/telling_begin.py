"""Begins to tell clients that the practice is closed, or somebody away or late.

Nothing is moved or cancelled here: the worker of announcements sends the messages, clients are
offered other times, and an answer moves its visit over the usual dialog.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from calendar_store.appointments import announcements
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.announcements import Announcement, ToldAppointment
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import hours
from dialogs.wording.disclosure import disclosing
from gateway.use_cases import absences, staff_replies
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.staff_replies import Unwarned
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling_clients import TellingPreview, TellingWish, look
from gateway.use_cases.touched_visits import TellingChoice, TouchedVisit


async def send(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    choice: TellingChoice,
    wish: TellingWish,
    *,
    seen: Mapping[int, int],
    tariff: Tariff,
    now: datetime,
    known_told: Collection[int] | None = None,
) -> Announcement:
    """Begin to tell clients; the worker of announcements sends the messages.

    Args:
        tx: a writing transaction.
        actor: who tells them.
        practice: the practice.
        choice: the visits that were looked through.
        wish: what clients are told.
        seen: version of each visit that is told of, by its id, as the actor saw it.
        tariff: the channels with their carriers and prices.
        now: UTC.
        known_told: ids of the visits that the actor knows to be told of before; None: of all.

    Raises:
        NotPermitted, NotFound, InvalidInput: as `look`.
        InvalidInput: if nobody was chosen, or nobody can be told, or they were told the same.
        Unwarned: if words tell why clients come, and staff were not warned of them.
        Stale: if a visit has changed since, or somebody else has told of it.
    """
    require(actor, Permission.TELL_CLIENTS, practice)
    # two who press the button at once tell nobody twice
    await hours.lock(tx, practice.id)
    preview = await look(
        *(tx, actor, practice, choice, wish), tariff=tariff, now=now, chosen=frozenset(seen)
    )
    _require_sendable(preview, wish, seen)
    if wish.closes and wish.is_off and not preview.is_closed:
        await _close(tx, actor, preview, choice, now)
    words = {code: " ".join(text.split()) for code, text in preview.words.items()}
    announced = Announcement(
        practice.id,
        tx.ids.new(),
        wish.occasion,
        wish.is_off,
        wish.offers,
        preview.starts_at,
        preview.ends_at,
        preview.practitioner.id if preview.practitioner else None,
        preview.service.id if preview.service else None,
        words,
        now,
        actor.label,
    )
    rows = await _rows(tx, announced, preview, now)
    if not any(one.status is MessageStatus.PLANNED for one in rows):
        codes = {one.reason.code for one in rows}
        if ReasonCode.TOLD_ALREADY in codes:
            raise InvalidInput("They were told the same already.")
        raise InvalidInput("None of them may be written to. Call them instead.")
    _require_known(preview, rows, known_told)
    await announcements.add(tx, announced, rows)
    told = sum(one.status is MessageStatus.PLANNED for one in rows)
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="clients.told",
        subject=str(announced.id),
        now=now,
        detail={"occasion": wish.occasion.value, "visits": told}
        | ({"despite": list(wish.despite)} if wish.despite else {}),
    )
    return announced


def _require_sendable(preview: TellingPreview, wish: TellingWish, seen: Mapping[int, int]) -> None:
    if not seen:
        raise InvalidInput("Choose at least one client.")
    versions = {one.appointment.id: one.appointment.version for one in preview.visits}
    changed = [one for one, version in seen.items() if versions.get(one) != version]
    if changed:
        raise Stale("Some appointments have changed meanwhile. Look at the list again.")
    if preview.complaint:
        raise InvalidInput(preview.complaint)
    words = tuple(dict.fromkeys(w for text in preview.words.values() for w in disclosing(text)))
    if not {word.casefold() for word in words} <= {word.casefold() for word in wish.despite}:
        raise Unwarned(staff_replies.warning(words))


def _require_known(
    preview: TellingPreview, rows: Sequence[ToldAppointment], known_told: Collection[int] | None
) -> None:
    """Refuse to tell anew of a visit that somebody else has just told of in other words."""
    if known_told is None:
        return
    told = {one.appointment.id for one in preview.visits if one.told_at is not None}
    going = {one.appointment_id for one in rows if one.status is MessageStatus.PLANNED}
    if (told & going) - set(known_told):
        raise Stale("Some were told of it meanwhile. Look at the list again.")


async def _close(
    tx: Transaction,
    actor: Actor,
    preview: TellingPreview,
    choice: TellingChoice,
    now: datetime,
) -> None:
    """Enter an absence, or a holiday of the practice: else these days would be offered."""
    if choice.since is not None or choice.until is not None:
        raise InvalidInput("A part of a day is blocked on the calendar; enter that there first.")
    whose = str(preview.practitioner.id) if preview.practitioner else None
    # shorter hours that were entered for one of these days give way
    asked = AbsenceRequest(choice.first, choice.last, whose, instead=True)
    await absences.add(tx, actor, preview.practice, asked, now=now)


async def _rows(
    tx: Transaction, announced: Announcement, preview: TellingPreview, now: datetime
) -> list[ToldAppointment]:
    """Return the rows of an announcement: who is told, and who is not for which reason."""
    rows = list[ToldAppointment]()
    chosen = [one for one in preview.visits if one.appointment.id in preview.chosen]
    same = await _told_the_same(tx, announced, chosen)
    for one in chosen:
        why = one.addressee.why_not
        if one.can_be_told and one.appointment.id in same:
            why = Reason(ReasonCode.TOLD_ALREADY)
        rows.append(
            ToldAppointment(
                announced.practice_id,
                announced.id,
                one.appointment.id,
                one.appointment.version,
                one.appointment.starts_at,
                one.group,
                now,
                MessageStatus.SKIPPED if why else MessageStatus.PLANNED,
                why,
            )
        )
    return rows


async def _told_the_same(
    tx: Transaction, announced: Announcement, chosen: Sequence[TouchedVisit]
) -> set[int]:
    """Return the visits, as they stand, whose clients were told the same words before."""
    told = {one.appointment.id for one in chosen if one.told_at is not None}
    starts = {one.appointment.id: one.appointment.starts_at for one in chosen}
    rows = await announcements.of_appointments(tx, announced.practice_id, told)
    begun = await announcements.by_ids(tx, {(one.practice_id, one.announcement_id) for one in rows})
    return {
        one.appointment_id
        for one in rows
        if one.starts_at == starts[one.appointment_id]
        and _same(begun[one.practice_id, one.announcement_id], announced)
    }


def _same(before: Announcement, now: Announcement) -> bool:
    both = set(before.words) & set(now.words)
    return before.off == now.off and all(before.words[code] == now.words[code] for code in both)
