"""Whether texts can reach a number that somebody enters."""

from collections.abc import Callable

from gateway.messaging.channel import MessageChannel


def unreached(channel: MessageChannel) -> Callable[[str, str], str]:
    """Return what tells why no text reaches a number that somebody enters.

    A practice whose own number no carrier has yet may enter its clients all the same: that is
    mended in the configuration, and not at this number.

    Args:
        channel: over the carriers of the configuration.

    Returns:
        A function of the practice's number and the client's, both in E.164; "" is reached.
    """

    def why(sender: str, mobile: str) -> str:
        return channel.unreached(sender, mobile) if sender in channel.ours else ""

    return why
