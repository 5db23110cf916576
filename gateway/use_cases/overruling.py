"""Words that tell why clients come, in what messages quote: refused, or overruled with a reason.

What a practice enters about itself stands in its messages: its name, its address and the way there,
its practitioners. The reason of an administrator who keeps such a word is in the audit log (F11).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.errors import InvalidInput
from dialogs.wording.disclosure import disclosing

_LONGEST = 500


def require_discreet(entered: Mapping[str, str], overrule: str) -> dict[str, Sequence[str]]:
    """Refuse words that tell why clients come, unless they are overruled.

    Args:
        entered: texts that messages quote, by what they are: "address".
        overrule: why they stand all the same; "" to refuse them.

    Returns:
        What is overruled: the words, by what they stand in; {} for nothing.

    Raises:
        InvalidInput: naming the first of them, or a reason too long to be kept.
    """
    if len(overrule) > _LONGEST:
        raise InvalidInput(f"a reason of {len(overrule)} letters is too long; {_LONGEST} at most")
    looked_at = ((what, disclosing(text)) for what, text in entered.items())
    found: dict[str, Sequence[str]] = {what: words for what, words in looked_at if words}
    if found and not overrule.strip():
        what, words = next(iter(found.items()))
        raise InvalidInput(
            f"“{words[0]}” in the {what} would tell others why clients come, since messages quote"
            " it; write it otherwise, or give your reason for keeping it with --overrule"
        )
    return found


async def record(
    tx: Transaction,
    practice_id: int,
    overruled: Mapping[str, Sequence[str]],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Record who overruled what, and why.

    Args:
        tx: the transaction that writes what was entered.
        practice_id: whose.
        overruled: the words, by what they stand in.
        reason: as given.
        by: who.
        now: UTC.
    """
    for what, words in overruled.items():
        detail = {"words": list(words), "reason": reason.strip()}
        await audit.record(
            tx,
            practice_id,
            by=by,
            action="disclosure.overruled",
            subject=what,
            now=now,
            detail=detail,
        )
