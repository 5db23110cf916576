"""A text of a family cut into statements, and what each says of whom.

A statement ends at a stop, at a "but", before what is told as a reason, and before another subject
where it is whole. It says one thing: that somebody comes, does not, is to be cancelled or moved, or
why; a statement that says two, or has a word that is not known beside what it says, is unknown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from calendar_store.values import Client
from dialogs.flows.family_words import Says, said_at
from dialogs.flows.phrases import longest, phrases_in
from dialogs.lexicon import Sign
from dialogs.normalise import Said, normalise


class Kind(StrEnum):
    """What a statement says."""

    COMES = "comes"
    AWAY = "away"
    NO = "no"  # a bare no: not whether to cancel or to move
    CANCEL = "cancel"
    MOVE = "move"
    NAMED = "named"  # whom, and nothing of them
    TIME = "time"  # a time, and nothing else
    REASON = "reason"
    NEVER = "never"  # that nothing is to be cancelled
    IDLE = "idle"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a phrase, what it may say, whom it names, and the stop behind it."""

    words: tuple[str, ...]
    says: tuple[Says, ...]
    mark: str
    who: Client | None = None

    def __contains__(self, says: Says) -> bool:
        return says in self.says


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of a text.

    Attributes:
        kind: what it says.
        named: who is named in it.
        groups: who else is meant in it: the others, both, who was named before.
        words: its words.
        excepted: who is left out: "all but Leo".
        only: whether "only" stands in it.
        firm: whether it says so with a verb, and not with a yes or a no behind a name.
        timed: whether it names a time.
        asked: whether it ends in a question mark.
    """

    kind: Kind
    named: tuple[Client, ...]
    groups: frozenset[Says]
    words: tuple[str, ...]
    excepted: tuple[Client, ...] = ()
    only: bool = False
    firm: bool = False
    timed: bool = False
    asked: bool = False


_GROUPS = frozenset(
    {Says.OTHERS, Says.OTHER_TWO, Says.BOTH, Says.THREE, Says.ALL, Says.THEIRS, Says.PRONOUN}
)
_COUNTS = frozenset({Says.BOTH, Says.THREE, Says.ALL})
_SUBJECTS = _GROUPS | {Says.NAME}
_SAYING = frozenset(
    {Says.COMES, Says.AWAY, Says.CANNOT, Says.CANCEL, Says.CANCEL_ASK, Says.MOVE, Says.NEVER}
    | {Says.YES_FOR}
)
_BEHIND = frozenset({Says.FITS, Says.NO, Says.NOT})
"""What says something behind a name only."""

_ASIDE = frozenset({Says.IDLE, Says.AND, Says.ONLY, Says.WAIT, Says.SO, Says.TIME, Says.WE})
_TURNING = frozenset({Sign.CONDITION, Sign.DEFERRAL, Sign.QUOTATION, Sign.EXCEPTION, Sign.UNDO})
_NO_REASON = frozenset(
    {Sign.KEEP, Sign.STAY, Sign.MOVE, Sign.BOOK, Sign.CONFIRM, Sign.WAITLIST, Sign.OPT_OUT_PHRASE}
    | {Sign.EMERGENCY, Sign.DECEASED, Sign.FUNERAL, Sign.CALL_ME, Sign.WRONG_NUMBER}
)
_IF = "si"
"""Spanish for "if" without its accent, and for "yes" with it."""


def excepted(tokens: Sequence[Token]) -> tuple[Client, ...]:
    """Return who is named behind an "except"."""
    begins = next((at for at, token in enumerate(tokens) if Says.EXCEPT in token), len(tokens))
    return tuple(token.who for token in tokens[begins:] if token.who)


@dataclass(slots=True)
class _Part:
    """Tokens of a statement, while it is put together."""

    tokens: list[Token] = field(default_factory=list)
    reason: bool = False

    @property
    def whole(self) -> bool:
        """Whether it says something of somebody."""
        return self.has(_SUBJECTS) and (self.has(_SAYING) or self.ends_as_said())

    @property
    def wishes_nothing(self) -> bool:
        """Whether a wish is begun, and is none to cancel or to move."""
        wished = frozenset({Says.CANCEL, Says.CANCEL_ASK, Says.MOVE, Says.BEGINS})
        return self.has(frozenset({Says.WISH})) and not self.has(wished)

    @property
    def leaves_out_nobody(self) -> bool:
        """Whether "except" stands in it with no name behind it."""
        return self.has(frozenset({Says.EXCEPT})) and not excepted(self.tokens)

    def has(self, says: frozenset[Says]) -> bool:
        return any(says & set(token.says) for token in self.tokens)

    def ends_as_said(self) -> bool:
        """Whether "yes" or "no" stands behind a subject."""
        seen = False
        for token in self.tokens:
            if seen and _BEHIND & set(token.says) and Says.UNKNOWN not in token:
                return True
            seen = seen or bool(_SUBJECTS & set(token.says))
        return False


def statements(
    said: Said, clients: Sequence[Client], locale: str, *, plain_names: frozenset[str]
) -> tuple[Statement, ...] | None:
    """Return what a text says, None where something turns it.

    Args:
        said: the text, what an apostrophe joins apart.
        clients: who may be named.
        locale: the language that it is read in.
        plain_names: names that are ordinary words here, and name nobody.
    """
    tokens = _settled(tuple(_tokens(said, clients, locale, plain_names)))
    if any(Says.TURNS in token for token in tokens) or _is_turned(said, tokens, locale):
        return None
    speaking = [at for at, token in enumerate(tokens) if (_SUBJECTS | _SAYING) & set(token.says)]
    if speaking and any(Says.WAIT in token for token in tokens[speaking[0] :]):
        return None  # "cancel Leo's, no wait"
    return tuple(_read(part, locale) for part in _cut(tokens))


def _tokens(
    said: Said, clients: Sequence[Client], locale: str, plain_names: frozenset[str]
) -> Iterator[Token]:
    names = {
        words: client
        for client in clients
        if (words := normalise(client.first).words) and " ".join(words) not in plain_names
    }
    at = 0
    while at < len(said.words):
        size, who = _name_at(said.words, at, names)
        says: tuple[Says, ...] = (Says.NAME,)
        if who is None:
            size, says = said_at(locale, said.words, at)
        if locale == "es" and said.words[at] == _IF and size == 1:
            says = (Says.FITS,) if _means_yes(said, at) else (Says.TURNS,)
        yield Token(said.words[at : at + size], says, said.marks[at + size - 1], who)
        at += size


def _settled(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with what may be a pronoun or an article settled by what follows it."""
    return tuple(
        replace(token, says=_but_one(token.says, tokens[at + 1 : at + 2], stop=bool(token.mark)))
        if {Says.PRONOUN, Says.IDLE} <= set(token.says)
        else token
        for at, token in enumerate(tokens)
    )


def _but_one(says: tuple[Says, ...], behind: Sequence[Token], *, stop: bool) -> tuple[Says, ...]:
    """Return what a word says that is a pronoun, or an article: "der hat Fieber", "der von Leo"."""
    speaks = bool(behind) and bool((_SAYING | {Says.UNKNOWN}) & set(behind[0].says))
    out = Says.IDLE if speaks and not stop else Says.PRONOUN
    return tuple(each for each in says if each is not out)


def _name_at(
    words: tuple[str, ...], at: int, names: dict[tuple[str, ...], Client]
) -> tuple[int, Client | None]:
    for name, client in names.items():
        if words[at : at + len(name)] == name:
            return len(name), client
        # "Leos Termin"
        if len(name) == 1 and words[at] == f"{name[0]}s":
            return 1, client
    return 1, None


def _means_yes(said: Said, at: int) -> bool:
    return at in said.accented or bool(said.marks[at]) or at + 1 == len(said.words)


def _is_turned(said: Said, tokens: Sequence[Token], locale: str) -> bool:
    """Return whether a phrase depends, doubts, defers or quotes, and is no part of one known."""
    phrases, start = phrases_in(locale, _TURNING), 0
    for token in tokens:
        end = start + len(token.words)
        settled = token.words == (_IF,) and Says.FITS in token
        for at in range(start, end) if not settled else ():
            size = longest(said.words, at, phrases)
            stopped = any(said.marks[at : at + size - 1])
            if size and not stopped and (at + size > end or Says.UNKNOWN in token):
                return True
        start = end
    return False


def _cut(tokens: Sequence[Token]) -> Iterator[_Part]:
    part = _Part()
    for at, token in enumerate(tokens):
        because = Says.BECAUSE in token and part.whole
        if part.tokens and (because or _begins(part, tokens, at)):
            yield part
            part = _Part(reason=because)
        if Says.BUT not in token and not because:
            part.tokens.append(token)
        if token.mark and part.tokens:
            yield part
            part = _Part()
    if part.tokens:
        yield part


def _begins(part: _Part, tokens: Sequence[Token], at: int) -> bool:
    """Return whether another statement begins at a token."""
    token = tokens[at]
    behind = next((each for each in tokens[at + 1 :] if not _ASIDE & set(each.says)), None)
    says_more = behind is not None and bool((_SAYING | {Says.PRONOUN}) & set(behind.says))
    if Says.BUT in token:
        return True
    if {Says.SO, Says.AND} & set(token.says):
        return says_more and part.has(_SUBJECTS)
    if Says.PRONOUN in token:
        return part.whole or (says_more and part.has(frozenset({Says.NAME})))
    if not part.whole or not (_SUBJECTS - {Says.PRONOUN, Says.THEIRS}) & set(token.says):
        return False
    return _new_subject(part, tokens, at)


def _new_subject(part: _Part, tokens: Sequence[Token], at: int) -> bool:
    """Return whether who is named there is the subject of what follows."""
    group = at
    while group < len(tokens) and not tokens[group - 1].mark:
        if not (_SUBJECTS | _ASIDE) & set(tokens[group].says):
            break
        group += 1
    follows = tokens[group] if group < len(tokens) and not tokens[group - 1].mark else None
    spoken_of = follows is not None and bool(
        (_SAYING | _BEHIND | {Says.UNKNOWN}) & set(follows.says)
    )
    # "kommen Ada und Leo", "wir kommen beide"
    plain = [each for each in part.tokens if Says.IDLE not in each or Says.AND in each]
    listed = bool(plain) and bool({Says.NAME, Says.AND} & set(plain[-1].says))
    counted = bool(_COUNTS & set(tokens[at].says))
    return spoken_of or not (listed or counted)


def _read(part: _Part, locale: str) -> Statement:
    tokens = part.tokens
    named = tuple(dict.fromkeys(token.who for token in tokens if token.who))
    groups = {says for token in tokens for says in _GROUPS & set(token.says)}
    # "they are both coming"
    held = (word for token in tokens if Says.COMES in token for word in token.words)
    groups |= {says for word in held for says in _COUNTS & set(said_at(locale, (word,), 0)[1])}
    words = tuple(word for token in tokens for word in token.words)
    return Statement(
        _kind(part, bool(named or groups), words, locale),
        named,
        frozenset(groups),
        words,
        excepted=excepted(tokens),
        firm=part.has((_SAYING - {Says.YES_FOR}) | {Says.ENDS, Says.THERE}),
        only=part.has(frozenset({Says.ONLY})),
        timed=part.has(frozenset({Says.TIME})),
        asked=tokens[-1].mark == "?",
    )


def _kind(part: _Part, somebody: bool, words: tuple[str, ...], locale: str) -> Kind:  # noqa: FBT001
    asked = part.tokens[-1].mark == "?"
    writer = part.has(frozenset({Says.WRITER}))
    unknown = writer or part.has(frozenset({Says.UNKNOWN, Says.PEOPLE}))
    unknown = unknown or part.wishes_nothing or part.leaves_out_nobody
    said = {says for token in part.tokens for says in _SAYING & set(token.says)}
    if Says.MOVE in said or (asked and _offers(part)):
        return Kind.MOVE
    if (unknown or part.reason) and not said:
        tells = not (asked or writer) and not any(
            longest(words, at, phrases_in(locale, _NO_REASON)) for at in range(len(words))
        )
        return Kind.REASON if tells else Kind.UNKNOWN
    # "Leo can't come alone"
    alone = said & {Says.AWAY, Says.CANNOT} and Says.ONLY in part.tokens[-1]
    if unknown or alone:
        return Kind.UNKNOWN
    halves = part.has(frozenset({Says.BEGINS})) and part.has(frozenset({Says.ENDS}))
    if halves:
        said.add(Says.CANCEL)
    if part.has(frozenset({Says.IS})) and part.has(frozenset({Says.THERE})):
        said.add(Says.COMES)
    return _known_kind(part, said, somebody=somebody, asked=asked)


def _offers(part: _Part) -> bool:
    """Return whether a time is asked for: "can he come Friday at 9?"."""
    finding = part.has(frozenset({Says.OFFERING}))
    return finding and part.has(frozenset({Says.TIME}))


def _known_kind(part: _Part, said: set[Says], *, somebody: bool, asked: bool) -> Kind:
    """Return what a part says whose words are all known."""
    not_so = part.has(frozenset({Says.NOT, Says.NO}))
    if asked:
        requests = Says.CANCEL_ASK in said or (
            part.has(frozenset({Says.ASKS})) and Says.CANCEL in said
        )
        only = said <= {Says.CANCEL, Says.CANCEL_ASK}
        if requests and only and not not_so:
            return Kind.CANCEL
        timed = part.has(frozenset({Says.TIME})) and not said and not somebody
        return Kind.TIME if timed else Kind.UNKNOWN
    if len(said - {Says.CANCEL_ASK}) > 1 and said != {Says.COMES, Says.YES_FOR}:
        return Kind.UNKNOWN
    if said:
        return _says(part, said, not_so=not_so)
    if somebody and part.ends_as_said():
        return _bare(part)
    if somebody:
        return Kind.NAMED
    return Kind.TIME if part.has(frozenset({Says.TIME})) else Kind.IDLE


def _says(part: _Part, said: set[Says], *, not_so: bool) -> Kind:
    """Return what a part says that has one saying in it."""
    if said <= {Says.CANCEL, Says.CANCEL_ASK}:
        return Kind.UNKNOWN if not_so else Kind.CANCEL
    if said & {Says.COMES, Says.YES_FOR}:
        if not not_so:
            return Kind.COMES
        # "Leo kommt am Donnerstag nicht"
        return Kind.AWAY if Says.NOT in part.tokens[-1] else Kind.UNKNOWN
    if Says.NEVER in said:
        return Kind.NEVER
    return Kind.UNKNOWN if not_so else Kind.AWAY


def _bare(part: _Part) -> Kind:
    """Return what a yes or a no behind a name says."""
    no = part.has(frozenset({Says.NO}))
    if part.has(frozenset({Says.NOT})) or (no and part.has(frozenset({Says.ONLY}))):
        return Kind.AWAY
    return Kind.NO if no else Kind.COMES


def ordinary_names(text: str, clients: Sequence[Client], locale: str) -> frozenset[str]:
    """Return the names that are words known here and not written as names: "la mia"."""
    return frozenset(
        words[0]
        for client in clients
        if len(words := normalise(client.first).words) == 1
        and client.first not in text
        and not {Says.UNKNOWN, Says.TIME} & set(said_at(locale, words, 0)[1])
    )
