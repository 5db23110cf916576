"""Rows of visits: judged by the store, booked without a word to anybody, and undone.

A visit needs its client, who is known already: by number, by email address, or by name alone where
one client has it. Visits of the past are taken over as well, so that history counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, imported_visits, many_bookings
from calendar_store.appointments.imported_visits import ClientTime
from calendar_store.appointments.many_bookings import WantedVisit
from calendar_store.clients import imported_clients
from calendar_store.clients.imported_clients import KnownClients
from calendar_store.database.connection import Transaction
from calendar_store.entry import lookup
from calendar_store.entry.search_terms import plain
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound, SlotTaken, StoreError
from calendar_store.model.imports import ImportChoices, ImportRow, RowOutcome, RowVerdict
from calendar_store.model.practices import Practice, Practitioner, ReminderStep, Service
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practices, practitioners, services
from gateway.imports.columns.fields import bare
from gateway.imports.judging import Entry, ReadRow
from gateway.imports.made_clients import as_client, make, stranger

_LONG_AGO = timedelta(days=365 * 30)
_USUAL = timedelta(minutes=30)
_GONE = InvalidInput("the client was merged or erased since")
_MARKS = frozenset(
    {AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW, AppointmentStatus.CONFIRMED}
)
"""Statuses that a visit of a file may have besides booked."""


@dataclass(slots=True)
class VisitsBefore:
    """The visits of the rows before.

    Attributes:
        lines: by client (or number and name of a stranger) and start, the line.
        strangers: how many rows tell of a person whom the practice does not have, and enough.
    """

    lines: dict[tuple[int | tuple[str, str], str], int] = field(default_factory=dict)
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What rows of visits may mean."""

    clients: KnownClients
    named: Mapping[tuple[str, str], Sequence[Client]]
    practitioners: Sequence[Practitioner]
    services: Sequence[Service]
    # by what rows call them: many say the same
    people: dict[str, Practitioner] = field(default_factory=dict)
    kinds: dict[str, Service] = field(default_factory=dict)


async def judged_visits(
    tx: Transaction,
    practice: Practice,
    rows: Sequence[ReadRow],
    before: VisitsBefore,
    *,
    choices: ImportChoices,
    now: datetime,
) -> list[ImportRow]:
    """Return what rows without a mistake mean: new, the same, twice in the file, or wrong.

    Args:
        tx: any transaction.
        practice: the practice.
        rows: line and checked fields of each.
        before: the rows before; these are added.
        choices: what staff chose about strangers.
        now: UTC.
    """
    known = await _known(tx, practice, [entry for *_, entry in rows])
    found: list[ImportRow] = []
    for line, entry in rows:
        try:
            _practitioner(entry, known)
            _service(entry, known)
            client, who = _whose(entry, known, before, choices)
        except (InvalidInput, NotFound) as error:
            found.append(ImportRow(line, (), RowVerdict.WRONG, str(error), entry))
            continue
        first = before.lines.setdefault((who, entry["start"]), line)
        if first != line:
            fault = str(InvalidInput(f"the same visit stands in line {first}"))
            found.append(ImportRow(line, (), RowVerdict.DOUBLE, fault, entry))
        elif client is None:
            told = dict(entry) | as_client(entry)
            found.append(ImportRow(line, (), RowVerdict.WITH_CLIENT, "", told))
        else:
            named = _named(entry, client)
            found.append(ImportRow(line, (), RowVerdict.NEW, "", named, client.id))
    times = [time for row in found if (time := _time(row)) is not None]
    there = await imported_visits.standing(tx, practice.id, times)
    left = await imported_visits.given_up(tx, practice.id, times, now)
    return [_standing(_same(row, there), left) for row in found]


def _whose(
    entry: Entry, known: _Known, before: VisitsBefore, choices: ImportChoices
) -> tuple[Client | None, int | tuple[str, str]]:
    """Return the client of a row, and what is the same for all rows of that client.

    Raises:
        NotFound: if it is nobody, and nobody is added for it.
        InvalidInput: if it may be several.
    """
    try:
        client = _client(entry, known)
    except NotFound:
        who = stranger(entry)
        before.strangers += who is not None
        if who is None or not choices.strangers:
            raise
        return None, who
    return client, client.id


async def book_visits(
    tx: Transaction,
    practice: Practice,
    pending: Sequence[ImportRow],
    *,
    by: Actor,
    now: datetime,
) -> list[ImportRow]:
    """Book the visits of rows; nobody is told, and reminders of what is to come are planned.

    A time that somebody else has got meanwhile is refused for its row alone.
    """
    unclear = [row.entry for row in pending if row.entry and row.client_id is None]
    known = await _known(tx, practice, unclear)
    done: dict[int, ImportRow] = {}
    pending_now = await _with_clients(tx, practice, pending, known, done=done, now=now)
    times = [time for row in pending_now if (time := _time(row)) is not None]
    there = await imported_visits.standing(tx, practice.id, times)
    left = await imported_visits.given_up(tx, practice.id, times, now)
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    to_book: list[tuple[ImportRow, WantedVisit]] = []
    for row in pending_now:
        again = _standing(_same(row, there), left)
        try:
            if again.verdict is RowVerdict.SAME:
                done[row.line] = again
            elif again.verdict is RowVerdict.WRONG:
                done[row.line] = replace(row, outcome=RowOutcome.REFUSED, fault=again.fault)
            else:
                to_book.append((row, _wanted(row, known, now)))
        except StoreError as error:
            done[row.line] = replace(row, outcome=RowOutcome.REFUSED, fault=str(error))
    wanted = [one for _, one in to_book]
    made = await _booked(tx, practice, steps, wanted, by=by, now=now)
    for (row, _), one in zip(to_book, made, strict=True):
        done[row.line] = (
            replace(row, outcome=RowOutcome.REFUSED, fault=one)
            if isinstance(one, str)
            else replace(row, outcome=RowOutcome.ADDED, visit_id=one.id)
        )
    return [done[row.line] for row in pending]


async def _with_clients(
    tx: Transaction,
    practice: Practice,
    pending: Sequence[ImportRow],
    known: _Known,
    *,
    done: dict[int, ImportRow],
    now: datetime,
) -> list[ImportRow]:
    """Return the rows with their clients, by line; who is not there yet is added.

    What cannot be booked is put among what is done: whose row was erased, who may be several.
    """
    ready: list[ImportRow] = []
    to_make: list[ImportRow] = []
    for row in pending:
        if not row.entry:
            done[row.line] = replace(row, outcome=RowOutcome.REFUSED, fault=str(_GONE))
        elif row.client_id is not None:
            ready.append(row)
        else:
            try:
                ready.append(replace(row, client_id=_client(row.entry, known).id))
            except NotFound:
                to_make.append(row)
            except InvalidInput as error:
                done[row.line] = replace(row, outcome=RowOutcome.REFUSED, fault=str(error))
    ready += await make(tx, practice, to_make, now)
    return sorted(ready, key=lambda row: row.line)


async def undo_visits(
    tx: Transaction, practice_id: int, written: Sequence[ImportRow]
) -> list[ImportRow]:
    """Remove the visits that rows have booked; what was changed or written about is kept."""
    ids = [row.visit_id for row in written if row.visit_id is not None]
    current = await agenda.by_ids(tx, [(practice_id, one) for one in ids])
    used = await imported_visits.in_use(tx, practice_id, ids)
    done: list[ImportRow] = []
    gone: list[int] = []
    for row in written:
        visit = current.get((practice_id, row.visit_id or 0))
        is_marked = row.entry.get("status") in _MARKS
        if visit is None or visit.version > (2 if is_marked else 1):
            why = InvalidInput("the visit was changed since")
        elif visit.id in used:
            why = InvalidInput("there are messages or notes about the visit by now")
        else:
            gone.append(visit.id)
            done.append(replace(row, outcome=RowOutcome.UNDONE, fault=""))
            continue
        done.append(replace(row, outcome=RowOutcome.KEPT, fault=str(why)))
    await imported_visits.remove(tx, practice_id, gone)
    return done


async def _known(tx: Transaction, practice: Practice, entries: Sequence[Entry]) -> _Known:
    addressed = await imported_clients.known(
        *(tx, practice.id),
        {entry["mobile"] for entry in entries if entry.get("mobile")},
        {entry["email"] for entry in entries if entry.get("email")},
        consent=False,
    )
    # who is told by a number and a name is not looked for by name: many may have the same one
    unclear = [entry for entry in entries if not _by_address(entry, addressed)]
    names = {split for entry in unclear for one in entry["names"] for split in _splits(one)}
    return _Known(
        addressed,
        await imported_visits.by_names(tx, practice.id, names),
        await practitioners.working(tx, practice.id),
        await services.offered(tx, practice.id),
    )


def _alike(entry: Entry, known: KnownClients) -> list[Client]:
    """Return the clients with the number or the address of a row."""
    return [
        *known.by_mobile.get(entry.get("mobile", ""), ()),
        *known.by_email.get(entry.get("email", ""), ()),
    ]


def _by_address(entry: Entry, known: KnownClients) -> dict[int, Client]:
    """Return the clients with the number or the address of a row, and with its name, by id."""
    alike = _alike(entry, known)
    if not alike:
        return {}
    written = entry["names"]
    if all(one.name in written for one in alike):
        return {one.id: one for one in alike}
    names = {plain(one) for one in written}
    return {one.id: one for one in alike if plain(one.name) in names}


def _splits(name: str) -> list[tuple[str, str]]:
    """Return each way to part a name into first and last, and the same with capitals as usual."""
    words = name.split()
    both = (words, [one.capitalize() for one in words])
    return [
        (" ".join(some[:at]), " ".join(some[at:])) for some in both for at in range(1, len(some))
    ]


def _client(entry: Entry, known: _Known) -> Client:
    """Return whom a row means.

    Raises:
        NotFound: if it is nobody.
        InvalidInput: if it may be several.
    """
    same = _by_address(entry, known.clients)
    if not same:
        splits = [split for one in entry["names"] for split in _splits(one)]
        same = {one.id: one for split in splits for one in known.named.get(split, ())}
    if not same:
        same = {
            one.id: one
            for one in _alike(entry, known.clients)
            if not _is_other(one, entry["names"])
        }
    if len(same) == 1:
        return next(iter(same.values()))
    who = entry["names"][0] if entry["names"] else entry.get("mobile") or entry.get("email")
    if same:
        raise InvalidInput(f'several clients may be "{who}"; a number would tell who it is')
    raise NotFound(f'there is no client "{who}" yet; import the clients first')


def _is_other(client: Client, names: Sequence[str]) -> bool:
    """Tell whether names are those of somebody else than a client who has the number.

    A name alone is that of a person. The title of an event says more, or nothing of who comes; of a
    relative it says the last name.
    """
    written = {frozenset(bare(one).split()) for one in names}
    if len(written) < 2:
        return bool(written)
    words = frozenset().union(*written)
    first, last = set(bare(client.first).split()), set(bare(client.last).split())
    return not first & words and bool(last & words)


def _practitioner(entry: Entry, known: _Known) -> Practitioner:
    name = entry["practitioner"]
    if name:
        if name not in known.people:
            known.people[name] = lookup.choose(known.practitioners, name, "practitioner")
        return known.people[name]
    if len(known.practitioners) != 1:
        raise InvalidInput("there is no practitioner; choose the column that names them")
    return known.practitioners[0]


def _service(entry: Entry, known: _Known) -> Service | None:
    name = entry["service"]
    if not name:
        return None
    if name not in known.kinds:
        known.kinds[name] = lookup.choose(known.services, name, "service")
    return known.kinds[name]


def _named(entry: Entry, client: Client) -> Entry:
    return {**entry, "first": client.first, "last": client.last, "mobile": client.mobile}


def _time(row: ImportRow) -> ClientTime | None:
    """Return the client and the start of a row; None if it has no client of the practice."""
    if row.client_id is None:
        return None
    return row.client_id, datetime.fromisoformat(row.entry["start"])


def _same(row: ImportRow, there: Mapping[ClientTime, int]) -> ImportRow:
    time = _time(row)
    visit = there.get(time) if time else None
    return row if visit is None else replace(row, verdict=RowVerdict.SAME, visit_id=visit)


def _standing(row: ImportRow, left: Collection[ClientTime]) -> ImportRow:
    """Refuse a visit that was moved or cancelled here: a file from before knows nothing of it."""
    if not left or row.verdict not in {RowVerdict.NEW, RowVerdict.WITH_CLIENT}:
        return row
    if _time(row) not in left:
        return row
    why = InvalidInput("this visit was moved or cancelled here; book it by hand if it takes place")
    return replace(row, verdict=RowVerdict.WRONG, fault=str(why))


def _wanted(row: ImportRow, known: _Known, now: datetime) -> WantedVisit:
    entry, service = row.entry, _service(row.entry, known)
    length = timedelta(minutes=entry["minutes"]) if entry["minutes"] else None
    start, status = datetime.fromisoformat(entry["start"]), AppointmentStatus(entry["status"])
    # nobody has come yet to what is ahead
    holds = status is AppointmentStatus.CONFIRMED or (status in _MARKS and start <= now)
    return WantedVisit(
        row.client_id or 0,
        _practitioner(entry, known).id,
        start,
        length or (service.duration if service else _USUAL),
        service,
        status if holds else AppointmentStatus.BOOKED,
    )


async def _booked(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    wanted: Sequence[WantedVisit],
    *,
    by: Actor,
    now: datetime,
) -> list[Appointment | str]:
    """Book visits at once; one by one, where somebody else has just taken one of the times."""
    try:
        async with tx.savepoint():
            return await many_bookings.book(
                tx, practice, steps, wanted, begun=_LONG_AGO, now=now, by=by
            )
    except SlotTaken as error:
        if len(wanted) == 1:
            return [str(error)]
    found: list[Appointment | str] = []
    for one in wanted:
        found += await _booked(tx, practice, steps, [one], by=by, now=now)
    return found
