"""Refuses words that tell why clients come in texts that messages quote, or records a reason.

Messages quote a practice's name, its address, the way to it, and its practitioners. If an
administrator keeps such a word, their reason is recorded in the audit log.
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
    """Refuse words that tell why clients come, unless there is a reason to keep them.

    Args:
        entered: texts that messages quote, by the name of the field, for example "address".
        overrule: the reason to keep the words; "" to refuse them.

    Returns:
        The words kept, by the name of the field; {} if there are none.

    Raises:
        InvalidInput: naming the first word, or if the reason is too long.
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
    """Record which words were kept, by whom and why.

    Args:
        tx: the transaction that writes the texts.
        practice_id: the practice.
        overruled: the words, by the name of the field.
        reason: the reason as entered.
        by: the actor.
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
