"""Whose death is told: the client's own, or somebody's who was close to the writer.

Owns that difference. Only the client's own death, told by somebody else, marks the client; a death
in the family is a reason to move, and "the battery died" is none at all.
"""

from dialogs.lexicon import Sign
from dialogs.understand.phrases import Signal
from dialogs.understand.signals import Heard

_OWN_PLANS = frozenset(
    {Sign.CANNOT, Sign.UNSUITED, Sign.COMING, Sign.CONFIRM, Sign.MOVE, Sign.BOOK}
)

_ASKING = (Sign.QUESTION, Sign.WHEN, Sign.CONDITION)


def client_has_died(heard: Heard) -> bool:
    """Whether a text says that the client has died.

    Args:
        heard: the text.

    Returns:
        Whether it tells of a death that is neither a relative's nor a thing's, by a writer who
        has no plans with the appointment of their own.
    """
    told = [each for each in heard.found(Sign.DECEASED) if not (each.turned or each.asked)]
    own_plans = heard.signs() & _OWN_PLANS or heard.found(Sign.FUNERAL, *_ASKING)
    return bool(told) and not own_plans and any(_of_client(heard, each) for each in told)


def somebody_has_died(heard: Heard) -> bool:
    """Whether a text tells of a death in the writer's family, or of a funeral.

    Args:
        heard: the text.
    """
    told = [each for each in heard.found(Sign.DECEASED) if not (each.turned or each.asked)]
    return bool(heard.found(Sign.FUNERAL)) or any(_relative(heard, each) for each in told)


def may_be_client(heard: Heard) -> bool:
    """Whether the dead may be the client: one of the writer's household, and no own plans.

    Args:
        heard: the text, which tells of a death.
    """
    named = (word for each in heard.found(Sign.OTHERS) for word in _words(heard, each))
    own_plans = heard.signs() & _OWN_PLANS or heard.found(Sign.FUNERAL)
    return not own_plans and any(word in heard.lexicon.household for word in named)


def _words(heard: Heard, signal: Signal) -> tuple[str, ...]:
    return heard.words[signal.first : signal.last + 1]


def _of_client(heard: Heard, death: Signal) -> bool:
    """Whether nobody is named as the dead but he, she or a name."""
    first, _ = heard.clauses.bounds(death.first)
    before = range(first, death.first)
    owned = any(heard.words[at] in heard.lexicon.possessive for at in before)
    return not owned and not _relative(heard, death)


def _relative(heard: Heard, death: Signal) -> bool:
    first, behind = heard.clauses.bounds(death.first)
    named = (each for each in heard.found(Sign.OTHERS) if first <= each.first < behind)
    return any(each.last > each.first for each in named)
