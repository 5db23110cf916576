"""Shows whom staff would tell that the practice is closed, or somebody away or late.

What each client would read, and what that costs; nothing is written.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.announcements import Occasion
from calendar_store.model.appointments import Slot
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import Channel
from dialogs.languages.writing import first_spoken
from dialogs.wording.privacy import named
from gateway import policies
from gateway.announcements import addressees, told_words
from gateway.announcements.addressees import Addressee
from gateway.announcements.offered_times import Barred, TimesToOffer
from gateway.announcements.told_words import Matter
from gateway.messaging.addresses import our_address
from gateway.messaging.text_cost import MOST_PARTS, Measure
from gateway.use_cases import touched_visits
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.touched_visits import TellingChoice, TouchedVisit, TouchedVisits

LONGEST = 300
"""Letters of the words of staff."""
_EXACT = 40
"""Messages whose times to offer are looked for before they are sent."""
_OF_SOMEBODY = frozenset({Occasion.AWAY, Occasion.LATE})
"""Occasions that are of one practitioner."""


@dataclass(frozen=True, slots=True)
class TellingWish:
    """What clients are told.

    Attributes:
        occasion: why.
        off: whether the visits cannot take place; None: as is usual for the occasion.
        offers_times: whether other times are offered; None: as is usual.
        words: by language; a language without words has ours.
        closes: whether the calendar offers no times on these days any more: as an absence, or a
            holiday of the practice.
        despite: words that tell why clients come, of which staff have been warned.
    """

    occasion: Occasion
    off: bool | None = None
    offers_times: bool | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    closes: bool = False
    despite: tuple[str, ...] = ()

    @property
    def is_off(self) -> bool:
        """Whether the visits cannot take place."""
        return self.occasion.calls_off if self.off is None else self.off

    @property
    def offers(self) -> bool:
        """Whether other times are offered."""
        return self.is_off if self.offers_times is None else self.offers_times


@dataclass(frozen=True, slots=True)
class TellingPreview:
    """Whom an announcement touches, what they read, and what it costs.

    Attributes:
        practice: the practice.
        starts_at: begin of the time that was looked through, UTC.
        ends_at: its end, UTC.
        practitioner: whose visits; None: everybody's.
        service: for which service; None: for any.
        visits: the visits, by start.
        chosen: ids of those that are told of.
        words: the words of staff in each language that is needed, most frequent first.
        ours: the words that staff begin with, by language.
        samples: a message in each language, with its size, as the first client reads it.
        texts: how many texts go out.
        mails: how many mails go out.
        cost: of all texts, as far as prices are known; None if none is known.
        waits_until: when texts go at the earliest, in quiet hours, UTC; None: at once.
        is_closed: whether the calendar offers no times on these days already.
        complaint: why it cannot be sent as it is, in words; "" if it can.
    """

    practice: Practice
    starts_at: datetime
    ends_at: datetime
    practitioner: Practitioner | None
    service: Service | None
    visits: tuple[TouchedVisit, ...]
    chosen: frozenset[int]
    words: Mapping[str, str]
    ours: Mapping[str, str]
    samples: Mapping[str, Measure]
    texts: int
    mails: int
    cost: Decimal | None
    waits_until: datetime | None
    is_closed: bool
    complaint: str


async def look(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    choice: TellingChoice,
    wish: TellingWish,
    *,
    tariff: Tariff,
    now: datetime,
    chosen: Collection[int] | None = None,
) -> TellingPreview:
    """Return whom an announcement would touch, what they would read, and what it would cost.

    Args:
        tx: any transaction.
        actor: who looks.
        practice: the practice.
        choice: the visits that are looked through.
        wish: what clients are told.
        tariff: the channels with their carriers and prices.
        now: UTC.
        chosen: ids of the visits that are told of; None: of all that were not told of before.

    Raises:
        NotPermitted: if the actor may not tell clients.
        NotFound: if the practice has no such practitioner or service.
        InvalidInput: if the days make no sense, or there are too many visits.
    """
    require(actor, Permission.TELL_CLIENTS, practice.id)
    # who is late keeps nobody waiting whose visit had begun by then
    running = wish.occasion is not Occasion.LATE
    known = await touched_visits.read(tx, practice, choice, tariff.channels, now, running=running)
    picked = _picked(known.visits, chosen)
    policy = (await policies.load(tx, [practice.id]))[practice.id]
    going = _going(known.visits, picked)
    ours = _ours(known, wish, going, policy.templates)
    words = {code: wish.words.get(code, text) for code, text in ours.items()}
    matter = Matter(words, wish.is_off, wish.offers)
    slots = await _offered(tx, known, going, matter, now)
    measured = _all_measured(going, matter, slots, policy, tariff)
    first = {one.locale: size for one, size in reversed(measured)}
    samples = {code: first[code] for code in addressees.languages(going)}
    texts = [size for one, size in measured if one.channel is Channel.SMS]
    priced = [size.cost for size in texts if size.cost is not None]
    waits = [at for one in going if (at := addressees.due(practice, one, now)) > now]
    return TellingPreview(
        practice,
        known.starts_at,
        known.ends_at,
        known.practitioner,
        known.service,
        known.visits,
        picked,
        words,
        ours,
        samples,
        texts=len(texts),
        mails=len(measured) - len(texts),
        cost=sum(priced, Decimal(0)) if priced or not texts else None,
        waits_until=min(waits, default=None),
        is_closed=known.is_closed,
        complaint=complaint(known, wish, words, measured),
    )


def _picked(visits: Sequence[TouchedVisit], chosen: Collection[int] | None) -> frozenset[int]:
    if chosen is None:
        return frozenset(one.appointment.id for one in visits if one.told_at is None)
    return frozenset(one.appointment.id for one in visits if one.appointment.id in chosen)


def _going(visits: Sequence[TouchedVisit], picked: Collection[int]) -> list[Addressee]:
    """Return who is written to, with the visits that were picked alone."""
    found = []
    for one in {each.group: each.addressee for each in visits}.values():
        some = tuple(visit for visit in one.visits if visit[0].id in picked)
        if some and one.channel is not None:
            found.append(replace(one, visits=some))
    return found


def _ours(
    known: TouchedVisits,
    wish: TellingWish,
    going: Sequence[Addressee],
    templates: tuple[tuple[tuple[str, str], str], ...],
) -> dict[str, str]:
    """Return the words that staff begin with, in each language."""
    names = _whose(known)
    found = {}
    for code in addressees.languages(going) or (first_spoken(known.practice.locale, ""),):
        found[code] = told_words.starting_words(
            wish.occasion,
            known.practice,
            code,
            first=known.starts_at,
            practitioner=min(names) if len(names) == 1 else "",
            templates=templates,
        )
    return found


def _whose(known: TouchedVisits) -> set[str]:
    """Return the names of the practitioners whose visits these are."""
    if known.practitioner is not None:
        return {known.practitioner.name}
    return {one.appointment.practitioner for one in known.visits}


async def _offered(
    tx: Transaction,
    known: TouchedVisits,
    going: Sequence[Addressee],
    matter: Matter,
    now: datetime,
) -> list[tuple[Slot, ...]]:
    """Return the times that each message would offer: of the first exactly as they are sent.

    The others count as if they were offered what the last one before them in their language is.
    """
    asked = [one for one in going[:_EXACT] if len(one.visits) == 1]
    if not asked or not matter.offers_times:
        return [() for _ in going]
    who = known.practitioner.id if known.practitioner else None
    barred = Barred(known.starts_at, known.ends_at, who) if matter.off else None
    visits = [one.visits[0][0] for one in asked]
    times = await TimesToOffer.load(tx, known.practice, visits, barred=barred, now=now)
    found: list[tuple[Slot, ...]] = []
    last: dict[str, tuple[Slot, ...]] = {}
    for at, one in enumerate(going):
        if len(one.visits) > 1:
            found.append(())
            continue
        visit = one.visits[0][0]
        if at < _EXACT:
            last[one.locale] = await times.take(visit)
        found.append(last.get(one.locale, ()) if at < _EXACT else _alike(last, one))
    return found


def _alike(last: Mapping[str, tuple[Slot, ...]], one: Addressee) -> tuple[Slot, ...]:
    """Return times like those that others were offered, with somebody's own practitioner."""
    some = last.get(one.locale) or next(iter(last.values()), ())
    own = one.visits[0][0].practitioner_id
    return tuple(replace(slot, practitioner_id=own) for slot in some)


def _all_measured(
    going: Sequence[Addressee],
    matter: Matter,
    slots: Sequence[Sequence[Slot]],
    policy: policies.PracticeSettings,
    tariff: Tariff,
) -> list[tuple[Addressee, Measure]]:
    """Return each message with its size: a single letter may double what it costs."""
    known: dict[tuple[object, ...], Measure] = {}
    found = []
    for at, (one, some) in enumerate(zip(going, slots, strict=True)):
        visit, client = one.visits[0]
        # beyond those that are exact, who has the same names reads as much
        same = (one.locale, one.channel, client.first, visit.practitioner)
        key = same if at >= _EXACT and len(one.visits) == 1 else (at,)
        if key not in known:
            known[key] = _measured(one, matter, some, policy, tariff)
        found.append((one, replace(known[key], price=_price(one, tariff))))
    return found


def _price(one: Addressee, tariff: Tariff) -> Decimal | None:
    channel = one.channel or Channel.SMS
    ours = our_address(tariff.channels, one.practice, channel)
    way = tariff.way(ours, one.address, channel)
    return way.known_price if way else None


def _measured(
    one: Addressee,
    matter: Matter,
    slots: Sequence[Slot],
    policy: policies.PracticeSettings,
    tariff: Tariff,
) -> Measure:
    text = told_words.render_told(matter, one, slots, policy.templates)
    return tariff.measure(text, _price(one, tariff), one.channel or Channel.SMS)


def complaint(
    known: TouchedVisits,
    wish: TellingWish,
    words: Mapping[str, str],
    measured: Sequence[tuple[Addressee, Measure]],
) -> str:
    """Return why an announcement cannot be sent as it is; "" if it can."""
    if wish.occasion in _OF_SOMEBODY and len(_whose(known)) > 1:
        return "Choose above who is away or late."
    for code in addressees.languages(one for one, _ in measured):
        if not words.get(code, "").strip():
            return "Write what clients are told, in each language."
        if len(words[code]) > LONGEST:
            return f"{len(words[code])} letters are too many, {LONGEST} at most."
        unsafe = named(words[code], known.services)
        if unsafe:
            return (
                f"“{unsafe[0]}” may not stand in a message: it would tell others why they come."
                " Write “your appointment” instead, or mark the service as safe to name."
            )
    most = max((size.parts for _, size in measured), default=0)
    if most > MOST_PARTS:
        return f"{most} parts are too many for a text, {MOST_PARTS} at most."
    return ""
