"""The check of the audit log: is every entry as it was sealed, and was none taken away or added?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from calendar_store.clients import former_clients
from calendar_store.database import audit, audit_chain
from calendar_store.database.audit_chain import ChainHead, Seal
from calendar_store.database.connection import Transaction
from calendar_store.endings.log_cuts import CUT
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import AuditEntry

_AT_ONCE = 2000
_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
_ERASED = 1_000_000


class ChainFaultKind(StrEnum):
    """What is wrong with the log."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    EMPTIED = "emptied"
    CUT = "cut"
    REMADE = "remade"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first thing that is wrong.

    Attributes:
        kind: what is wrong.
        seq: the place in the chain; 0 for an entry that has none.
        entry_id: the entry; 0 where it is unknown.
        entry: the entry as it is now; None if it is gone.
    """

    kind: ChainFaultKind
    seq: int
    entry_id: int = 0
    entry: AuditEntry | None = None


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a check has found.

    Attributes:
        head: the end of the chain, to be kept.
        sealed: entries that were found as they were sealed.
        waiting: entries that are not sealed yet.
        emptied: entries whose details went with the erasure of a person.
        fault: the first fault; None for none.
        late: entries that came when younger ones were sealed already: by a slow transaction, by
            another machine's clock, or added behind.
        first_late: the first of them; None for none.
    """

    head: ChainHead
    sealed: int
    waiting: int
    emptied: int
    fault: ChainFault | None
    late: int = 0
    first_late: AuditEntry | None = None


def parsed_head(text: str) -> ChainHead:
    """Return a head that somebody kept.

    Raises:
        InvalidInput: if the text is none.
    """
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise InvalidInput(f"{text!r} is no head of the log; textback log check prints the head")
    return ChainHead(int(found[1]), bytes.fromhex(found[2]))


async def check(
    tx: Transaction, actor: Actor, practice_id: int, *, kept: ChainHead | None = None
) -> ChainCheck:
    """Hold a practice's log against its chain.

    Args:
        tx: any transaction.
        actor: who checks.
        practice_id: the practice.
        kept: a head of before, which has to be in the chain still.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice_id)
    cut = await audit_chain.cut_of(tx, practice_id)
    walk = _Walk(await _erasable(tx, practice_id), kept, cut)
    while walk.fault is None:
        found = await audit_chain.sealed(tx, practice_id, after=walk.head.seq, limit=_AT_ONCE)
        if not found:
            break
        walk.take(found)
    waiting, added = await audit_chain.unsealed(tx, practice_id)
    fault = walk.fault
    if fault is None and added is not None:
        entry = await audit.entry(tx, practice_id, added)
        fault = ChainFault(ChainFaultKind.ADDED, 0, added, entry)
    if fault is None and kept is not None and kept.seq > walk.head.seq:
        fault = ChainFault(ChainFaultKind.CUT, walk.head.seq + 1)
    if fault is None and cut.seq and not await _is_told(tx, practice_id, cut):
        fault = ChainFault(ChainFaultKind.CUT, cut.seq)
    told = (walk.head, walk.sealed, waiting, walk.emptied, fault)
    return ChainCheck(*told, walk.late, walk.first_late)


async def _is_told(tx: Transaction, practice_id: int, cut: ChainHead) -> bool:
    """Tell whether the log itself tells that its beginning was deleted by rule."""
    told = await audit.entries(tx, practice_id, actions=(CUT,), limit=_ERASED)
    return any(one.subject == str(cut) for one in told)


async def _erasable(tx: Transaction, practice_id: int) -> frozenset[str]:
    """Return the ids of the people whose erasure the log itself tells, as entries name them."""
    told = await audit.entries(tx, practice_id, actions=("client.erased",), limit=_ERASED)
    into = await former_clients.erased(tx, practice_id)
    known = {one.subject for one in told}
    return frozenset(str(one) for one in into if known & set(map(str, _way(one, into))))


def _way(client_id: int, into: Mapping[int, int | None]) -> list[int]:
    """Return a client, and those whom it was merged into, one after the other."""
    way: list[int] = []
    one: int | None = client_id
    while one is not None and one not in way:
        way.append(one)
        one = into.get(one)
    return way


class _Walk:
    """Goes along a chain; stops at the first fault."""

    def __init__(self, erasable: frozenset[str], kept: ChainHead | None, cut: ChainHead) -> None:
        self._erasable, self._kept = erasable, kept
        self.head = cut
        self.sealed = self.emptied = self.late = 0
        self.first_late: AuditEntry | None = None
        self.fault: ChainFault | None = None
        if kept is not None and kept.seq == cut.seq and kept.hash != cut.hash:
            self.fault = ChainFault(ChainFaultKind.REMADE, cut.seq)
        self._youngest = 0

    def take(self, found: list[tuple[Seal, AuditEntry | None]]) -> None:
        for seal, entry in found:
            kind = self._wrong(seal, entry)
            if kind is not None:
                self.fault = ChainFault(kind, self.head.seq + 1, seal.entry_id, entry)
                if kind is ChainFaultKind.REMOVED and seal.seq != self.head.seq + 1:
                    # which entry it was went with its seal
                    self.fault = ChainFault(kind, self.head.seq + 1)
                return
            self.head = ChainHead(seal.seq, seal.hash)
            self.sealed += 1
            self.emptied += seal.salt is None
            if seal.entry_id < self._youngest:
                self.late += 1
                self.first_late = self.first_late or entry
            self._youngest = max(self._youngest, seal.entry_id)

    def _wrong(self, seal: Seal, entry: AuditEntry | None) -> ChainFaultKind | None:
        if entry is None or seal.seq != self.head.seq + 1:
            return ChainFaultKind.REMOVED
        if seal.salt is None:
            if entry.detail or not (
                entry.action.startswith("client.") and entry.subject in self._erasable
            ):
                return ChainFaultKind.EMPTIED
        elif audit_chain.detail_hash(entry.detail, seal.salt) != seal.detail_hash:
            return ChainFaultKind.CHANGED
        if audit_chain.link(self.head.hash, entry, seal.detail_hash) != seal.hash:
            return ChainFaultKind.CHANGED
        kept = self._kept
        if kept is not None and kept.seq == seal.seq and kept.hash != seal.hash:
            return ChainFaultKind.REMADE
        return None
