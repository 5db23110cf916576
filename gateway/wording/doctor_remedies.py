"""What to do about what the doctor finds, in English; pages translate it."""

from collections.abc import Callable, Mapping

from gateway.doctor.findings import Finding, FindingCode

_F = FindingCode
_WORDS: Mapping[FindingCode, str] = {
    _F.UNANSWERED: "see whether it runs, and whether this machine reaches it",
    _F.UNSEEN: "mend that and look again",
    _F.CONFIG_BROKEN: "correct it; until then nothing else is looked at",
    _F.OLD_LIBRARY: "bring the system's SQLite and Python up to date",
    _F.OTHER_VERSION_RUNS: "start the service again: systemctl restart textback",
    _F.NOT_RUNNING: "start it: systemctl start textback; why it ended: journalctl -u textback",
    _F.SILENT: "see journalctl -u textback, and start it again: systemctl restart textback",
    _F.LOOP_FAILING: "the log says why: journalctl -u textback",
    _F.LOOP_FAILED: "the log says why: journalctl -u textback",
    _F.STORE_MISSING: "put it back from a backup (textback restore); a new one: textback migrate",
    _F.STORE_AWAY: "start the database, or see url in [store]",
    _F.STORE_EMPTY: "put it back from a backup (textback restore); a new one: textback migrate",
    _F.STORE_OLD: "make a backup and run: textback migrate",
    _F.STORE_NEW: "install the version that wrote it, or a later one",
    _F.STORE_DAMAGED: "stop the service and put back the newest backup: textback restore",
    _F.DISK_LOW: "make room, or a larger disk",
    _F.DISK_FULL: "make room now: without it no text is taken and no backup is made",
    _F.DISK_READ_ONLY: "see whether the disk is mounted for writing, and who owns the folder",
    _F.DISK_MISSING: "see whether its disk is mounted; there the service makes the folder",
    _F.DISK_SHARED: "name a folder on another disk in [backup]",
    _F.CLOCK_AHEAD: "let a time service set it: timedatectl set-ntp true",
    _F.CLOCK_BEHIND: "let a time service set it: timedatectl set-ntp true",
    _F.CLOCK_SET_BACK: "was it set back? let a time service set it: timedatectl set-ntp true",
    _F.CLOCK_BEFORE_US: "let a time service set it: timedatectl set-ntp true",
    _F.PARTLY_BOUND: "it tries again by itself; if that lasts, ask the carrier",
    _F.NOT_BOUND: "see host and port of its [[carrier]] and the way there, or ask the carrier",
    _F.REFUSED: "correct system_id and password of its [[carrier]], or ask the carrier",
    _F.ENQUIRY_UNANSWERED: "the service connects anew by itself; if that lasts, ask the carrier",
    _F.THROTTLED: "lower max_parts_per_second of its [[carrier]], or ask for more",
    _F.LEFT_OUT: "texts go over another carrier where there is one; ask this one what is wrong",
    _F.UNTRIED: "start the service; it tells how its carriers stand",
    _F.NUMBER_UNOWNED: "give it to one: textback practice set; or leave it out of its [[carrier]]",
    _F.RECORD_MISSING: "add to the DNS: %(record)s",
    _F.MAILBOX_REFUSED: "correct imap_username, imap_password and imap_folder in [mail]",
    _F.MAILBOX_AWAY: "see imap in [mail], and whether this machine reaches it",
    _F.NAME_UNKNOWN: "add an A or AAAA record, or correct public_url in [web]",
    _F.NAME_LOCAL: "set public_url in [web] to the https address of the pages",
    _F.PAGES_OTHER: "see whether the service runs, and whether the web server passes it requests",
    _F.PAGES_AWAY: "see from elsewhere too: some networks do not let a machine reach its own public"
    " address",
    _F.CERTIFICATE_SOON: "renew it; see why that was not done by itself",
    _F.CERTIFICATE_OVER: "renew it now",
    _F.CERTIFICATE_INVALID: "renew or replace it",
    _F.NO_ENCRYPTION: "put a web server with a certificate before them; set public_url to https",
    _F.BACKUPS_UNSET: "set to and recipients in [backup]",
    _F.BACKUP_NONE: "the service makes one when it runs; now: textback backup",
    _F.BACKUP_TROUBLE: "see: textback backup list; the log: journalctl -u textback",
    _F.DRILL_NONE: "the service makes one; now: textback backup drill",
    _F.DRILL_UNSET: "set drill_key in [backup], or by hand: textback backup drill --key FILE",
    _F.LOG_BEHIND: "see whether the service runs and the disk is there: journalctl -u textback",
    _F.LOG_NONE: "the service makes it when it runs",
    _F.OUTBOX_LATE: "see what is said of this carrier: textback carriers",
    _F.INBOX_LATE: "see whether the service runs: journalctl -u textback",
    _F.REMINDERS_LATE: "see whether the service runs: journalctl -u textback",
    _F.LEASES_STUCK: "a running service settles them: see whether it runs",
    _F.UNATTRIBUTED: "see: textback inbox unattributed, assign and dismiss",
    _F.RECEIPTS_PARKED: "if there are ever more: textback carriers probe",
    _F.LINE_LOST: "call the practice; its paper was made: textback paper list",
    _F.BEACON_SILENT: "see whether it runs there; or revoke it: textback beacon revoke",
}
"""Of what is wrong, or could be better; of everything else there is nothing to be done."""


def remedy(finding: Finding, translated: Callable[[str], str] = str) -> str:
    """Return what to do about a finding; "" for nothing.

    Args:
        finding: what was found.
        translated: gives a sentence in the reader's language.
    """
    words = _WORDS.get(finding.code, "")
    return translated(words) % finding.facts if words else ""
