"""What a text asks of a carrier beside being sent, and what is left of it when that is refused.

A validity or a receipt is a wish: a carrier that refuses it (SMPP 3.4 §5.1.3, ESME_RINVEXPIRY and
ESME_RINVREGDLVFLG) can still take the text.
"""

from dataclasses import replace

from gateway.smpp.values import Submit

REFUSED_VALIDITY, REFUSED_RECEIPT = 0x62, 0x07

IN_WORDS = {
    REFUSED_VALIDITY: 'it refuses the validity of texts, which then go without; try validity = "'
    'absolute" or a shorter longest_validity, or set validity = "none"',
    REFUSED_RECEIPT: "it refuses to report delivery, so some texts go without a receipt; ask it"
    " which registered_delivery it takes",
}
"""What the operator is told, by command_status."""


def without_refused(submit: Submit, status: int | None) -> Submit | None:
    """Return a part without the wish that a carrier refused.

    Args:
        submit: as it was sent.
        status: the command_status of its response.

    Returns:
        The part to send in its place; None where the status is about no wish, or about one that
        the part did not have: then there is nothing to leave out.
    """
    if submit.insists:
        return None
    if status == REFUSED_VALIDITY and submit.validity is not None:
        return replace(submit, validity=None)
    if status == REFUSED_RECEIPT and submit.registered_delivery:
        return replace(submit, registered_delivery=False)
    return None
