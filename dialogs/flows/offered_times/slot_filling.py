"""What a new appointment is to be: read from the text, or asked one thing at a time.

For whom, whether it is one more, what for, with whom; the time is offered afterwards. Of services
the text may name any in the client's own words, but we name only those that are safe to name
(FEATURES F11): a list has the safe ones and "something else", which a person sees to; where none
of several is safe to name, the whole wish is a person's.
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
from dialogs.flows.offered_times.slot_request import Purpose, bookable, booking
from dialogs.flows.phrases import apart, longest, phrases_of, said_whole
from dialogs.flows.target import names
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Intent
from dialogs.languages.lexicon import Lexicon, Sign, lexicons
from dialogs.understand.readings.another import is_for_family, says_more
from dialogs.wish import Wish

ASKED_HOLDS = timedelta(hours=12)
"""How long a question about a new appointment may be answered."""

MOST_BOOKED = 3
"""Appointments ahead that a client may have booked by text; the next one a person sees to."""

LISTED = 8
"""Most services named in one text."""

_BOOK = frozenset({Sign.BOOK})

SOMETHING_ELSE = 0
"""Stands among the choices of a question for what is not in its list."""

_OFFERED = frozenset({Asked.SLOTS, Asked.WHEN})


def settle(scene: Scene) -> Purpose | Answer:
    """Return what to look for, or the answer that asks for what is still open."""
    if not bookable(scene) or scene.heard.choice == 0:
        # ALL is an answer that only a person can carry out
        return person.book(scene)
    wish = heard_wish(scene)
    client = _client(scene, wish)
    if client is None:
        return _ask_who(scene, wish)
    if booked_enough(scene, client.id):
        return person.book(scene)
    wish = replace(wish, client_id=client.id)
    standing = next((a for a in scene.ahead if a.client_id == client.id), None)
    if standing and not wish.another:
        return _ask_second(scene, wish, standing)
    service = _service(scene, wish)
    if isinstance(service, Answer):
        return service
    # what it is for may have been withdrawn since it was settled
    return booking(scene, replace(wish, service_id=service.id)) or person.book(scene)


def booked_enough(scene: Scene, client_id: int) -> bool:
    """Return whether a client has as many appointments ahead as may be booked by text."""
    theirs = (a.id for a in scene.ahead if a.client_id == client_id)
    return len(scene.context.booked_by_text.intersection(theirs)) >= MOST_BOOKED


def heard_wish(scene: Scene) -> Wish:
    """Return what has been said of a new appointment so far, this text included."""
    question = scene.question
    begun = question.wish if question and not _afresh(scene, question) else None
    wish = _answered(scene, question, begun) if question and begun else Wish()
    return replace(
        wish,
        practitioner_ids=practitioners_named(scene) or wish.practitioner_ids,
        another=wish.another or says_another(scene),
        for_other=wish.for_other or is_for_family(said_whole(scene).words, _lexicon(scene)),
        for_two=wish.for_two or wants_two(scene),
    )


def books_besides(scene: Scene, intent: Intent) -> bool:
    """Return whether another time is one more appointment: "can I book one for Leo too?".

    That is for a client who has none ahead, or is asked for "too".
    """
    question = scene.question
    if intent is not Intent.RESCHEDULE or not bookable(scene):
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    if beside_visit(scene):
        return True
    words = apart(scene)
    books = any(longest(words, at, phrases_of(_BOOK)) for at in range(len(words)))
    named = tuple(c for c in scene.context.clients if names(scene.text, c))
    theirs = any(one.client_id == c.id for one in scene.ahead for c in named)
    meant = len(named) == 1 and not theirs and (books or belongs_to(words, named[0].first))
    return meant or (books and not theirs and bool(TOO & set(words)))


def says_another(scene: Scene) -> bool:
    """Return whether a text plainly asks for one more appointment, or for somebody else's."""
    question = scene.question
    asked = question is not None and question.asked is Asked.SECOND
    words, lexicon = said_whole(scene).words, _lexicon(scene)
    more = is_for_family(words, lexicon) or says_more(words, lexicon, new=asked)
    return more or beside_visit(scene)


def _lexicon(scene: Scene) -> Lexicon:
    read = lexicons()
    return read.get(scene.heard.locale) or read[scene.locale]


def _afresh(scene: Scene, question: Question) -> bool:
    """Return whether a text begins anew although times are on offer: "I need an appointment"."""
    again = scene.heard.intent is Intent.BOOK and not scene.heard.times
    return again and question.asked in _OFFERED


def _answered(scene: Scene, question: Question, wish: Wish) -> Wish:
    """Return a wish with the answer to what was asked last."""
    choice = scene.heard.choice
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


def _client(scene: Scene, wish: Wish) -> Client | None:
    """Return for whom it is: whom the wish or the text names, or the only one there is."""
    known = scene.context.clients
    settled = tuple(c for c in known if c.id == wish.client_id)
    # "for me and Leo" does not say whose is booked first
    named = settled or tuple(
        c for c in known if len(known) == 1 or (names(scene.text, c) and not wish.for_two)
    )
    return named[0] if len(named) == 1 else None


def _service(scene: Scene, wish: Wish) -> Service | Answer:
    """Return what it is for; asked only where there is a choice and the text names none."""
    open_ones = bookable(scene)
    if wish.service_id == SOMETHING_ELSE:
        return person.book(scene)
    named = services_named(scene)
    if named:
        open_ones = tuple(one for one in named if one.by_text)
    elif wish.service_id is not None:
        open_ones = tuple(one for one in open_ones if one.id == wish.service_id)
    if len(open_ones) == 1 and len(named) <= 1:
        return open_ones[0]
    listed = tuple(one for one in open_ones if one.safe_to_name)[:LISTED]
    return _ask_service(scene, wish, listed) if listed else person.book(scene)


def _ask_who(scene: Scene, wish: Wish) -> Answer:
    clients = scene.context.clients
    firsts = [client.first for client in clients]
    options = tuple(
        client.first if firsts.count(client.first) == 1 else client.name for client in clients
    )
    ids = tuple(client.id for client in clients)
    return _ask(scene, wish, Asked.WHO, scene.say("book_who", options=options), choices=ids)


def _ask_service(scene: Scene, wish: Wish, listed: tuple[Service, ...]) -> Answer:
    options = tuple(" ".join(one.name.split()) for one in listed)
    ids = tuple(one.id for one in listed)
    if len(listed) < len(scene.context.services):
        options, ids = (*options, scene.say("other_service")), (*ids, SOMETHING_ELSE)
    return _ask(scene, wish, Asked.SERVICE, scene.say("book_service", options=options), choices=ids)


def _ask_second(scene: Scene, wish: Wish, standing: Appointment) -> Answer:
    about = AskedAbout(standing.id, standing.version, standing.starts_at)
    says = scene.say("book_second", standing)
    return _ask(scene, wish, Asked.SECOND, says, about=about)


def _ask(
    scene: Scene,
    wish: Wish,
    asked: Asked,
    says: str,
    *,
    choices: tuple[int, ...] = (),
    about: AskedAbout | None = None,
) -> Answer:
    question = Question(
        asked,
        (about,) if about else (),
        scene.now,
        scene.now + ASKED_HOLDS,
        spans=asked_spans(scene),
        choices=choices,
        wish=wish,
    )
    if about:
        question = replace(question, expires_at=min(question.expires_at, about.starts_at))
    return Answer(
        did=(_ASKING[asked],),
        state=scene.state.asking(question),
        says=(says,),
        client_id=wish.client_id,
    )


_ASKING = {
    Asked.WHO: "wants an appointment, several share this number: asked for whom",
    Asked.SERVICE: "wants an appointment: asked what for",
    Asked.SECOND: "wants an appointment and has one ahead: asked whether to move it",
}
