"""What is said of each of several by name: "Leo is coming, Mia can't".

Each part of such a text names one of those asked about and says one thing of them. A part that says
more, or names nobody and is no courtesy, is for a person to read.
"""

from calendar_store.values import Appointment
from dialogs.flows.all_but import AllBut, all_but
from dialogs.flows.clauses import Clause, clauses
from dialogs.flows.of_somebody import agrees, only_says_no, refuses
from dialogs.flows.phrases import AGREEING, left_over
from dialogs.flows.reminded import of_their_days, reminded_visits
from dialogs.flows.scene import Scene
from dialogs.intents import Hint, Intent

_MAY_BE = frozenset({Intent.UNCLEAR, Intent.CANCEL, Intent.CONFIRM})
_HINTS = frozenset({None, Hint.REFUSAL, Hint.YES})
_MOST = 20
"""Most words of such a text."""


def some_kept(scene: Scene) -> AllBut | None:
    """Return which of the visits asked about a text keeps and which not, or None."""
    question = scene.question
    if question is None or question.then:
        return None
    return all_but(scene) or named_apart(scene)


def named_apart(scene: Scene) -> AllBut | None:
    """Return what a text says of each of those it names, where some come and some do not."""
    visits = reminded_visits(scene, _MAY_BE, _HINTS, _MOST)
    if visits is None or not of_their_days(scene, visits):
        return None
    parts = [each for each in clauses(scene, _never) if not _is_idle(each)]
    if len(visits) < len(parts) or any(len(each.named) != 1 for each in parts):
        return None
    kept = _visits(visits, [each for each in parts if _keeps(each)])
    gone = [each for each in parts if refuses(each)]
    left_out = _visits(visits, gone)
    if not kept or not left_out or len(kept) + len(left_out) != len(parts):
        return None
    return AllBut(kept, left_out, not any(only_says_no(each) for each in gone))


def _visits(visits: tuple[Appointment, ...], parts: list[Clause]) -> tuple[Appointment, ...]:
    clients = {client.id for each in parts for client in each.named}
    return tuple(one for one in visits if one.client_id in clients)


def _keeps(clause: Clause) -> bool:
    """Return whether a part says of who is named that they come, and is no mere name."""
    says = any(word not in clause.pointing for word in clause.words)
    return says and agrees(clause)


def _is_idle(clause: Clause) -> bool:
    return not clause.named and not left_over(clause.words, AGREEING)


def _never(_: tuple[str, ...]) -> bool:
    """Return that nothing before a name is a part of its own."""
    return False
