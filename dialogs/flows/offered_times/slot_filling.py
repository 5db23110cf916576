"""Collects the details of a new appointment: reads them from texts, or asks for one at a time.

The details are the client, whether it is one more, the service and the practitioner; times are
offered afterwards. A text may name any service in the client's own words, but we name only services
that are safe to name: a list has these and "something else", which staff handle. If none of several
services is safe to name, staff handle the whole wish.
"""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Service
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.family.for_two import wants_two
from dialogs.flows.family.whose import TOO, belongs_to
from dialogs.flows.intents import person
from dialogs.flows.mentions import practitioners_named, services_named
from dialogs.flows.offered_times.asked_range import asked_spans
from dialogs.flows.offered_times.beside_day import beside_visit
from dialogs.flows.offered_times.slot_request import SlotRequest, bookable, booking
from dialogs.flows.phrases import apart, longest, phrases_of, said_whole
from dialogs.flows.target import names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, Lexicon, lexicons
from dialogs.understand.readings.another import is_for_family, says_more
from dialogs.wish import Wish

ASKED_HOLDS = timedelta(hours=12)
"""How long a question about a new appointment may be answered."""

MOST_BOOKED = 3
"""Most appointments ahead that a client may book by text; staff handle further ones."""

LISTED = 8
"""Most services named in one text."""

_BOOK = frozenset({Cue.BOOK})

SOMETHING_ELSE = 0
"""The id among a question's choices that means "something else"."""

_OFFERED = frozenset({Asked.SLOTS, Asked.WHEN})


def settle(turn: TurnContext) -> SlotRequest | Decision:
    """Return the request for times, or the answer that asks for a missing detail."""
    if not bookable(turn) or turn.heard.choice == 0:
        # only staff can serve the answer ALL
        return person.book(turn)
    wish = heard_wish(turn)
    client = _client(turn, wish)
    if client is None:
        return _ask_who(turn, wish)
    if booked_enough(turn, client.id):
        return person.book(turn)
    wish = replace(wish, client_id=client.id)
    standing = next((a for a in turn.ahead if a.client_id == client.id), None)
    if standing and not wish.another:
        return _ask_second(turn, wish, standing)
    service = _service(turn, wish)
    if isinstance(service, Decision):
        return service
    # the service may have been withdrawn since the client chose it
    return booking(turn, replace(wish, service_id=service.id)) or person.book(turn)


def booked_enough(turn: TurnContext, client_id: int) -> bool:
    """Return whether a client has booked as many appointments ahead as allowed by text."""
    theirs = (a.id for a in turn.ahead if a.client_id == client_id)
    return len(turn.context.booked_by_text.intersection(theirs)) >= MOST_BOOKED


def heard_wish(turn: TurnContext) -> Wish:
    """Return the wish for a new appointment so far, with the details of this text."""
    question = turn.question
    begun = question.wish if question and not _afresh(turn, question) else None
    wish = _answered(turn, question, begun) if question and begun else Wish()
    return replace(
        wish,
        practitioner_ids=practitioners_named(turn) or wish.practitioner_ids,
        another=wish.another or says_another(turn),
        for_other=wish.for_other or is_for_family(said_whole(turn).words, _lexicon(turn)),
        for_two=wish.for_two or wants_two(turn),
    )


def books_besides(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a wish for another time means one more: "can I book one for Leo too?".

    The named client has no appointment ahead, or the text has a "too".
    """
    question = turn.question
    if intent is not Intent.RESCHEDULE or not bookable(turn):
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    if beside_visit(turn):
        return True
    words = apart(turn)
    books = any(longest(words, at, phrases_of(_BOOK)) for at in range(len(words)))
    named = tuple(c for c in turn.context.clients if names(turn.text, c))
    theirs = any(one.client_id == c.id for one in turn.ahead for c in named)
    meant = len(named) == 1 and not theirs and (books or belongs_to(words, named[0].first))
    return meant or (books and not theirs and bool(TOO & set(words)))


def says_another(turn: TurnContext) -> bool:
    """Return whether a text plainly asks for one more appointment, or for somebody else's."""
    question = turn.question
    asked = question is not None and question.asked is Asked.SECOND
    words, lexicon = said_whole(turn).words, _lexicon(turn)
    more = is_for_family(words, lexicon) or says_more(words, lexicon, new=asked)
    return more or beside_visit(turn)


def _lexicon(turn: TurnContext) -> Lexicon:
    read = lexicons()
    return read.get(turn.heard.locale) or read[turn.locale]


def _afresh(turn: TurnContext, question: Question) -> bool:
    """Return whether a text starts a new wish while times are on offer: "I need an appointment"."""
    again = turn.heard.intent is Intent.BOOK and not turn.heard.times
    return again and question.asked in _OFFERED


def _answered(turn: TurnContext, question: Question, wish: Wish) -> Wish:
    """Return a wish with the answer to the last question."""
    choice = turn.heard.choice
    if not choice or choice > question.numbered:
        return wish
    match question.asked:
        case Asked.WHO:
            return replace(wish, client_id=question.choices[choice - 1])
        case Asked.SERVICE:
            return replace(wish, service_id=question.choices[choice - 1])
        case Asked.SECOND:
            return replace(wish, another=wish.another or choice == 2)
    return wish


def _client(turn: TurnContext, wish: Wish) -> Client | None:
    """Return the client of the wish: the one named, or the only one; None if open."""
    known = turn.context.clients
    settled = tuple(c for c in known if c.id == wish.client_id)
    # "for me and Leo" does not say which of both is booked first
    named = settled or tuple(
        c for c in known if len(known) == 1 or (names(turn.text, c) and not wish.for_two)
    )
    return named[0] if len(named) == 1 else None


def _service(turn: TurnContext, wish: Wish) -> Service | Decision:
    """Return the service, or the question for it if there is a choice and none is named."""
    open_ones = bookable(turn)
    if wish.service_id == SOMETHING_ELSE:
        return person.book(turn)
    named = services_named(turn)
    if named:
        open_ones = tuple(one for one in named if one.by_text)
    elif wish.service_id is not None:
        open_ones = tuple(one for one in open_ones if one.id == wish.service_id)
    if len(open_ones) == 1 and len(named) <= 1:
        return open_ones[0]
    listed = tuple(one for one in open_ones if one.safe_to_name)[:LISTED]
    return _ask_service(turn, wish, listed) if listed else person.book(turn)


def _ask_who(turn: TurnContext, wish: Wish) -> Decision:
    clients = turn.context.clients
    firsts = [client.first for client in clients]
    options = tuple(
        client.first if firsts.count(client.first) == 1 else client.name for client in clients
    )
    ids = tuple(client.id for client in clients)
    return _ask(turn, wish, Asked.WHO, turn.say("book_who", options=options), choices=ids)


def _ask_service(turn: TurnContext, wish: Wish, listed: tuple[Service, ...]) -> Decision:
    options = tuple(" ".join(one.name.split()) for one in listed)
    ids = tuple(one.id for one in listed)
    if len(listed) < len(turn.context.services):
        options, ids = (*options, turn.say("other_service")), (*ids, SOMETHING_ELSE)
    return _ask(turn, wish, Asked.SERVICE, turn.say("book_service", options=options), choices=ids)


def _ask_second(turn: TurnContext, wish: Wish, standing: Appointment) -> Decision:
    about = AskedAbout(standing.id, standing.version, standing.starts_at)
    says = turn.say("book_second", standing)
    return _ask(turn, wish, Asked.SECOND, says, about=about)


def _ask(
    turn: TurnContext,
    wish: Wish,
    asked: Asked,
    says: str,
    *,
    choices: tuple[int, ...] = (),
    about: AskedAbout | None = None,
) -> Decision:
    question = Question(
        asked,
        (about,) if about else (),
        turn.now,
        turn.now + ASKED_HOLDS,
        spans=asked_spans(turn),
        choices=choices,
        wish=wish,
    )
    if about:
        question = replace(question, expires_at=min(question.expires_at, about.starts_at))
    return Decision(
        trace=(_ASKING[asked],),
        state=turn.state.asking(question),
        replies=(says,),
        client_id=wish.client_id,
    )


_ASKING = {
    Asked.WHO: "wants an appointment, several share this number: asked for whom",
    Asked.SERVICE: "wants an appointment: asked what for",
    Asked.SECOND: "wants an appointment and has one ahead: asked whether to move it",
}
