"""What holds for all consent that staff record, to channels and to kinds of messages."""

from datetime import datetime

from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow


def require_recording(actor: Actor, practice: Practice, client: Client) -> None:
    """Check that an actor may record consent of a client.

    Raises:
        NotPermitted: if the actor may not record consent.
        NotFound: if the client does not belong to the practice.
    """
    require(actor, Permission.RECORD_CONSENT, practice.id)
    if client.practice_id != practice.id:
        raise NotFound(f"there is no client {client.id} in this practice")


def require_told(how: ConsentHow) -> None:
    """Check that consent was given in a way that staff can record.

    Raises:
        InvalidInput: if `how` is neither spoken nor on a form.
    """
    if how not in (ConsentHow.SPOKEN, ConsentHow.FORM):
        raise InvalidInput("say how they agreed: spoken, or on a form")


def refuse_older(stopped_at: datetime | None) -> None:
    """Refuse consent of before a withdrawal: what was said last counts.

    Args:
        stopped_at: when messages were stopped after the consent; None if they were not.

    Raises:
        InvalidInput: says when messages were stopped.
    """
    if stopped_at is not None:
        day = stopped_at.date().isoformat()
        raise InvalidInput(f"they stopped messages after that, on {day}; ask them again")
