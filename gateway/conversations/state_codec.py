"""Reads the stored state of a conversation; unreadable state never stops a turn."""

import structlog

from calendar_store.model.conversations import Conversation
from dialogs.conversation import State

_log = structlog.get_logger(__name__)

_FRESH = State()


def remembered(conversation: Conversation) -> State:
    """Return the state of a conversation; an empty state if the stored state cannot be read.

    Another version of the service may have written it. A lost question costs the client one more
    text; an error here would leave every text of the batch without an answer.
    """
    if not conversation.state:
        return _FRESH  # of a client who is reminded for the first time
    try:
        return State.from_json(conversation.state)
    except (AttributeError, KeyError, TypeError, ValueError):
        _log.exception("a conversation could not be read", practice=conversation.practice_id)
        return _FRESH
