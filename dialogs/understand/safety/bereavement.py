"""Finds whose death a text tells: the client's, or that of a person close to the writer.

Only the client's own death, told by another person, marks the client. A death in the family is a
reason to move the appointment; "the battery died" is no death.
"""

from dialogs.languages.lexicon import Cue
from dialogs.times.terms import TermRole
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_OWN_PLANS = frozenset({Cue.CANNOT, Cue.UNSUITED, Cue.COMING, Cue.CONFIRM, Cue.MOVE, Cue.BOOK})

_BEFORE = 2  # words before "died" where "I" is its subject
_PRESENTED = 2  # words before "son" in "this is her son"
_REACH = 3  # words after "has died" that may name the dead
_ASKING = (Cue.QUESTION, Cue.WHEN, Cue.CONDITION)
_UNSURE = frozenset({Cue.DOUBT, Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.NEGATION})
"""Cues that leave a death uncertain in the same sentence: "I thought he had died"."""


def client_has_died(heard: Heard) -> bool:
    """Say whether a text tells that the client has died.

    Args:
        heard: the text.

    Returns:
        Whether the dead is neither a relative nor a thing, and the writer has no plans of their own
        for the appointment.
    """
    told = _told(heard)
    own_plans = heard.cues() & _OWN_PLANS or heard.found(Cue.FUNERAL) or _asks(heard, told)
    return bool(told) and not own_plans and any(_of_client(heard, each) for each in told)


def _asks(heard: Heard, told: list[Signal]) -> bool:
    """Say whether something is asked: "that" and "who" behind a death ask nothing."""
    before = max((each.first for each in told), default=len(heard.words))
    return any(
        each.cue is Cue.CONDITION or "?" in heard.marks or each.first < before
        for each in heard.found(*_ASKING)
    )


def somebody_has_died(heard: Heard) -> bool:
    """Say whether a text tells of a death in the writer's family, or of a funeral.

    Args:
        heard: the text.
    """
    told = _told(heard)
    losses = any(not _unmourned(heard, each) for each in heard.found(Cue.FUNERAL))
    return losses or any(_relative(heard, each) for each in told)


def nobody_has_died(heard: Heard) -> bool:
    """Say whether only animals or things have died in a text: "the cat", "the battery".

    Args:
        heard: the text, which tells of a death.
    """
    told = heard.found(Cue.DECEASED, Cue.FUNERAL)
    return bool(told) and all(_unmourned(heard, each) for each in told)


def may_be_client(heard: Heard) -> bool:
    """Say whether the dead may be the client: a household member, with an appointment named.

    Args:
        heard: the text, which tells of a death.
    """
    lexicon = heard.lexicon
    determiners = lexicon.possessive | lexicon.articles
    named = {
        tuple(w for w in heard.words[each.first : each.last + 1] if w not in determiners)
        for each in heard.found(Cue.OTHERS)
    }
    own_plans = heard.cues() & _OWN_PLANS or heard.found(Cue.FUNERAL)
    theirs = heard.found(Cue.OPT_OUT_PHRASE) or _of_theirs(heard)
    presented = _is_of_household(heard)
    if own_plans or not (theirs or heard.named or heard.owning or presented):
        return False
    if _told_of_clients_relative(heard):
        return False
    told = heard.owning and not lexicon.household.isdisjoint(heard.words)  # "I'm Ada's son, mum …"
    return presented or bool(told) or any((word,) in named for word in lexicon.household)


def _of_theirs(heard: Heard) -> bool:
    """Say whether the dead person's visit or texts are named: "cancel his", not "his papers"."""
    words, lexicon = heard.words, heard.lexicon
    named = lexicon.visits | lexicon.texts
    ending = {len(words), *(at + 1 for at, mark in enumerate(heard.marks) if mark)}
    wanting = {each.first for each in heard.signals}
    return any(
        word in lexicon.theirs and (at + 1 in ending or at + 1 in wanting or words[at + 1] in named)
        for at, word in enumerate(words)
    )


def _is_of_household(heard: Heard) -> bool:
    """Say whether the writer is a relative of the client: "this is her son. Mum has died"."""
    words, lexicon = heard.words, heard.lexicon
    own = lexicon.possessive | lexicon.nots
    for at, word in enumerate(words):
        first, behind = heard.clauses.sentence(at)
        before = words[max(first, at - _PRESENTED) : at]
        presents = bool(before) and word in lexicon.household and own.isdisjoint(before)
        if presents and not lexicon.presenting.isdisjoint(before):
            return not any(first <= each.first < behind for each in heard.found(Cue.DECEASED))
    return False


def _told_of_clients_relative(heard: Heard) -> bool:
    """Say whether a relative of the client died: "è morta la mamma di Ada", "Ada's mum died"."""
    words, lexicon = heard.words, heard.lexicon
    for death in heard.found(Cue.DECEASED):
        said = range(*heard.clauses.sentence(death.first))
        relatives = [at for at in said if words[at] in lexicon.household]
        if relatives and relatives[-1] - 1 in heard.owning:
            return True
        others = (each for each in heard.found(Cue.OTHERS) if each.first in said)
        if any(e.last + 2 in heard.named and words[e.last + 1] in lexicon.away for e in others):
            return True
    return False


def _told(heard: Heard) -> list[Signal]:
    """Return the deaths that are stated; "nobody died" and questions are left out."""
    told = [each for each in heard.found(Cue.DECEASED) if not (each.turned or each.asked)]
    told = [each for each in told if not (_nobody(heard, each) or _unsure(heard, each))]
    told = [each for each in told if not _unmourned(heard, each)]
    return [each for each in told if not _of_writer(heard, each)]


def _unmourned(heard: Heard, death: Signal) -> bool:
    """Say whether an animal or a thing died, and no relative is named beside it."""
    first, _ = heard.clauses.bounds(death.first)
    behind = min(heard.clauses.sentence(death.last)[1], death.last + _REACH + 1)
    said = frozenset(heard.words[first:behind])
    return bool(said & heard.lexicon.unmourned) and not said & heard.lexicon.household


def _of_writer(heard: Heard, death: Signal) -> bool:
    """Say whether the writer "died", of laughter or the like: "I died", not "I lost her"."""
    if death.last > death.first:
        return False
    near = range(max(0, death.first - _BEFORE), death.first)
    writers = heard.lexicon.writer - heard.lexicon.possessive
    return any(heard.words[at] in writers and not heard.marks[at] for at in near)


def _unsure(heard: Heard, death: Signal) -> bool:
    first, behind = heard.clauses.sentence(death.first)
    if any(first <= at < behind for at in heard.clauses.negations):
        return True  # "que no me he muerto"
    maybe = not heard.lexicon.maybe.isdisjoint(heard.words[first:behind])
    return (
        maybe
        or _one_of_two(heard, death)
        or any(
            first <= each.first < behind and not _tells_when(heard, death, each)
            for each in heard.found(*_UNSURE)
        )
    )


def _one_of_two(heard: Heard, death: Signal) -> bool:
    """Say whether "or", and no "and", follows a death in its sentence: "died or moved away"."""
    words, opening = heard.words, heard.lexicon.terms.opening
    behind = heard.clauses.sentence(death.last)[1]
    return any(
        term.role is TermRole.OR and term.words == (word,)
        for word in words[death.last + 1 : behind]
        if word not in heard.lexicon.adding
        for term in opening.get(word, ())
    )


def _tells_when(heard: Heard, death: Signal, signal: Signal) -> bool:
    """Say whether a doubt after a death only tells when: "last night", not "I think"."""
    if signal.cue is not Cue.DOUBT or signal.first < death.first:
        return False
    return heard.lexicon.writer.isdisjoint(heard.words[signal.first : signal.last + 1])


def _nobody(heard: Heard, death: Signal) -> bool:
    """Say whether the sentence of a death contains "nobody"."""
    first, behind = heard.clauses.sentence(death.first)
    return not heard.lexicon.nobody.isdisjoint(heard.words[first:behind])


def _stranger(heard: Heard, death: Signal) -> bool:
    """Say whether an unknown word stands in the place of the dead's name: "Peter died"."""
    words, before, behind = heard.words, death.first - 1, death.last + 1
    if before >= 0 and not heard.marks[before] and _strange(heard, before):
        return True
    if behind < len(words) and words[behind] in heard.lexicon.articles:
        behind += 1
    return behind < heard.clauses.sentence(death.last)[1] and _strange(heard, behind)


def _strange(heard: Heard, at: int) -> bool:
    """Say whether a word may be a name: it is unknown, and no time such as "last night"."""
    word = heard.words[at]
    known = at in heard.covered or word in heard.lexicon.terms.vocabulary
    return word.isalpha() and not known


def _of_client(heard: Heard, death: Signal) -> bool:
    """Say whether the dead is named only as he, she, by a name or as "the patient"."""
    first, _ = heard.clauses.bounds(death.first)
    if any(first <= e.first and e.last + 1 in heard.named for e in heard.found(Cue.OTHERS)):
        return True  # "my mother Ada Byron"
    behind = min(heard.clauses.sentence(death.last)[1], death.last + _REACH + 1)
    begins = death.last + (heard.words[death.last] not in heard.lexicon.articles)  # "murió el"
    beside = [*range(first, death.first), *range(begins, behind)]
    lexicon, words = heard.lexicon, heard.words
    owned = any(words[at] in lexicon.possessive for at in beside)
    things = any(
        words[at] in lexicon.articles
        and words[at + 1].isalpha()  # and not "murió el 14"
        and words[at + 1] not in lexicon.titles
        and at + 1 not in heard.named
        and not any(each.first <= at + 1 <= each.last for each in heard.times)  # "on the 14th"
        and words[at + 1] not in lexicon.terms.vocabulary  # "il mese scorso"
        for at in beside
        if at + 1 in beside
    )
    others = owned or things or _stranger(heard, death)
    return not others and not _relative(heard, death)


def _relative(heard: Heard, death: Signal) -> bool:
    first, _ = heard.clauses.bounds(death.first)
    behind = min(heard.clauses.sentence(death.last)[1] - 1, death.last + _REACH)
    named = (each for each in heard.found(Cue.OTHERS) if first <= each.first <= behind)
    if any(_is_relative(heard, at) for at in range(first, min(behind + 1, len(heard.words)))):
        return True
    pronouns, copulas = heard.lexicon.pronouns, heard.lexicon.copulas
    return any(
        heard.words[e.first] not in pronouns
        or not copulas.issuperset(heard.words[e.first + 1 : e.last + 1])
        for e in named
    )


def _is_relative(heard: Heard, at: int) -> bool:
    """Say whether a word is a relative, and not the title in a name: "Frau Byron"."""
    word, lexicon = heard.words[at], heard.lexicon
    if lexicon.standing[Cue.ANOTHER].get(word) == "family" and word not in lexicon.household:
        return True  # "grandpa passed away last night"
    title = word in lexicon.titles and at + 1 in heard.named
    title = title and (at == 0 or heard.words[at - 1] not in lexicon.possessive)
    return word in lexicon.household and not title
