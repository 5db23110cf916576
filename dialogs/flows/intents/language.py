"""LANGUAGE: the client asks for another language."""

from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from dialogs.effects import SetLocale
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents.person import to_person
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.writing import base, spoken

_ask_staff = to_person("to_person", ReasonCode.WANTS_OTHER_LANGUAGE)


def change_language(turn: TurnContext) -> Decision:
    """Set the conversation's language; pass a language that we do not write to staff."""
    wanted = base(turn.heard.language or "")
    if wanted not in spoken():
        return _ask_staff(turn)
    return Decision(
        trace=(f"language set to {wanted}",),
        state=replace(turn.state, locale=wanted),
        replies=(replace(turn, locale=wanted).say("language"),),
        effects=(SetLocale(wanted),),
    )


FLOWS = (FlowSpec(Intent.LANGUAGE, change_language),)
