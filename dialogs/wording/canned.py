"""Canned answers of staff: checked like wordings, and filled in for the client they go to."""

import re
from collections.abc import Iterable

from calendar_store.model.practices import Practice, Service
from calendar_store.model.statuses import STANDING
from dialogs.conversation import Context
from dialogs.wording import privacy
from dialogs.wording.disclosure import disclosing
from dialogs.wording.privacy import Placeholder
from dialogs.wording.rendering import Facts, written

PLACEHOLDERS = (
    *(Placeholder.FIRST, Placeholder.WHEN, Placeholder.PRACTITIONER, Placeholder.SERVICE),
    *(Placeholder.PRACTICE, Placeholder.PHONE, Placeholder.ADDRESS, Placeholder.DIRECTIONS),
)
"""What a canned answer may name: what is known of a client and of the only appointment ahead."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")


def complaints(text: str, services: Iterable[Service]) -> list[str]:
    """Return the problems of a canned answer, in words for the practice; [] if it can be used."""
    found = privacy.check_template(text)
    if found:
        return found
    others = sorted(set(_PLACEHOLDER.findall(text)) - set(PLACEHOLDERS))
    known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
    found += [f"{{{one}}} has nothing to say in an answer; there are {known}." for one in others]
    found += [
        f"“{service}” may not stand in a message: it would tell others why a client comes."
        for service in privacy.named(text, services)
    ]
    found += [
        f"“{word}” tells others why a client comes: write it otherwise."
        for word in disclosing(text)
    ]
    return found


def filled(text: str, locale: str, context: Context) -> str | None:
    """Return a canned answer for the client of a conversation; None where a fact is missing.

    Args:
        text: the answer, without complaints.
        locale: its language.
        context: the facts of the conversation.
    """
    ahead = [one for one in context.appointments if one.status in STANDING]
    ahead = [one for one in ahead if one.starts_at > context.now]
    client = context.clients[0] if len(context.clients) == 1 else None
    facts = Facts(context.practice, client, ahead[0] if len(ahead) == 1 else None)
    return _filled(text, locale, facts)


def sample(text: str, locale: str, practice: Practice) -> str:
    """Return a canned answer with the practice's own facts, its other placeholders as they are."""
    others = {one.value: f"{{{one}}}" for one in PLACEHOLDERS}
    return written(text, locale, Facts(practice), otherwise=others) or ""


def _filled(text: str, locale: str, facts: Facts) -> str | None:
    outside = set(_PLACEHOLDER.findall(_OPTIONAL.sub("", text)))
    return written(text, locale, facts, needed=outside)
