"""What of a mail of ours stands in an answer, where the client's program did not mark it. Pure.

The store keeps the sentences of a mail; its links, hints and footer are the same in all mails of a
language. Those that stand in the answer whole are taken for ours.
"""

import re

from dialogs.wording.mail_text import fixed_lines

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://[^\s<>]+/[apus]/[\w.-]{10,128}(?:#\w+)?")
_MOST_LINKS = 20


def words_of_ours(answer: str, text: str) -> str:
    """Return our words that an answer may repeat: those of the message, and of all mails.

    Args:
        answer: the answer with all that it quotes.
        text: the text of the message that is answered; "" if it is not known.
    """
    if not text:
        return ""
    said = _spaced(answer)
    known = [line for line in fixed_lines() if _spaced(line) in said]
    links = _LINK.findall(answer)[:_MOST_LINKS] if known else []
    return "\n".join([text, *known, *links])


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "
