"""Whether texts can reach a number that somebody enters."""

from collections.abc import Sequence

from calendar_store.entry import numbers
from calendar_store.model.errors import InvalidInput
from config.sections import CarrierSettings
from gateway.messaging.channel import MessageChannel


def require_reached(channel: MessageChannel, sender: str, mobile: str) -> None:
    """Refuse a number that no carrier reaches.

    A practice whose own number no carrier has yet may enter its clients all the same: that is
    mended in the configuration, and not at this number.

    Args:
        channel: over the carriers of the configuration.
        sender: the practice's number.
        mobile: the client's, in E.164.

    Raises:
        InvalidInput: saying why no text can reach it.
    """
    unreached = channel.unreached(sender, mobile)
    if unreached and sender in channel.ours:
        raise InvalidInput(unreached)


def require_ours(carriers: Sequence[CarrierSettings], sender: str, region: str) -> None:
    """Refuse a number of a practice that no carrier of the configuration has.

    Without any carrier yet it is taken as it is: that is entered next.

    Args:
        carriers: of the configuration.
        sender: the number, as entered.
        region: ISO country of one written without.

    Raises:
        InvalidInput: naming the numbers that there are.
    """
    number = numbers.sender(sender, region)
    ours = [one for carrier in carriers for one in carrier.numbers]
    if ours and number not in ours:
        raise InvalidInput(
            f"no carrier has {number}, so nothing would be sent and no answer would arrive; "
            f"there are: {', '.join(ours)}; enter it first under numbers of a [[carrier]]"
        )
