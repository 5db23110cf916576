"""Checks whether texts can reach a number that staff enter."""

from collections.abc import Callable

from calendar_store.model.statuses import Channel
from gateway.messaging.channel import Channels


def unreached(channels: Channels) -> Callable[[str, str], str]:
    """Return a function that says why no text reaches a client's number.

    If no carrier has the practice's own number yet, every client's number is accepted: the fault
    is in the configuration, not in the client's number.

    Args:
        channels: the channels of the configuration.

    Returns:
        A function of the practice's number and the client's number, both in E.164. It returns ""
        if texts reach the number.
    """

    def why(sender: str, mobile: str) -> str:
        texts = channels.of(Channel.SMS)
        return texts.unreached(sender, mobile) if texts and sender in texts.ours else ""

    return why
