"""Combines all statements of a family's text, unless they contradict each other."""

from dataclasses import dataclass

from dialogs.flows.family.statement_kinds import TAKING_BACK, StatementKind
from dialogs.flows.family.told_so_far import WRITER, Ids, ToldSoFar, remaining

_STANDING = frozenset({StatementKind.COMES, StatementKind.KEPT, StatementKind.STAYS})


@dataclass(frozen=True, slots=True)
class Summed:
    """The combined statements, as client ids.

    Attributes:
        comes: the clients who come.
        off: the clients who do not come.
        doubted: the clients to ask about: only a bare no, or a reason, was said.
        moved: the clients whose visit is to be moved.
        wish: the words of the wish for another time.
        done: the clients who do not come and whose visit is cancelled already.
        told: whether the text tells something of the doubted that may be no obstacle.
        kept: the clients whose visit stays as it is, without a confirmation.
    """

    comes: Ids
    off: Ids
    doubted: Ids
    moved: Ids
    wish: str
    done: Ids = frozenset()
    told: bool = False
    kept: Ids = frozenset()


def summed(told: ToldSoFar) -> Summed | None:
    """Return the combined statements, None if they contradict each other.

    Args:
        told: the statements collected.
    """
    if not _writer_is_known(told) or (told.writer_away and not told.of(*_STANDING)):
        return None  # "I can't, Leo is ill": the writer may only bring Leo
    moved, over = told.of(StatementKind.MOVE), told.cancelled()
    off = (
        told.of(StatementKind.AWAY, StatementKind.CANCEL)
        | (told.of(StatementKind.NO) & told.explained)
    ) - moved
    doubted = told.of(StatementKind.NO) - moved - off
    called_off = off | moved | doubted | over | told.of(StatementKind.OPEN)
    stays, kept = told.of(StatementKind.STAYS), told.of(StatementKind.KEPT)
    kept |= stays if off or moved else frozenset()
    # "we are all coming, only cancel Leo's"
    left_out = told.of_all & called_off & (told.of(StatementKind.CANCEL) | told.explained)
    comes = (told.of(StatementKind.COMES) | (stays - kept)) - left_out
    untold = told.explained - called_off - comes - kept
    if untold and (told.denied or not comes):
        return None
    doubted |= untold
    spoken_of = called_off | comes | untold
    if comes & (called_off | told.explained) or told.of(StatementKind.NAMED) - spoken_of - kept:
        return None
    if (
        len(moved) > 1
        or told.untold
        or (told.of(StatementKind.OPEN) | kept) & (off | moved | doubted)
    ):
        return None
    if _lacks(told) or (TAKING_BACK & set(told.said) and (off or moved or not comes)):
        return None
    more = bool(untold - told.hindered)
    wish = " ".join(told.wish)
    return Summed(comes, off - over, doubted - over, moved, wish, told.done, more, kept)


def _writer_is_known(told: ToldSoFar) -> bool:
    """Replace WRITER by the only client not mentioned; return whether there is no doubt.

    The writer may be no client, and may come with the clients.
    """
    said = frozenset().union(*told.said.values(), told.explained, told.done)
    if WRITER not in said:
        return True
    left = (remaining(told.turn) or told.scope()) - said
    if told.counted_out or len(left) > 1:
        return False
    only_comes = WRITER not in told.of(
        *(set(StatementKind) - {StatementKind.COMES, StatementKind.NAMED})
    )

    def known(who: Ids) -> Ids:
        return who - {WRITER} | left if WRITER in who else who

    told.said = {kind: known(who) for kind, who in told.said.items()}
    told.explained, told.hindered = known(told.explained), known(told.hindered)
    return bool(left) or only_comes


def _lacks(told: ToldSoFar) -> bool:
    """Return whether a statement lacks its counterpart in the rest.

    For example "Leo's is cancelled" without a cancellation, or an aside without an obstacle.
    """
    off = told.of(StatementKind.CANCEL, StatementKind.AWAY)
    aside = StatementKind.ASIDE in told.said and not told.explained <= off
    return aside or not told.of(StatementKind.OVER) <= off
