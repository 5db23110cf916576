"""Options of a part (validity, receipt) that a carrier may refuse without refusing the text.

These options are called wishes. If a carrier refuses a wish (SMPP 3.4 §5.1.3, ESME_RINVEXPIRY and
ESME_RINVREGDLVFLG), the text is sent again without the wish. A wish that is refused repeatedly is
left out for an hour, since each refusal costs another submit_sm. Has no clock: every `now` is loop
time in seconds.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from gateway.channels.sms.smpp.submits import Submit

REFUSED_VALIDITY, REFUSED_RECEIPT = 0x62, 0x07

IN_WORDS = {
    REFUSED_VALIDITY: 'it refuses the validity of texts, which then go without; try validity = "'
    'absolute" or a shorter longest_validity, or set validity = "none"',
    REFUSED_RECEIPT: "it refuses to report delivery, so some texts go without a receipt; ask it"
    " which registered_delivery it takes",
}
"""The words for the operator, by command_status."""


def without_refused(submit: Submit, status: int | None) -> Submit | None:
    """Return a part without the wish that a carrier refused.

    Args:
        submit: the part as it was sent.
        status: the command_status of its response.

    Returns:
        The part to send instead; None if the status does not refuse a wish of this part, or if the
        part insists on its wishes.
    """
    if submit.insists:
        return None
    if status == REFUSED_VALIDITY and submit.validity is not None:
        return replace(submit, validity=None)
    if status == REFUSED_RECEIPT and submit.registered_delivery:
        return replace(submit, registered_delivery=False)
    return None


_SURE = 3
"""Refusals in a row after which a wish is left out."""
_LEFT_OUT = 3600.0
"""Seconds for which the wish is left out, and then tried again: a carrier may have changed."""


@dataclass(slots=True)
class _Refused:
    """A wish that was refused lately.

    Attributes:
        times: number of refusals in a row.
        since: when the wish was last refused, loop time.
        shortest: shortest refused validity; the carrier may accept a shorter one.
        longest: longest refused validity; the carrier may accept a longer one.
    """

    times: int
    since: float
    shortest: timedelta
    longest: timedelta

    def covers(self, submit: Submit) -> bool:
        """Tell whether the validity of a part lies between the refused ones."""
        return self.shortest <= (submit.validity or timedelta(0)) <= self.longest


class OptionWishes:
    """The wishes that a carrier refuses, learnt from its responses."""

    __slots__ = ("_refused",)

    def __init__(self) -> None:
        self._refused: dict[int, _Refused] = {}

    def fitting(self, submit: Submit, now: float) -> Submit:
        """Return a part without the wishes that the carrier would refuse.

        Args:
            submit: the part with all of its wishes.
            now: loop time, seconds.
        """
        for status, refused in self._refused.items():
            if refused.times >= _SURE and now - refused.since < _LEFT_OUT:
                known = status == REFUSED_RECEIPT or refused.covers(submit)
                submit = (without_refused(submit, status) if known else None) or submit
        return submit

    def refused(self, submit: Submit, status: int, now: float) -> None:
        """Note that a wish of a part was refused.

        Args:
            submit: the part as it was sent.
            status: the command_status of its response.
            now: loop time, seconds.
        """
        asked = submit.validity or timedelta(0)
        known = self._refused.get(status)
        if known is None or now - known.since >= _LEFT_OUT:
            self._refused[status] = _Refused(1, now, asked, asked)
            return
        known.times += 1
        known.since = now
        known.shortest, known.longest = min(known.shortest, asked), max(known.longest, asked)

    def taken(self, submit: Submit) -> None:
        """Note that a part was accepted with its wishes.

        Args:
            submit: the part as it was sent.
        """
        if not self._refused:
            return
        if submit.registered_delivery:
            self._refused.pop(REFUSED_RECEIPT, None)
        validity = self._refused.get(REFUSED_VALIDITY)
        if validity is not None and submit.validity is not None and validity.covers(submit):
            del self._refused[REFUSED_VALIDITY]
