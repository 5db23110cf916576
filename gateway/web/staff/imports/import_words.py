"""The words of imports on pages: what rows mean, what became of them, what columns hold."""

from collections.abc import Iterator, Mapping

from calendar_store.model.imports import (
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowOutcome,
    RowVerdict,
)
from gateway.imports.columns.fields import ImportField
from gateway.imports.columns.values import DaysShown
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, ngettext

VERDICTS: Mapping[RowVerdict, tuple[str, str]] = {
    RowVerdict.NEW: ("+", mark("New")),
    RowVerdict.WITH_CLIENT: ("++", mark("New, with a new client")),
    RowVerdict.CHANGED: ("↷", mark("Changed")),
    RowVerdict.SAME: ("=", mark("The same")),
    RowVerdict.DOUBLE: ("2×", mark("Twice in the file")),
    RowVerdict.WRONG: ("▲", mark("Wrong")),
}
"""Glyph and word of what rows mean."""
OUTCOMES: Mapping[RowOutcome, tuple[str, str]] = {
    RowOutcome.ADDED: ("+", mark("Added")),
    RowOutcome.CHANGED: ("↷", mark("Changed")),
    RowOutcome.REFUSED: ("▲", mark("Refused")),
    RowOutcome.UNDONE: ("↶", mark("Undone")),
    RowOutcome.KEPT: ("■", mark("Kept")),
}
"""Glyph and word of what became of rows."""
_FIELDS: Mapping[ImportField, str] = {
    ImportField.NONE: mark("– leave out –"),
    ImportField.FIRST: mark("First name"),
    ImportField.LAST: mark("Last name"),
    ImportField.NAME: mark("Whole name"),
    ImportField.LAST_FIRST: mark("Whole name, last name first"),
    ImportField.MOBILE: mark("Mobile"),
    ImportField.PHONE: mark("Other phone"),
    ImportField.PHONE_KIND: mark("Kind of the next phone"),
    ImportField.EMAIL: mark("Email"),
    ImportField.LANGUAGE: mark("Language of messages"),
    ImportField.PREFERS: mark("Prefers text or email"),
    ImportField.CONSENT: mark("Agrees to messages"),
    ImportField.CONSENT_SMS: mark("Agrees to texts"),
    ImportField.CONSENT_EMAIL: mark("Agrees to emails"),
    ImportField.CONSENT_FOLLOW_UP: mark("Agrees to messages after a missed visit"),
    ImportField.CONSENT_RECALL: mark("Agrees to messages when it is time for the next visit"),
    ImportField.SINCE: mark("Agreed since"),
    ImportField.START: mark("Start (day and time)"),
    ImportField.DAY: mark("Day"),
    ImportField.TIME: mark("Time"),
    ImportField.END: mark("End (day and time)"),
    ImportField.END_TIME: mark("End (time)"),
    ImportField.MINUTES: mark("Minutes"),
    ImportField.PRACTITIONER: mark("Practitioner"),
    ImportField.SERVICE: mark("Service"),
    ImportField.STATUS: mark("State of the visit"),
    ImportField.CANCELLED: mark("Whether it was cancelled"),
    ImportField.MISSED: mark("Whether the client did not come"),
}
_CHANGES = {
    "first": mark("first name"),
    "last": mark("last name"),
    "mobile": mark("mobile"),
    "email": mark("email"),
    "locale": mark("language"),
    "prefers": mark("prefers"),
    "agreed_sms": mark("agrees to texts"),
    "agreed_email": mark("agrees to emails"),
    "agreed_follow_up": mark("agrees to messages after a missed visit"),
    "agreed_recall": mark("agrees to messages when it is time for the next visit"),
}
_STATUSES: Mapping[ImportStatus, str] = {
    ImportStatus.UPLOADING: mark("arriving"),
    ImportStatus.READING: mark("being read"),
    ImportStatus.FAILED: mark("could not be read"),
    ImportStatus.READY: mark("waits for you"),
    ImportStatus.PERFORMING: mark("being imported"),
    ImportStatus.DONE: mark("imported"),
    ImportStatus.UNDOING: mark("being undone"),
    ImportStatus.UNDONE: mark("undone"),
    ImportStatus.DISCARDED: mark("discarded"),
}
_AGREED = {"granted": mark("yes"), "withdrawn": mark("no"), "": mark("not asked")}
_SEPARATORS = {
    "comma": mark("comma"),
    "semicolon": mark("semicolon"),
    "tab": mark("tab"),
    "bar": mark("bar"),
}


def field_word(field: ImportField) -> str:
    """Return what a column holds, in words."""
    return _(_FIELDS[field])


def status_word(status: ImportStatus) -> str:
    """Return the status of an import in words."""
    return _(_STATUSES[status])


def form_words(file: ImportFile) -> str:
    """Return what was found out about a file: "Text, utf-8, separated by semicolon"."""
    facts = file.facts
    if facts.get("form") == "sheet":
        return _("Sheet “%(name)s”", name=facts.get("sheet", ""))
    if facts.get("form") == "vcard":
        return _("vCards")
    if facts.get("form") == "calendar":
        return _("Calendar")
    separator = facts.get("separator", "")
    word = _(_SEPARATORS[separator]) if separator in _SEPARATORS else separator
    return _(
        "Text in %(encoding)s, separated by %(separator)s",
        encoding=facts.get("encoding", ""),
        separator=word,
    )


def separator_words(found: str) -> list[tuple[str, str]]:
    """Return (name, word) of the separators that can be chosen, with the one that was found."""
    known = [(name, _(word)) for name, word in _SEPARATORS.items()]
    return known if found in _SEPARATORS else [(found, found), *known]


def day_order_words(file: ImportFile) -> str:
    """Return how the days of a file were read; "" where none may be read in two ways."""
    example = file.facts.get("days.example", "")
    if not example:
        return ""
    shown = file.facts.get("days.shown", "")
    if shown == DaysShown.USUAL:
        return _(
            "The file does not show whether the day or the month is first in %(example)s: choose.",
            example=example,
        )
    if shown == DaysShown.MIXED:
        return _(
            "Some days of the file have the day first and some the month: look at %(example)s.",
            example=example,
        )
    return _("In days as %(example)s", example=example)


def change_lines(row: ImportRow) -> Iterator[str]:
    """Yield what a row changes, each as "email: old → new"."""
    for name, (old, new) in row.changes.items():
        if name == "client":
            yield _("the client was added")
            continue
        word = _(_CHANGES[name]) if name in _CHANGES else name
        shown = [
            _(_AGREED.get(one, one)) if name.startswith("agreed_") else one for one in (old, new)
        ]
        yield f"{word}: {shown[0] or '–'} → {shown[1]}"


def fault_words(row: ImportRow) -> str:
    """Return why a row is wrong, refused or kept, in the reader's language."""
    return refusal(row.fault)


def to_write_words(file: ImportFile) -> str:
    """Return what the button of the preview says."""
    new = file.counts.get(RowVerdict.NEW, 0)
    if file.kind is ImportKind.VISITS:
        return ngettext("Import %(num)s visit", "Import %(num)s visits", file.to_write)
    changed = file.counts.get(RowVerdict.CHANGED, 0)
    if not changed:
        return ngettext("Import %(num)s client", "Import %(num)s clients", new)
    if not new:
        return ngettext("Change %(num)s client", "Change %(num)s clients", changed)
    return _("Import %(new)s new, change %(changed)s", new=new, changed=changed)
