"""Words for entries of the audit log: what was done, to whom, and with which details.

The log keeps ids and codes, because they outlive names. Readers get names, days and words; an id
whose owner is unknown is left out, since nobody could look it up.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

from calendar_store.entry import hours_text
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import AuditEntry
from gateway.use_cases.audit_log import AuditNames
from gateway.use_cases.first_step_words import title
from gateway.use_cases.first_steps import FirstStep
from gateway.web.languages.labels import HOW, actor_words, week_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import LocalCalendar
from gateway.web.server.navigation import ENTRIES
from gateway.web.staff.account.account_page import ROLES
from gateway.web.staff.conversation.meaning_view import SAID

ACTIONS: Mapping[str, str] = {
    "login": mark("logged in"),
    "login.failed": mark("failed to log in (wrong password)"),
    "login.code_failed": mark("failed to log in (wrong code)"),
    "login.new_network": mark("logged in from a new network"),
    "staff.logged_out": mark("ended log-ins of"),
    "staff.added": mark("added to the staff"),
    "staff.changed": mark("changed on the staff"),
    "staff.removed": mark("removed from the staff"),
    "staff.invited": mark("invited"),
    "staff.accepted": mark("accepted the invitation"),
    "staff.password": mark("set another password of"),
    "staff.reset_asked": mark("asked for a new password"),
    "staff.factors": mark("changed the second factors of"),
    "support.granted": mark("gave support access"),
    "support.broke_glass": mark("opened the practice without being asked"),
    "support.ended": mark("ended the access of support"),
    "support.entered": mark("entered the practice"),
    "support.read": mark("opened the page"),
    "support.changed": mark("changed on the page"),
    "log.exported": mark("took a copy of the log, as"),
    "practice.added": mark("added the practice"),
    "practice.changed": mark("changed settings of"),
    "practice.notice_given": mark("gave notice to suspend the practice from"),
    "practice.notice_undone": mark("took back the notice to suspend the practice from"),
    "practice.suspended": mark("suspended the practice from"),
    "practice.reactivated": mark("reactivated the practice, suspended from"),
    "practice.imported": mark("imported the practice from a copy, as"),
    "practice.deleted": mark("deleted all of the practice, certificate"),
    "copy.asked": mark("asked for a whole copy"),
    "copy.made": mark("took a whole copy"),
    "copy.ready": mark("made a whole copy"),
    "copy.downloaded": mark("downloaded the whole copy"),
    "retention.set": mark("changed how long is kept:"),
    "retention.deleted": mark("deleted by rule, certificate"),
    "retention.log_cut": mark("deleted the log by rule, up to"),
    "steps.changed": mark("changed the reminders"),
    "steps.differ": mark("chose other reminders for"),
    "follow_up.on": mark("chose to write to clients"),
    "follow_up.off": mark("chose not to write to clients any more"),
    "paper.set": mark("changed the calendar on paper of"),
    "paper.opened": mark("opened the paper"),
    "steps.removed": mark("went back to the usual reminders for"),
    "template.changed": mark("changed the wording"),
    "first_step.settled": mark("ticked the first step"),
    "first_step.opened": mark("opened the first step again"),
    "first_steps.closed": mark("closed the first steps"),
    "test.sent": mark("sent a test message to"),
    "carrier.probed": mark("probed the carrier"),
    "disclosure.overruled": mark("kept a telling name"),
    "client.added": mark("added the client"),
    "client.changed": mark("corrected the client"),
    "client.read": mark("opened the record of"),
    "client.exported": mark("looked at all that is stored about"),
    "client.erased": mark("erased the client"),
    "client.restored": mark("brought back a former client"),
    "client.retired": mark("let a client go"),
    "client.merged": mark("merged another record into"),
    "client.unmerged": mark("parted a record again from"),
    "client.locale": mark("changed the language of"),
    "client.muted": mark("stopped some messages of"),
    "client.unmuted": mark("allowed some messages again of"),
    "client.number_bad": mark("marked the number as bad of"),
    "client.number_good": mark("marked the number as right of"),
    "client.email_bad": mark("marked the email address as bad of"),
    "client.email_good": mark("marked the email address as right of"),
    "consent": mark("recorded consent of"),
    "conversation.answered": mark("answered"),
    "conversation.closed": mark("closed without answering"),
    "conversation.assigned": mark("said who sees to the conversation with"),
    "conversation.reopened": mark("opened the conversation again with"),
    "conversation.noted": mark("noted something about the conversation with"),
    "conversation.note_removed": mark("removed a note about the conversation with"),
    "conversation.note_put_back": mark("put back a note about the conversation with"),
    "canned.saved": mark("kept the canned answer"),
    "canned.removed": mark("removed the canned answer"),
    "examples.exported": mark("exported the labelled examples"),
    "text.settled": mark("said what a text meant, of"),
    "text.unsettled": mark("took back what a text meant, of"),
    "strangers.closed": mark("closed texts of unknown numbers"),
    "message.resent": mark("sent a message again about the visit of"),
    "note.removed": mark("removed a note about the visit of"),
    "note.put_back": mark("put a note back about the visit of"),
    "waiting.joined": mark("put on the waiting list"),
    "waiting.withdrawn": mark("took off the waiting list"),
    "waiting.restored": mark("put back on the waiting list"),
    "waiting.offered": mark("offered a time to"),
    "waiting.taken_back": mark("took back the offer to"),
    "paper.copied": mark("copied in from paper"),
    "paper.settled": mark("settled what was copied in from paper"),
    "paper.reopened": mark("took back what became of what was copied in from paper"),
    "practitioner.added": mark("added the practitioner"),
    "practitioner.changed": mark("changed the practitioner"),
    "practitioner.retired": mark("retired the practitioner"),
    "practitioner.restored": mark("brought back the practitioner"),
    "service.added": mark("added the service"),
    "service.changed": mark("changed the service"),
    "service.retired": mark("retired the service"),
    "service.restored": mark("brought back the service"),
    "hours.changed": mark("changed the weekly hours of"),
    "clients.told": mark("told many clients"),
    "clients.telling_stopped": mark("stopped telling clients"),
    "hours_exception.added": mark("entered an absence"),
    "hours_exception.changed": mark("shortened an absence"),
    "hours_exception.removed": mark("removed an absence"),
    "block.added": mark("blocked"),
    "block.removed": mark("made free again"),
    "beacon.made": mark("made a beacon"),
    "beacon.revoked": mark("revoked a beacon"),
    "feed.made": mark("made a calendar feed of"),
    "feed.revoked": mark("revoked a calendar feed of"),
    "import.confirmed": mark("began to import the file"),
    "import.done": mark("imported the file"),
    "import.undone": mark("undid the import of the file"),
    "calendar.added": mark("added another calendar of"),
    "calendar.removed": mark("removed another calendar of"),
    "calendar.followed": mark("followed another calendar of"),
}
"""What each action of the log is, in words before its subject."""

_KEYS: Mapping[str, str] = {
    "added": mark("added"),
    "before": mark("before"),
    "after": mark("after"),
    "by": mark("by"),
    "changed": mark("changed"),
    "channel": mark("by"),
    "count": mark("how many"),
    "host": mark("at"),
    "how": mark("how"),
    "hours": mark("hours"),
    "kept": mark("kept"),
    "kind": mark("what"),
    "mailed": mark("by mail"),
    "meant": mark("what it means"),
    "merged": mark("merged"),
    "minutes": mark("minutes"),
    "mobile": mark("mobile"),
    "email": mark("email"),
    "done_by": mark("who does it"),
    "name": mark("name"),
    "names": mark("clients shown by"),
    "network": mark("network"),
    "occasion": mark("why"),
    "despite": mark("despite"),
    "visits": mark("visits"),
    "practitioner_id": mark("whose"),
    "reason": mark("reason"),
    "removed": mark("removed"),
    "role": mark("role"),
    "runs_service": mark("runs the service"),
    "rows": mark("rows"),
    "safe": mark("named in messages"),
    "text": mark("text"),
    "texts": mark("texts"),
    "to": mark("to"),
    "undone": mark("undone"),
    "until": mark("until"),
    "writes": mark("may change things"),
}
_VALUES: Mapping[str, str] = {
    "closed": mark("closed"),
    "away": mark("somebody is away"),
    "late": mark("somebody is late"),
    "sms": mark("text"),
    "email": mark("email"),
    "granted": mark("agreed"),
    "withdrawn": mark("stopped"),
    "initials": mark("initials"),
    "full": mark("full names"),
    "all": mark("all"),
} | {how: words for how, words in HOW.items() if how not in {"sms", "email"}}
_BOOLEAN = {"True": mark("yes"), "False": mark("no")}
_OTHER_PLACES: Mapping[str, str] = {
    "week": mark("Calendar"),
    "month": mark("Calendar"),
    "appointment": mark("Visit"),
    "alerts": mark("Alerts"),
    "settings": mark("Settings"),
    "wording": mark("Wording"),
    "feeds": mark("Calendar feeds"),
    "account": mark("Your account"),
}
_PLACES: Mapping[str, str] = {one.path.strip("/"): one.word for one in ENTRIES} | dict(
    _OTHER_PLACES
)
_NUMBER = re.compile(r"[0-9]{15,19}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:\+00:00|Z)?)?")
_LONGEST = 200
_HOURS = frozenset({"hours", "before"})
"""Details that are weekly hours, a span each."""


class LogWords:
    """Writes the entries of one page of the log.

    Args:
        face: formats times in the practice's zone.
        names: the names of whom the entries are about.
    """

    def __init__(self, face: LocalCalendar, names: AuditNames) -> None:
        self._face, self._names = face, names

    def action(self, entry: AuditEntry) -> str:
        """Return what was done: "added the client"."""
        words = ACTIONS.get(entry.action)
        return _(words) if words else entry.action.replace(".", " ").replace("_", " ")

    def subject(self, entry: AuditEntry) -> str:
        """Return to whom or what it was done; "" if that says no more than who did it."""
        if entry.subject in {entry.by, "steps", "open"}:
            return ""
        if entry.action.startswith("first_step."):
            return _(title(FirstStep(entry.subject)))
        if entry.action.startswith("support.") and entry.subject.startswith("/"):
            return self._place(entry.subject)
        first, between, last = entry.subject.partition(" to ")
        if between and first == last:
            return self._said(first)
        return f"{self._said(first)} – {self._said(last)}" if between else self._said(first)

    def client(self, entry: AuditEntry) -> int | None:
        """Return the client whose card says more; None if the entry is about no client."""
        number = _whole(entry.subject)
        return number if number in self._names.clients else None

    def detail(self, entry: AuditEntry) -> str:
        """Return the details, "; " between them."""
        told = "; ".join(self._details(entry.detail, known=self.client(entry) is not None))
        return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"

    def _details(self, detail: Mapping[str, Any], *, known: bool) -> Iterator[str]:
        """Yield each detail; without the name of a client who is `known` by name."""
        for name, value in detail.items():
            words = self._value(name, value)
            if words and name != "id" and not (known and name == "name"):
                key = _(_KEYS[name]) if name in _KEYS else name.replace("_", " ")
                yield words if name.isdecimal() else f"{key}: {words}"

    def _value(self, name: str, value: object) -> str:
        if isinstance(value, list) and name in _HOURS:
            return _week(value)
        if isinstance(value, list):
            known = [self._several(name, one) or "–" for one in value]
            return " → ".join(known)
        if value is None:
            return _("everybody") if name == "practitioner_id" else ""
        tables: dict[str, Callable[[str], str]] = {
            "role": lambda text: _(ROLES[text]) if text in ROLES else text,
            "by": actor_words,
            "meant": lambda text: _(SAID[text]) if text in SAID else text,
        }
        text = str(value)
        if name in tables:
            return tables[name](text)
        if isinstance(value, bool) or text in _BOOLEAN:
            return _(_BOOLEAN[text])
        return _(_VALUES[text]) if text in _VALUES else self._said(text)

    def _several(self, name: str, value: object) -> str:
        """Return one of two values of a field that has several; those who do what all do, too."""
        if not isinstance(value, list):
            return self._value(name, value)
        words = ", ".join(filter(None, (self._value(name, one) for one in value)))
        return words or (_("everybody") if not value else "")

    def _said(self, text: str) -> str:
        """Return a text with names for ids, and days for moments."""
        number = _whole(text)
        if number is not None:
            return self._names.of(number)
        return _ISO.sub(self._moment, text)

    def _moment(self, found: re.Match[str]) -> str:
        try:
            if "T" not in found[0]:
                return self._face.brief(date.fromisoformat(found[0]))
            moment = datetime.fromisoformat(found[0])
        except ValueError:
            return found[0]
        if moment.tzinfo is None:
            return found[0]
        return f"{self._face.brief(self._face.day_of(moment))} {self._face.clock(moment)}"

    def _place(self, address: str) -> str:
        """Return the name of a page, and who was opened or searched there: "Clients: Ada Byron"."""
        path, _sep, asked = address.partition("?")
        first, _sep, rest = path.strip("/").partition("/")
        word = _(_PLACES[first]) if first in _PLACES else path
        told = [self._names.of(int(one)) for one in _NUMBER.findall(f"{rest} {asked}")]
        told += [self._said(one) for one in _ISO.findall(rest)]
        told += [f"“{words}”" for words in parse_qs(asked).get("q", ())]
        named = ", ".join(one for one in told if one)
        return f"{word}: {named}" if named else word


def _whole(text: str) -> int | None:
    """Return the id that a text is; None if it is no id."""
    return int(text) if _NUMBER.fullmatch(text) else None


def _week(spans: list[str]) -> str:
    """Return weekly hours as people read them; "–" for none."""
    if not spans:
        return "–"
    try:
        return week_words(hours_text.written_week(hours_text.parse("; ".join(spans), 0)))
    except InvalidInput:
        return ", ".join(spans)
