"""Splits a text of a family into parts, each with one statement.

A part ends at a stop, at a "but", before a reason, and, if the part is complete, before another
subject.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from calendar_store.model.clients import Client
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.said_words import (
    BEHIND,
    COUNTS,
    LEFT,
    LIKE_BEFORE,
    SAYING,
    SUBJECTS,
    Token,
)

_WISHING = frozenset({Says.THEIRS, Says.CANCEL, Says.CANCEL_ASK, Says.WISH, Says.BEGINS, Says.ASKS})
_ASIDE = frozenset({Says.IDLE, Says.AND, Says.ONLY, Says.WAIT, Says.SO, Says.TIME, Says.WE})


def excepted(tokens: Sequence[Token]) -> tuple[Client, ...]:
    """Return the clients named after an "except"."""
    begins = next((at for at, token in enumerate(tokens) if Says.EXCEPT in token), len(tokens))
    return tuple(token.who for token in tokens[begins:] if token.who)


@dataclass(slots=True)
class FamilyPart:
    """The tokens of one statement, while the text is being split."""

    tokens: list[Token] = field(default_factory=list)
    reason: bool = False
    joined: bool = False

    @property
    def whole(self) -> bool:
        """Whether the part has a subject and a statement about it."""
        return self.has(*SUBJECTS) and (self.has(*SAYING) or self.ends_as_said())

    @property
    def wishes_nothing(self) -> bool:
        """Whether the part has a wish, but not to cancel or to move."""
        wished = (Says.CANCEL, Says.CANCEL_ASK, Says.MOVE, Says.BEGINS)
        return self.has(Says.WISH) and not self.has(*wished)

    @property
    def of_a_relative(self) -> bool:
        """Whether the part is about a client's relative or friend: "Leo's friend"."""
        people = [at for at, token in enumerate(self.tokens) if Says.PEOPLE in token]
        names = [at for at, token in enumerate(self.tokens) if token.who]
        return any(self._linked(one, two) for one in people for two in names)

    def _linked(self, one: int, two: int) -> bool:
        """Whether a person word and a name belong together: "la maestra di Leo", "Leo's friend"."""
        between = self.tokens[min(one, two) + 1 : max(one, two)]
        if one > two:
            return all(token.words == ("s",) for token in between)
        return all(Says.IDLE in token for token in between)

    def inverted(self, verbs: frozenset[str]) -> bool:
        """Whether the part begins with one of some verbs before a name: "is Leo coming"."""
        named = any(token.who for token in self.tokens[1:]) and not self.has(Says.ONLY)
        yes = Says.YES_FOR in self.tokens[0]
        return named and not yes and self.tokens[0].words[0] in verbs

    @property
    def serves_another(self) -> bool:
        """Whether a client is named after the verb without an "and": "Ada comes for Leo"."""
        verbs = [at for at, token in enumerate(self.tokens) if SAYING & set(token.says)]
        names = [at for at, token in enumerate(self.tokens) if token.who or Says.ME in token]
        if not verbs or not names or names[0] > verbs[0]:
            return False
        # "I'm coming to mine"
        own = Says.ME in self.tokens[names[0]]
        behind = next(
            (at for at in names if at > verbs[0] and (self.tokens[at].who or not own)), None
        )
        joining = self.tokens[verbs[0] : behind]
        return behind is not None and not any(Says.AND in token for token in joining)

    @property
    def leaves_out_nobody(self) -> bool:
        """Whether the part has an "except" without a name after it."""
        return self.has(Says.EXCEPT) and not excepted(self.tokens)

    @property
    def moves_not(self) -> bool:
        """Whether the part refuses a move: "don't move Ada's", "non va spostato"."""
        no = any(Says.NO in one and Says.MOVE in two for one, two in pairwise(self.tokens))
        return no or self.has(Says.NOT)

    @property
    def denies(self) -> bool:
        """Whether a "not" is right before a name: "not Leo"."""
        nots = (
            at
            for at, token in enumerate(self.tokens)
            if {Says.NO, Says.NOT} & set(token.says) and not token.mark
        )
        return any(_leads(self.tokens, at) for at in nots)

    def has(self, *says: Says) -> bool:
        """Whether the part has a token with one of some meanings."""
        return any(set(says) & set(token.says) for token in self.tokens)

    @property
    def counts_wish(self) -> bool:
        """Whether the part cancels a number of visits, and more follows: "cancel both, ..."."""
        wished = self.has(Says.CANCEL, Says.CANCEL_ASK) and self.has(Says.BOTH, Says.THREE)
        return wished and self.tokens[-1].mark in {",", ":"}

    @property
    def only_names(self) -> bool:
        """Whether the part only has names."""
        idle = {Says.IDLE, Says.AND, Says.NAME, Says.ME}
        return self.has(Says.NAME) and all(idle & set(token.says) for token in self.tokens)

    def ends_as_said(self) -> bool:
        """Whether a "yes" or "no" follows a subject."""
        seen = False
        for token in self.tokens:
            if seen and BEHIND & set(token.says) and Says.UNKNOWN not in token:
                return True
            seen = seen or bool(SUBJECTS & set(token.says))
        return False


def cut(tokens: Sequence[Token]) -> tuple[FamilyPart, ...]:
    """Return the parts of a text; names that follow "cancel both," belong to that part."""
    found: list[FamilyPart] = []
    for part in _cut(tokens):
        if found and part.only_names and found[-1].counts_wish:
            found[-1].tokens += part.tokens
        else:
            found.append(part)
    return tuple(found)


def _cut(tokens: Sequence[Token]) -> Iterator[FamilyPart]:
    part = FamilyPart()
    for at, token in enumerate(tokens):
        because = Says.BECAUSE in token and part.whole
        if part.tokens and (because or _begins(part, tokens, at)):
            yield part
            part = FamilyPart(reason=because)
        part.joined = part.joined or _joins(part, token)
        if Says.BUT not in token and not because:
            part.tokens.append(token)
        if token.mark and part.tokens:
            yield part
            part = FamilyPart()
    if part.tokens:
        yield part


def _joins(part: FamilyPart, token: Token) -> bool:
    """Return whether a word joins its part to the one before: "so he comes"."""
    told = any(Says.IDLE not in each and Says.AND not in each for each in part.tokens)
    return Says.BUT in token or (Says.SO in token and not told)


def _begins(part: FamilyPart, tokens: Sequence[Token], at: int) -> bool:
    """Return whether a new statement begins at a token."""
    token = tokens[at]
    behind = next((each for each in tokens[at + 1 :] if not _ASIDE & set(each.says)), None)
    more = SAYING | LEFT | {Says.PRONOUN, Says.THEIRS, Says.BEGINS}
    says_more = behind is not None and bool(more & set(behind.says))
    if Says.BUT in token:
        # "kommt aber trotzdem"
        return part.has(*SUBJECTS) or not part.has(*SAYING)
    if {Says.SO, Says.AND} & set(token.says):
        # "Leo is ill, so cancel his", and not "his I therefore want to cancel"
        told = part.whole or part.has(Says.UNKNOWN)
        # "Leo and I can make it" lists both
        lists = behind is not None and Says.ME in behind and not part.whole
        joins = told if Says.SO in token else part.has(*SUBJECTS) and not lists
        return says_more and joins
    likewise = bool(LIKE_BEFORE & set(token.says)) and part.whole and _leads(tokens, at)
    if likewise or _goes_on_to_cancel(part, tokens[at:]):
        return True
    if Says.PRONOUN in token:
        return part.whole or (says_more and part.has(Says.NAME))
    if not part.whole or not (SUBJECTS - {Says.PRONOUN, Says.THEIRS}) & set(token.says):
        return False
    return _new_subject(part, tokens, at)


def _goes_on_to_cancel(part: FamilyPart, tokens: Sequence[Token]) -> bool:
    """Return whether a wish to cancel begins behind an obstacle: "Leo is ill cancel his"."""
    if not part.has(Says.NAME) or not part.has(Says.TROUBLE) or part.has(*SAYING):
        return False
    if not _WISHING & set(tokens[0].says):
        return False
    end = next((at for at, token in enumerate(tokens) if token.mark), len(tokens) - 1)
    said = {says for token in tokens[: end + 1] for says in token.says}
    return Says.THEIRS in said and bool({Says.CANCEL, Says.CANCEL_ASK, Says.BEGINS} & said)


def _leads(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a subject follows a word without a stop: "and so is Leo"."""
    while at + 1 < len(tokens) and not tokens[at].mark:
        at += 1
        if Says.IDLE not in tokens[at]:
            return bool((SUBJECTS - {Says.PRONOUN}) & set(tokens[at].says))
    return False


def _new_subject(part: FamilyPart, tokens: Sequence[Token], at: int) -> bool:
    """Return whether the person named at a token is the subject of the following words."""
    group = at
    while group < len(tokens) and not tokens[group - 1].mark:
        if not (SUBJECTS | _ASIDE) & set(tokens[group].says):
            break
        group += 1
    follows = tokens[group] if group < len(tokens) and not tokens[group - 1].mark else None
    saying = SAYING | BEHIND | LIKE_BEFORE | LEFT | {Says.UNKNOWN}
    spoken_of = follows is not None and bool(saying & set(follows.says))
    # "kommen Ada und Leo", "wir kommen beide"
    plain = [each for each in part.tokens if Says.IDLE not in each or Says.AND in each]
    if plain and Says.EXCEPT in plain[-1]:
        return False
    listed = bool(plain) and bool({Says.NAME, Says.AND} & set(plain[-1].says))
    counted = bool(COUNTS & set(tokens[at].says))
    if counted and follows is not None and Says.UNKNOWN in follows:
        # "Ada and Leo are both ill"
        return len({token.who for token in part.tokens if token.who}) == 1
    return spoken_of or not (listed or counted)
