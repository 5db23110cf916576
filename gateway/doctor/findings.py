"""What the doctor finds: codes with facts; `gateway.wording.doctor_words` has the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Level(StrEnum):
    """How a finding is meant.

    HINT: it works and could be better. WARNING: it works still, and somebody has to see to it.
    TROUBLE: something does not work.
    """

    FINE = "fine"
    HINT = "hint"
    WARNING = "warning"
    TROUBLE = "trouble"


BAD = frozenset({Level.WARNING, Level.TROUBLE})


class Area(StrEnum):
    """What a finding is about; the values stand in the output, in this order."""

    CONFIG = "config"
    VERSIONS = "versions"
    SERVICE = "service"
    STORE = "store"
    DISK = "disk"
    CLOCK = "clock"
    CARRIERS = "carriers"
    MAIL = "mail"
    FAX = "fax"
    DNS = "dns"
    TLS = "tls"
    BACKUPS = "backups"
    QUEUES = "queues"
    LINES = "lines"


class FindingCode(StrEnum):
    """What was found."""

    # of every area
    NONE = "none"
    SAID = "said"
    UNANSWERED = "unanswered"
    UNSEEN = "unseen"
    # the configuration and the versions
    CONFIG_FINE = "config_fine"
    CONFIG_BROKEN = "config_broken"
    LOOSE_FILE = "loose_file"
    VERSIONS = "versions"
    OLD_LIBRARY = "old_library"
    OTHER_VERSION_RUNS = "other_version_runs"
    # the running service
    RUNS = "runs"
    RUNS_ELSEWHERE = "runs_elsewhere"
    NOT_RUNNING = "not_running"
    SILENT = "silent"
    LOOP_FAILING = "loop_failing"
    LOOP_FAILED = "loop_failed"
    # the store and the disks
    STORE_FINE = "store_fine"
    STORE_MISSING = "store_missing"
    STORE_AWAY = "store_away"
    STORE_EMPTY = "store_empty"
    STORE_OLD = "store_old"
    STORE_NEW = "store_new"
    STORE_DAMAGED = "store_damaged"
    STORE_PART_READ = "store_part_read"
    STORE_SOUND = "store_sound"
    DISK_FINE = "disk_fine"
    DISK_LOW = "disk_low"
    DISK_FULL = "disk_full"
    DISK_READ_ONLY = "disk_read_only"
    DISK_MISSING = "disk_missing"
    DISK_SHARED = "disk_shared"
    # the clock
    CLOCK_FINE = "clock_fine"
    CLOCK_ALONE = "clock_alone"
    CLOCK_AHEAD = "clock_ahead"
    CLOCK_BEHIND = "clock_behind"
    CLOCK_SET_BACK = "clock_set_back"
    CLOCK_BEFORE_US = "clock_before_us"
    # carriers
    BOUND = "bound"
    PARTLY_BOUND = "partly_bound"
    NOT_BOUND = "not_bound"
    REFUSED = "refused"
    ENQUIRY_UNANSWERED = "enquiry_unanswered"
    THROTTLED = "throttled"
    LEFT_OUT = "left_out"
    IN_USE = "in_use"
    UNTRIED = "untried"
    TRIED = "tried"
    REACHED = "reached"
    NUMBER_UNOWNED = "number_unowned"
    # mail, fax, mailboxes
    RECORD_MISSING = "record_missing"
    MAILBOX_FINE = "mailbox_fine"
    MAILBOX_REFUSED = "mailbox_refused"
    MAILBOX_AWAY = "mailbox_away"
    # names and certificates
    NAME_FINE = "name_fine"
    NAME_UNKNOWN = "name_unknown"
    NAME_LOCAL = "name_local"
    PAGES_FINE = "pages_fine"
    PAGES_OTHER = "pages_other"
    PAGES_AWAY = "pages_away"
    CERTIFICATE_FINE = "certificate_fine"
    CERTIFICATE_SOON = "certificate_soon"
    CERTIFICATE_OVER = "certificate_over"
    CERTIFICATE_INVALID = "certificate_invalid"
    NO_ENCRYPTION = "no_encryption"
    # backups
    BACKUPS_UNSET = "backups_unset"
    BACKUP_FINE = "backup_fine"
    BACKUP_NONE = "backup_none"
    BACKUP_TROUBLE = "backup_trouble"
    DRILL_FINE = "drill_fine"
    DRILL_NONE = "drill_none"
    DRILL_UNSET = "drill_unset"
    LOG_FINE = "log_fine"
    LOG_BEHIND = "log_behind"
    LOG_NONE = "log_none"
    # queues
    QUEUES_EMPTY = "queues_empty"
    QUEUES_FINE = "queues_fine"
    OUTBOX_LATE = "outbox_late"
    INBOX_LATE = "inbox_late"
    REMINDERS_LATE = "reminders_late"
    LEASES_STUCK = "leases_stuck"
    UNATTRIBUTED = "unattributed"
    RECEIPTS_PARKED = "receipts_parked"
    # lines to practices
    NO_BEACONS = "no_beacons"
    LINES_FINE = "lines_fine"
    LINE_LOST = "line_lost"
    BEACON_SILENT = "beacon_silent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        area: what it is about.
        level: how it stands.
        code: what was found.
        where: which of several: a carrier, a folder, a practice; "" for the only one.
        facts: values of the words by name, as they are shown.
        of_practices: the practices that it is about; () for the whole service.
    """

    area: Area
    level: Level
    code: FindingCode
    where: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    of_practices: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in all areas.

    Attributes:
        at: when it began, UTC.
        seconds: how long it took.
        findings: in the order of `Area`.
    """

    at: datetime
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def bad(self) -> tuple[Finding, ...]:
        """What somebody has to see to."""
        return tuple(one for one in self.findings if one.level in BAD)

    def of(self, *areas: Area) -> tuple[Finding, ...]:
        """Return the findings of some areas."""
        return tuple(one for one in self.findings if one.area in areas)


def found(
    area: Area,
    level: Level,
    code: FindingCode,
    where: str = "",
    facts: Mapping[str, object] | None = None,
) -> Finding:
    """Return a finding; its facts become texts."""
    shown = {name: str(value) for name, value in (facts or {}).items()}
    return Finding(area, level, code, where, shown)


def length(seconds: float) -> str:
    """Return a length of time, short: "45 s", "12 min", "3 h", "5 d"."""
    for unit, size, least in (("d", 86400, 2), ("h", 3600, 2), ("min", 60, 2)):
        if seconds >= least * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


def size(octets: float) -> str:
    """Return a size: "12.3 MB"."""
    for unit, of in (("GB", 2**30), ("MB", 2**20)):
        if octets >= of:
            return f"{octets / of:.1f} {unit}"
    return f"{octets / 1024:.1f} kB"


def moment(at: datetime) -> str:
    """Return a moment for people who run services: "2026-12-01 03:46 UTC"."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
