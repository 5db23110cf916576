"""Checks whether texts can reach a number that staff enter."""

from collections.abc import Callable

from gateway.messaging.channel import MessageChannel


def unreached(channel: MessageChannel) -> Callable[[str, str], str]:
    """Return a function that says why no text reaches a client's number.

    If no carrier has the practice's own number yet, every client's number is accepted: the fault
    is in the configuration, not in the client's number.

    Args:
        channel: the channel over the carriers of the configuration.

    Returns:
        A function of the practice's number and the client's number, both in E.164. It returns ""
        if texts reach the number.
    """

    def why(sender: str, mobile: str) -> str:
        return channel.unreached(sender, mobile) if sender in channel.ours else ""

    return why
