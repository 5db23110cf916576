"""Turns of practices that are suspended: what is heard, and who was told to call within a day."""

from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.suspended import in_place_of
from gateway.conversations.perform import Decided

_DAY = timedelta(days=1)


def as_suspended(one: Decided, now: datetime) -> Decided:
    """Return a turn as it is for a practice that is suspended; any other stays.

    Args:
        one: the turn.
        now: UTC.
    """
    since = one.context.practice.suspended_at
    if since is None:
        return one
    last = one.conversation.last_outbound_at
    told = last is not None and last > max(since, now - _DAY)
    turn = in_place_of(one.context, one.turn, one.inbound.text, told_today=told)
    return replace(one, turn=turn, asked=())
