"""Answers a reply to the offer of a freed time: taken, declined, lost to others, or too late.

A misread yes would move an appointment, so only a plain yes takes the time; after a less plain
answer we ask again.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import OfferStatus, WaitingStatus
from dialogs.conversation import Asked, Question
from dialogs.effects import CloseOffer, TakeOffer
from dialogs.flows.answers.assent import only_acknowledges, plain_yes
from dialogs.flows.answers.concluding import takes_by_itself
from dialogs.flows.family.whose import only_names_visit
from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.resolve_appointments import acknowledged, ask_again
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Hint, Intent
from dialogs.understand import KEEPS, TAKES
from dialogs.wording.offers import provisional
from dialogs.wording.reminders import reminder_question

_ANSWERS = frozenset({Intent.CHOICE, Intent.CONFIRM, Intent.CANCEL})


_IS_IT = as_phrases(
    *("is it", "is this", "is that", "e", "isto e", "essa e", "esta e", "es", "esta es", "eso es"),
    *(
        "esto es",
        "c est",
        "est ce",
        "est ce que c est",
        "ce serait",
        "questo e",
        "sarebbe",
        "ist das",
    ),
    *("ist der", "ist es", "seria", "would it be"),
)
_FOR_ME = as_phrases(
    *("for me", "for us", "para mim", "mesmo para mim", "para nos", "para mi", "para nosotros"),
    *("pour moi", "bien pour moi", "pour nous", "per me", "proprio per me", "per noi"),
    *("fur mich", "fuer mich", "fur uns"),
)


def answers_freed(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text answers the offer of a freed time."""
    hinted = turn.heard.hint in {Hint.YES, Hint.REFUSAL}
    hinted = hinted and intent is not Intent.THANKS
    return _question(turn) is not None and (intent in _ANSWERS or hinted)


def answer_freed(turn: TurnContext) -> Decision:
    """Decide about the reply to an offer."""
    question = _question(turn)
    if question is None:
        raise ValueError("no freed time is on offer")
    appointment = _present(turn, question)
    plain = turn.heard.intent is Intent.CHOICE
    # "hello, my appointment" says neither
    if plain and turn.heard.choice == KEEPS and not only_names_visit(turn):
        return _declined(turn, question, appointment)
    if question.stale and plain_yes(turn) and not takes_by_itself(turn):
        # staff were asked to answer meanwhile: an "ok" may be for them
        return acknowledged(turn)
    if turn.heard.intent is Intent.CANCEL:
        return _cancels(turn, question, appointment)
    if question.until is not None and turn.now >= question.until:
        return _late(turn, question, appointment)
    if not (plain and turn.heard.choice == TAKES):
        return _again(turn, question, appointment)
    return _taken(turn, question, appointment)


def let_go(turn: TurnContext, answer: Decision) -> Decision:
    """Close the offer if an answer asks another question instead: others wait for the time."""
    question = _question(turn)
    if question is None or question.offer_id is None:
        return answer
    after = answer.state.question
    if after is not None and after.offer_id == question.offer_id:
        return answer
    if any(isinstance(effect, TakeOffer | CloseOffer) for effect in answer.effects):
        return answer
    close = CloseOffer(question.offer_id, OfferStatus.DECLINED)
    return replace(answer, effects=(*answer.effects, close))


def _question(turn: TurnContext) -> Question | None:
    question = turn.question
    return question if question and question.asked is Asked.OFFER else None


def _present(turn: TurnContext, question: Question) -> Appointment | None:
    """Return the appointment that would be given up, as it is now, or None."""
    found = turn.appointment(question.about[0]) if question.about else None
    return found if found in turn.ahead else None


def _taken(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    offer_id = _offer_id(question)
    if turn.context.lost:
        return _lost(turn, question, appointment)
    if question.about and appointment is None:
        return _closed(turn, question, "the appointment no longer stands", turn.say("gone"))
    if appointment and appointment.starts_at != question.about[0].starts_at:
        return _changed(turn, question, appointment)
    slot = question.slots[0]
    client_id = appointment.client_id if appointment else _waiting_client(turn)
    becomes = provisional(turn.practice, client_id, slot, appointment)
    then = turn.staff_when(becomes)
    was = f"appointment {turn.staff_when(appointment)} moved to {then}" if appointment else ""
    return Decision(
        trace=(f"took the freed time: {was or f'booked {then}'}",),
        # no question stays open: the same digit sent twice must not mean something else
        state=replace(turn.state, question=None, booked=None, moved=None),
        replies=(turn.say("moved" if appointment else "freed_booked", becomes),),
        effects=(
            TakeOffer(offer_id, slot, appointment.id, appointment.version)
            if appointment
            else TakeOffer(offer_id, slot),
        ),
        client_id=client_id or None,
    )


def _declined(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    said = turn.say("freed_kept", appointment)
    return _closed(turn, question, "declined the freed time", said)


def _lost(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    """Say that the time is taken; never say by whom."""
    answer = _closed(
        turn,
        question,
        "the freed time went to somebody else: still on the waiting list",
        turn.say("freed_lost", appointment),
    )
    return replace(answer, effects=(CloseOffer(_offer_id(question), OfferStatus.LOST),))


def _late(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    answer = _closed(
        turn,
        question,
        "the offer had run out: still on the waiting list",
        turn.say("freed_late", appointment, until=question.until),
    )
    return replace(answer, effects=(CloseOffer(_offer_id(question), OfferStatus.EXPIRED),))


def _cancels(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    """Ask whether "cancel" means the offer or the appointment: a guess could lose a visit."""
    if appointment is None:
        return _declined(turn, question, None)
    asked = ask_again(turn, Target(Resolution.UNSURE, (appointment,)), Intent.CANCEL)
    did = "to cancel the offer or the appointment? asked again"
    return replace(_closed(turn, question, did, asked.replies[0]), state=asked.state)


def _changed(turn: TurnContext, question: Question, appointment: Appointment) -> Decision:
    said = turn.say("stands_now", appointment)
    answer = _closed(turn, question, "the appointment has changed since the offer", said)
    return replace(answer, state=turn.state.asking(reminder_question((appointment,), turn.now)))


def asks_for_whom(turn: TurnContext) -> bool:
    """Return whether a text only asks whether the offered time is for its writer: "for me?"."""
    said, question = said_apart(turn), _question(turn)
    if question is None or "?" not in said.marks or question.stale or only_acknowledges(turn):
        return False
    at = longest(said.words, 0, _IS_IT)
    return longest(said.words, at, _FOR_ME) == len(said.words) - at if said.words[at:] else False


def offer_again(turn: TurnContext) -> Decision:
    """Send the open offer again, to a client who asks what it is about; nothing changes."""
    question = _question(turn)
    if question is None:
        raise ValueError("no offer is open")
    return _again(turn, question, _present(turn, question))


def _again(turn: TurnContext, question: Question, appointment: Appointment | None) -> Decision:
    slot = question.slots[0]
    client_id = appointment.client_id if appointment else _waiting_client(turn)
    text = turn.say(
        "freed" if appointment else "freed_new",
        provisional(turn.practice, client_id, slot, appointment),
        until=question.until,
        instead=appointment.starts_at if appointment else None,
    )
    return Decision(
        trace=("not a plain answer to the offer: asked again, nothing changed",),
        state=turn.state,
        replies=(text,),
        client_id=client_id or None,
        asks=True,
    )


def _closed(turn: TurnContext, question: Question, did: str, said: str) -> Decision:
    present = _present(turn, question)
    return Decision(
        trace=(did,),
        state=turn.state.asking(None),
        replies=(said,),
        effects=(CloseOffer(_offer_id(question), OfferStatus.DECLINED),),
        client_id=present.client_id if present else None,
    )


def _offer_id(question: Question) -> int:
    if question.offer_id is None:
        raise ValueError("the question does not say which offer it is about")
    return question.offer_id


def _waiting_client(turn: TurnContext) -> int:
    """Return the id of the client with an open offer, else of the only client, else 0."""
    offered = (e.client_id for e in turn.context.waiting if e.status is WaitingStatus.OFFERED)
    only = turn.client_of(None)
    return next(offered, only.id if only else 0)
