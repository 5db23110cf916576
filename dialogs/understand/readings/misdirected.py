"""Finds a text whose writer is not the client, by what several phrases tell together.

"Who is Jana? I have no appointment with you", "this number has been mine since March, not hers":
one phrase alone may be a client's ("I have no appointment with you"), two of them are not. The words
are in strangers.toml of each language.
"""

from collections.abc import Mapping
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.hearing.signals import Heard

_ENOUGH = 2
_WEIGHTS = {"asking": 1, "lacking": 2, "being": 1, "owning": 2, "apart": 1, "erring": 1}
"""What the phrases of each table weigh; `_ENOUGH` together tell a wrong number."""
_NAMING = frozenset({"asking", "lacking", "being"})
"""Tables whose phrases a name follows."""
_TELLING = frozenset({"asking", "lacking", "being", "owning"})
"""Tables one of which has to be among them: the others alone may be a client's."""
_ASKED = frozenset({"asking"})
_AGAINST = frozenset(
    {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.COMING, Cue.CONFIRM, Cue.MOVE, Cue.BOOK}
    | {Cue.UNDO, Cue.QUOTATION, Cue.DECEASED, Cue.FUNERAL, Cue.LATE, Cue.WAITLIST}
    | {Cue.OTHERS, Cue.CONDITION, Cue.RETRACTION}
)
"""Cues of a text that is a client's, or about somebody else."""
_REACH = 2  # most words from a phrase to the name it tells of


def misdirected(heard: Heard) -> bool:
    """Say whether a text tells by several phrases that its writer is not the client.

    Args:
        heard: the text.
    """
    opening = _opening(heard.lexicon.locale)
    if opening.isdisjoint(heard.words) or not heard.kinds.isdisjoint(_AGAINST):
        return False
    lexicon = heard.lexicon
    related = (lexicon.household | lexicon.theirs) - lexicon.titles
    if not related.isdisjoint(heard.words) and heard.named:
        return False  # "I'm not Ada, I'm her mother"
    if any(each.first for each in heard.found(Cue.BUT)):
        return False
    told = {kind for at in range(len(heard.words)) for kind in _told(heard, at)}
    weight = sum(_WEIGHTS[kind] for kind in told)
    return weight >= _ENOUGH and not told.isdisjoint(_TELLING)


def _told(heard: Heard, at: int) -> list[str]:
    """Return the tables with a phrase at a position that counts."""
    found: list[str] = []
    for kind, phrases in _tables(heard.lexicon.locale).items():
        begun = phrases.begun(heard.words, at, len(heard.words))
        if not begun:
            continue
        behind = at + len(begun[-1].words)
        _, ends = heard.clauses.sentence(behind - 1)
        if any(heard.marks[at : behind - 1]):
            continue
        if kind not in _ASKED and heard.marks[ends - 1] == "?":
            continue
        if kind not in _NAMING or any(_name(heard, n) for n in range(behind, min(behind + _REACH, ends))):
            found.append(kind)
    return found


def _name(heard: Heard, at: int) -> bool:
    """Say whether a word is a name of the conversation, or unknown."""
    known = at in heard.covered or heard.words[at] in heard.lexicon.terms.vocabulary
    return at in heard.named or (heard.words[at].isalpha() and not known)


@cache
def _tables(locale: str) -> Mapping[str, Phrases]:
    document = table(locale, "strangers")
    return {
        kind: Phrases(
            Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in document[kind]
        )
        for kind in _WEIGHTS
    }


@cache
def _opening(locale: str) -> frozenset[str]:
    """Return the words with which any phrase begins."""
    neutral = frozenset({Cue.NEUTRAL})
    return frozenset().union(*(each.opening(neutral) for each in _tables(locale).values()))
