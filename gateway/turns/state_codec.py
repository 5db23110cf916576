"""What a conversation remembers, read so that nothing written before can stop what comes now."""

import structlog

from calendar_store.model.conversations import Conversation
from dialogs.conversation import State

_log = structlog.get_logger(__name__)

_FRESH = State()


def remembered(conversation: Conversation) -> State:
    """Return the state of a conversation; a fresh one where what was written cannot be read.

    It may have been written by another version of the service. Losing an open question costs the
    client one more text; failing here would cost everybody in the batch an answer.
    """
    if not conversation.state:
        return _FRESH  # of whoever is reminded for the first time
    try:
        return State.from_json(conversation.state)
    except (AttributeError, KeyError, TypeError, ValueError):
        _log.exception("a conversation could not be read", practice=conversation.practice_id)
        return _FRESH
