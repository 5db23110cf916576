"""The values `ConversationMark` and `ConversationNote`: what staff keep about a conversation."""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.model.statuses import Channel

Address = tuple[Channel, str]
"""A channel and the other side's address on it."""


@dataclass(frozen=True, slots=True)
class ConversationMark:
    """What staff have marked about the conversations with one address.

    Attributes:
        channel: the channel.
        their_address: the other side's address.
        assignee_id: the member of staff who sees to them; None for nobody in particular.
        read_id: id of the newest text that staff have opened; 0 for none.
        done_at: when staff closed them last without an answer, UTC; None for never.
        done_by: label of who closed them; "" for nobody.
    """

    channel: Channel
    their_address: str
    assignee_id: int | None = None
    read_id: int = 0
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class ConversationNote:
    """A note of staff beside a conversation; no message ever contains one.

    Attributes:
        client_id: the client; None where the address is that of nobody, or of several.
        by: label of the actor who wrote it.
    """

    practice_id: int
    id: int
    channel: Channel
    their_address: str
    client_id: int | None
    at: datetime
    by: str
    text: str
