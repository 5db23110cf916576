"""Quoted history in the plain text of an answer: lines marked with ">", and what is not marked.

Written here rather than taken from the library mail-parser-reply: its patterns take time that grows
with the square of a line (a third of a second for 4 kB), it has to be told the mail's language, and
it has no Portuguese.
"""

from collections.abc import Sequence

from gateway.channels.mail.reading import mail_program_words as programs

_LONGEST_ATTRIBUTION = 4
"""Lines over which the line before a quote is wrapped at most."""

_LONGEST_LINE = 400
"""Characters of a line that are compared with patterns."""

_LABELS_WITHIN = 8
"""Lines after the first label within which the others stand."""

_ENOUGH_LABELS = 3


def without_history(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the lines of a plain text.

    Args:
        lines: the lines, without line ends.

    Returns:
        The lines that are no quoted history, and the unmarked history below them, which is empty
        where history is marked with ">" or is missing.
    """
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _quoted(lines[at]):
            at += 1
            continue
        above = _attribution(lines, at) or _label_block(lines, at) or _separator(lines, at)
        if not above:
            kept.append(lines[at])
            at += 1
            continue
        following = _next(lines, at + above)
        if following is not None and _quoted(lines[following]):
            at = following
            continue
        return kept, list(lines[at + above :])
    return kept, []


def _quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "＞", "|>"))


def _plain(line: str) -> str:
    return " ".join(line[:_LONGEST_LINE].replace("*", " ").casefold().split())


def _next(lines: Sequence[str], at: int) -> int | None:
    """Return the next line with text from `at` on, among the next few; None if there is none."""
    return next((i for i in range(at, min(at + 6, len(lines))) if lines[i].strip()), None)


def _attribution(lines: Sequence[str], at: int) -> int:
    """Return how many lines from `at` say who wrote the quote that follows; 0 if none."""
    first = _plain(lines[at])
    written = lines[at].strip()[:_LONGEST_LINE]
    if programs.VERBLESS_ATTRIBUTION.match(written) or programs.ATTRIBUTION_AND_QUOTE.match(first):
        return 1
    joined = ""
    for count, raw in enumerate(lines[at : at + _LONGEST_ATTRIBUTION], 1):
        line = _plain(raw)
        if not line or _quoted(line) or (joined and not _goes_on(joined, line)):
            break
        joined = f"{joined} {line}".strip()
        if line.endswith((":", "：")):
            return count if _says_who(joined, lines, at + count) else 0
    return 0


def _starts(line: str) -> bool:
    return line.startswith(programs.ATTRIBUTION_STARTS) or line[0].isdigit()


def _goes_on(above: str, line: str) -> bool:
    """Return whether a line may go on with the line before a quote that began above it."""
    begins_itself = line.startswith(programs.ATTRIBUTION_STARTS) and any(c.isdigit() for c in line)
    return not begins_itself and (_starts(above) or "@" in above)


def _says_who(joined: str, lines: Sequence[str], after: int) -> bool:
    """Return whether a line that ends with a colon is the line before a quote."""
    found = programs.ATTRIBUTION_VERBS.search(joined)
    if found is None or len(joined) > _LONGEST_LINE:
        return False
    following = _next(lines, after)
    if following is not None and _quoted(lines[following]):
        return True
    dated = programs.DATE.search(joined) is not None
    return dated and (_starts(joined) or "@" in joined)


def _label(line: str) -> str:
    """Return the label of a line as "Von: Anna"; "" if it has none."""
    head, colon, _ = _plain(line).partition(":")
    return head.strip() if colon and len(head) < 30 else ""


def _label_block(lines: Sequence[str], at: int) -> int:
    """Return how many lines from `at` are the labels above an unmarked quote; 0 if none."""
    first = _label(lines[at])
    if first not in programs.FROM_LABELS and first not in programs.OTHER_LABELS:
        return 0
    labels = {first}
    last = at
    for index in range(at + 1, min(at + _LABELS_WITHIN, len(lines))):
        label = _label(lines[index])
        if label in programs.OTHER_LABELS or label in programs.FROM_LABELS:
            labels.add(label)
            last = index
    named = len(labels) >= _ENOUGH_LABELS and labels & programs.FROM_LABELS
    # "From:", "To:" and "Date:" alone may be a client's words about times
    sure = len(labels) > _ENOUGH_LABELS or labels - programs.FROM_LABELS - programs.COMMON_LABELS
    return last - at + 1 if named and sure else 0


def _separator(lines: Sequence[str], at: int) -> int:
    """Return how many lines from `at` part the answer from history; 0 if none."""
    line = _plain(lines[at])
    if programs.SEPARATOR.match(line) or programs.BARE_SEPARATOR.match(line):
        return 1
    if len(line) >= 10 and not line.strip("_-"):
        following = _next(lines, at + 1)
        if following is not None:
            block = _label_block(lines, following)
            return following - at + block if block else 0
    return 0
