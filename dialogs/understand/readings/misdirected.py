"""Finds a text whose writer is not the client, by what several phrases tell together.

"Who is Jana? I have no appointment with you", "this number has been mine since March, not hers":
one phrase alone may be a client's ("I have no appointment with you"), two of them are not. The
words are in strangers.toml of each language.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_ENOUGH = 2
_LEAD = 3
"""Most words of such a phrase before the one that is a signal."""
_WEIGHTS = {"asking": 1, "lacking": 2, "being": 1, "owning": 2, "apart": 1, "erring": 1}
_WEIGHTS |= {"newly": 1, "former": 1, "removing": 0, "mixing": 0}
"""What the phrases of each table weigh; `_ENOUGH` together tell a wrong number."""
_NAMING = frozenset({"asking", "lacking", "being"})
"""Tables whose phrases a name follows."""
_TELLING = frozenset({"asking", "lacking", "being", "owning", "newly"})
"""Tables one of which has to be among them: the others alone may be a client's."""
_ASKED = frozenset({"asking"})
_AGAINST = frozenset(
    {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.COMING, Cue.CONFIRM, Cue.MOVE, Cue.BOOK}
    | {Cue.UNDO, Cue.QUOTATION, Cue.DECEASED, Cue.FUNERAL, Cue.LATE, Cue.WAITLIST}
    | {Cue.OTHERS, Cue.CONDITION, Cue.RETRACTION}
)
"""Cues of a text that is a client's, or about somebody else."""


def misdirected(heard: Heard) -> bool:
    """Say whether a text tells by several phrases that its writer is not the client.

    Args:
        heard: the text.
    """
    opening = _opening(heard.lexicon.locale)
    begins = [at for at, word in enumerate(heard.words) if word in opening]
    if not begins:
        return False
    lexicon = heard.lexicon
    related = (lexicon.household | lexicon.theirs) - lexicon.titles
    if not related.isdisjoint(heard.words) and heard.named:
        return False  # "I'm not Ada, I'm her mother"
    told = [each for at in begins for each in _told(heard, at)]
    inside = {at for _, first, behind in told for at in range(first, behind)}
    if any(_against(each, inside) for each in heard.signals):
        return False
    if any(_presented(heard, at, inside) for at in heard.named):
        return False  # "the number is mine too, I'm Ada"
    kinds = {kind for kind, _, _ in told}
    weight = sum(_WEIGHTS[kind] for kind in kinds)
    if "lacking" in kinds and not heard.named:
        weight -= 1  # "there is no need"
    return weight >= _ENOUGH and not kinds.isdisjoint(_TELLING)


def only_mixed_up(heard: Heard, told: Sequence[Signal]) -> bool:
    """Say whether all that tells a wrong number is that we mix the writer up with somebody.

    A client writes so too: "who, me? you're mixing me up". Only beside the writer's other name,
    or a denied one, does it tell a wrong number.

    Args:
        heard: the text.
        told: the signals of a wrong number.
    """
    mixing = _tables(heard.lexicon.locale)["mixing"]
    return all(
        any(
            first <= each.first and each.last < first + len(begun[-1].words)
            for first in range(max(0, each.first - _LEAD), each.first + 1)
            if (begun := mixing.begun(heard.words, first, len(heard.words)))
        )
        for each in told
    )


def _against(signal: Signal, inside: set[int]) -> bool:
    """Say whether a signal outside of the phrases is a client's; a "but" may open the text."""
    if signal.first in inside and signal.last in inside:
        return False
    return signal.cue in _AGAINST or (signal.cue is Cue.BUT and signal.first > 0)


def _told(heard: Heard, at: int) -> list[tuple[str, int, int]]:
    """Return the tables with a phrase at a position that counts, and where the phrase stands."""
    found: list[tuple[str, int, int]] = []
    for kind, phrases in _tables(heard.lexicon.locale).items():
        begun = phrases.begun(heard.words, at, len(heard.words))
        behind = at + len(begun[-1].words) if begun else at
        if behind == at or any(heard.marks[at : behind - 1]):
            continue
        _, ends = heard.clauses.sentence(behind - 1)
        if kind not in _ASKED and heard.marks[ends - 1] == "?":
            continue
        if kind not in _NAMING or _names(heard, behind, ends):
            found.append((kind, at, behind))
    return found


def _names(heard: Heard, at: int, ends: int) -> bool:
    """Say whether a name, perhaps with an article or a title, begins at a position."""
    lexicon = heard.lexicon
    while at < ends and heard.words[at] in lexicon.articles | lexicon.titles | lexicon.determiners:
        at += 1
    return at < ends and _name(heard, at)


def _presented(heard: Heard, at: int, inside: set[int]) -> bool:
    """Say whether the writer gives a name of the conversation as the own one: "I'm Ada"."""
    lexicon, before = heard.lexicon, at - 1
    while before >= 0 and heard.words[before] in lexicon.articles:
        before -= 1
    if before < 0 or before in inside or heard.marks[before]:
        return False
    return heard.words[before] in lexicon.presenting


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
