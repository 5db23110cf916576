"""All reason codes, and the names of the facts of each code.

The codes are stored, and decisions compare codes; `gateway/wording` has the words for a code in
the reader's language. A code is never reused with another meaning. A code that a store may contain
is never removed without a migration.
"""

from enum import StrEnum


class ReasonCode(StrEnum):
    """The reasons for the status of a message or a reminder, or for an alert."""

    NONE = ""
    OTHER = "other"  # words of an older version without a matching code

    # what a carrier reported about a message
    CARRIER_ANSWERED = "carrier_answered"
    RECEIPT = "receipt"
    NETWORK_ERROR = "network_error"
    WITH_CARRIERS_CODE = "with_carriers_code"
    RECEIPT_MISSING = "receipt_missing"
    ARRIVAL_UNREPORTED = "arrival_unreported"
    ANSWERED_LATE = "answered_late"
    ANSWERED_LATE_UNREPORTED = "answered_late_unreported"
    TAKEN_AFTER_REFUSAL = "taken_after_refusal"
    RESPONSE_OVERDUE = "response_overdue"
    SMTP_REFUSED = "smtp_refused"
    MAIL_BOUNCED = "mail_bounced"
    MAIL_DELAYED = "mail_delayed"
    MAIL_GIVEN_UP = "mail_given_up"

    # what a fax server or a mail-to-fax gateway reported about a fax
    FAX_BUSY = "fax_busy"
    FAX_NO_ANSWER = "fax_no_answer"
    FAX_NO_CARRIER = "fax_no_carrier"
    FAX_NO_DIAL_TONE = "fax_no_dial_tone"
    FAX_NOT_CONVERTED = "fax_not_converted"
    FAX_TIME_UP = "fax_time_up"
    FAX_REMOVED = "fax_removed"
    FAX_SAID = "fax_said"
    FAX_TRYING = "fax_trying"
    FAX_GIVEN_UP = "fax_given_up"
    FAX_JOB_GONE = "fax_job_gone"
    FAX_SERVER_AWAY = "fax_server_away"
    FAX_LOG_IN_REFUSED = "fax_log_in_refused"
    FAX_REFUSED = "fax_refused"
    FAX_NUMBER_UNUSABLE = "fax_number_unusable"
    FAX_NO_PAPER = "fax_no_paper"

    # results of an attempt on our side
    CONNECTION_CUT = "connection_cut"
    NOT_CONNECTED = "not_connected"
    CARRIER_TOO_SLOW = "carrier_too_slow"
    SERVICE_STOPPING = "service_stopping"
    NOT_TAKEN_STOPPING = "not_taken_stopping"
    SERVICE_ENDED = "service_ended"
    UNSENDABLE = "unsendable"
    TEXT_TOO_LONG = "text_too_long"
    CARRIER_DOWN = "carrier_down"
    MOVED_TO_CARRIER = "moved_to_carrier"
    REFUSED_AND_MOVED = "refused_and_moved"
    SENT_TWICE_PERHAPS = "sent_twice_perhaps"
    NOT_SENT_AGAIN = "not_sent_again"
    SENT_PERHAPS = "sent_perhaps"
    TIME_PASSED = "time_passed"
    NOT_SENT_IN_TIME = "not_sent_in_time"
    NO_CARRIER_IN_TIME = "no_carrier_in_time"
    EMAIL_NOT_SENT = "email_not_sent"  # of versions that sent no email
    NO_MAIL_SERVER_IN_TIME = "no_mail_server_in_time"
    PHONE_OFF = "phone_off"
    SMARTHOST_AWAY = "smarthost_away"
    TLS_NOT_OFFERED = "tls_not_offered"
    TLS_REFUSED = "tls_refused"
    NO_LOG_IN_OFFERED = "no_log_in_offered"
    MAILBOX_REFUSED = "mailbox_refused"
    MAILBOX_AWAY = "mailbox_away"
    CUT_BEFORE_END = "cut_before_end"
    DOMAIN_SLOW = "domain_slow"
    ADDRESS_UNSENDABLE = "address_unsendable"
    ADDRESS_NEEDS_UTF8 = "address_needs_utf8"
    MAIL_TOO_LARGE = "mail_too_large"
    NOT_COMPOSED = "not_composed"
    STORE_AWAY = "store_away"

    # emails in place of texts
    INSTEAD_OF_TEXT = "instead_of_text"
    TEXT_ARRIVED = "text_arrived"

    # why no message is sent to a client
    OPTED_OUT = "opted_out"
    OPTED_OUT_BY = "opted_out_by"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_CONSENT = "no_consent"
    NO_SUCH_CLIENT = "no_such_client"
    NO_MOBILE = "no_mobile"
    NO_EMAIL = "no_email"
    WRONG_NUMBER = "wrong_number"
    NUMBER_MARKED_BAD = "number_marked_bad"
    CLIENT_DIED = "client_died"
    EMAIL_BOUNCED = "email_bounced"
    EMAIL_MARKED_BAD = "email_marked_bad"
    CLIENT_MUTED = "client_muted"

    # changes of the appointment
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    APPOINTMENT_ATTENDED = "appointment_attended"
    APPOINTMENT_NO_SHOW = "appointment_no_show"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CHANGED = "appointment_changed"
    APPOINTMENT_PASSED = "appointment_passed"
    ALREADY_CONFIRMED = "already_confirmed"

    # why a reminder is not sent, or waits
    SAID_BY_ANSWER = "said_by_answer"
    SAID_BY_TEXT = "said_by_text"
    SAID_BY_OUR_ANSWER = "said_by_our_answer"
    SAID_BY_WAITING_TEXT = "said_by_waiting_text"
    SAID_BY_LATER_REMINDER = "said_by_later_reminder"
    SAID_BY_CHANGE = "said_by_change"
    SAID_TOGETHER = "said_together"
    NOT_TOLD = "not_told"
    TAKEN_BACK = "taken_back"
    STEP_PASSED = "step_passed"
    STEP_AFTER_START = "step_after_start"
    STEP_REMOVED = "step_removed"
    QUIET_UNTIL_START = "quiet_until_start"
    WAITS_FOR_MONTH = "waits_for_month"
    WAITS_FOR_DAY = "waits_for_day"
    WAITS_FOR_CARRIER = "waits_for_carrier"
    MONTH_IN_VAIN = "month_in_vain"
    DAY_IN_VAIN = "day_in_vain"
    CARRIER_IN_VAIN = "carrier_in_vain"
    NO_PRICE = "no_price"
    NO_CARRIER_FOR_NUMBER = "no_carrier_for_number"
    NOT_WORDED = "not_worded"
    SAID_BY_EMAIL = "said_by_email"
    TEXT_FOLLOWS = "text_follows"
    MAIL_NOT_CONFIGURED = "mail_not_configured"
    FAX_NOT_CONFIGURED = "fax_not_configured"
    TOLD_OFF = "told_off"
    TOLD_ALREADY = "told_already"
    ANNOUNCEMENT_STOPPED = "announcement_stopped"

    # alerts of the service
    NOT_REMINDED = "not_reminded"
    NO_TEXT_ABOUT_IT = "no_text_about_it"
    EMAIL_PLANNED = "email_planned"
    TEXT_PLANNED = "text_planned"
    NUMBER_FAILS = "number_fails"
    OUTAGE = "outage"
    OUTAGE_OVER = "outage_over"
    TEXTS_TOO_LATE = "texts_too_late"
    LOG_IN_REFUSED = "log_in_refused"
    TEXTS_WAIT_FOR_CARRIER = "texts_wait_for_carrier"
    TEXTS_LOST = "texts_lost"
    ALL_TEXTS_LOST = "all_texts_lost"
    UNATTRIBUTED_TEXT = "unattributed_text"
    MONTH_NEAR = "month_near"
    MONTH_REACHED = "month_reached"
    DAY_NEAR = "day_near"
    DAY_REACHED = "day_reached"
    STRANGERS_REACHED = "strangers_reached"
    CODES_REACHED = "codes_reached"
    EMAIL_FAILS = "email_fails"
    MAILS_TOO_LATE = "mails_too_late"
    FAXES_TOO_LATE = "faxes_too_late"
    LINE_LOST = "line_lost"
    LINE_LOST_NO_PAPER = "line_lost_no_paper"
    EVENING_NO_PAPER = "evening_no_paper"
    BACKUPS_TROUBLED = "backups_troubled"
    SUPPORT_UNASKED = "support_unasked"
    POSTMASTER_MAIL = "postmaster_mail"

    # why an outside calendar of a practitioner is not read, and the alert about it
    OUTSIDE_UNREACHABLE = "outside_unreachable"
    OUTSIDE_NOT_PUBLIC = "outside_not_public"
    OUTSIDE_TLS = "outside_tls"
    OUTSIDE_SLOW = "outside_slow"
    OUTSIDE_TOO_LARGE = "outside_too_large"
    OUTSIDE_REDIRECTED = "outside_redirected"
    OUTSIDE_LOG_IN = "outside_log_in"
    OUTSIDE_GONE = "outside_gone"
    OUTSIDE_ANSWERED = "outside_answered"
    OUTSIDE_NO_CALENDAR = "outside_no_calendar"
    OUTSIDE_BROKEN = "outside_broken"
    OUTSIDE_TOO_MANY_EVENTS = "outside_too_many_events"
    OUTSIDE_TOO_MANY_TIMES = "outside_too_many_times"
    OUTSIDE_TOO_MUCH_WORK = "outside_too_much_work"
    OUTSIDE_FAILS = "outside_fails"

    # alerts raised by a client's text
    BOUND_OF_HOUR = "bound_of_hour"
    ANSWERS_STAFF = "answers_staff"
    ANSWERS_LATER = "answers_later"
    PARTS_MISSING = "parts_missing"
    BOOKED_FOR_TWO = "booked_for_two"
    BOOKED_FOR_OTHER = "booked_for_other"
    WANTS_CALL = "wants_call"
    SAID_TO_HAVE_DIED = "said_to_have_died"
    MAY_BE_IN_DANGER = "may_be_in_danger"
    WANTS_OTHER_LANGUAGE = "wants_other_language"
    LATE = "late"
    LATE_BY = "late_by"
    LATE_FOR = "late_for"
    LATE_BY_FOR = "late_by_for"
    BEREAVED = "bereaved"
    WANTS_EMAILS = "wants_emails"
    NOT_UNDERSTOOD = "not_understood"
    UNKNOWN_NUMBER = "unknown_number"
    WANTS_APPOINTMENT = "wants_appointment"
    WANTS_EARLIER_TIME = "wants_earlier_time"
    WROTE_AFTER_STOP = "wrote_after_stop"
    WANTS_BACK_TAKEN = "wants_back_taken"
    ASKS_WHERE = "asks_where"
    ASKS_WAY_IN = "asks_way_in"
    NUMBER_OF_OTHER = "number_of_other"
    HAS_OTHER_NUMBER = "has_other_number"
    NO_OTHER_TIME = "no_other_time"
    NO_TIME = "no_time"
    WANTS_TO_MOVE_SEVERAL = "wants_to_move_several"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    TOO_LATE_TO_MOVE = "too_late_to_move"
    TOO_LATE_TO_STAY_AWAY = "too_late_to_stay_away"
    TEXT_NOT_HANDLED = "text_not_handled"
    TEXT_NOT_READ = "text_not_read"
    TEXT_TOOK_TOO_LONG = "text_took_too_long"
    TEXT_LOST_ITS_TIMES = "text_lost_its_times"
    MAIL_NOT_READ = "mail_not_read"
    MAIL_COMPLAINT = "mail_complaint"
    MAIL_TO_OLD_ADDRESS = "mail_to_old_address"
    MAIL_TO_RETURN_PATH = "mail_to_return_path"
    MAIL_BY_LIST = "mail_by_list"
    CALENDAR_NOT_READ = "calendar_not_read"
    CALENDAR_OF_OTHER = "calendar_of_other"
    ATTACHMENTS_LEFT = "attachments_left"

    # why a visit is likely, or unlikely, to be missed
    RISK_FIRST = "risk_first"
    RISK_MISSED = "risk_missed"
    RISK_CANCELLED_LATE = "risk_cancelled_late"
    RISK_KEPT = "risk_kept"
    RISK_LEAD = "risk_lead"
    RISK_HOUR = "risk_hour"
    RISK_DAY = "risk_day"
    RISK_BOOKED = "risk_booked"
    RISK_ANSWER = "risk_answer"
    # why a reminder for visits at risk is not sent
    RISK_BELOW = "risk_below"
    RISK_UNKNOWN = "risk_unknown"

    # why a message after a visit is not sent
    FOLLOWED_BY_VISIT = "followed_by_visit"
    VISIT_NOT_MISSED = "visit_not_missed"
    FOLLOW_UP_LATE = "follow_up_late"
    FOLLOW_UP_OFF = "follow_up_off"
    KIND_NOT_AGREED = "kind_not_agreed"
    DEATH_TOLD = "death_told"

    # the end of a practice
    PRACTICE_SUSPENDED = "practice_suspended"
    WROTE_TO_SUSPENDED = "wrote_to_suspended"
    SUSPENSION_AHEAD = "suspension_ahead"
    SUSPENSION_BEGUN = "suspension_begun"

    # alerts raised by a client on a page of theirs
    WEB_TOO_LATE_TO_CANCEL = "web_too_late_to_cancel"
    WEB_TOO_LATE_TO_MOVE = "web_too_late_to_move"
    WEB_WANTS_BACK_TAKEN = "web_wants_back_taken"


_C = ReasonCode
_TEXT = ("who", "text")
_WHEN = ("when", "zone", "region")
_STEP = ("step_rule", "step_minutes", "step_days", "step_at")

_NAMES: dict[ReasonCode, tuple[str, ...]] = {
    _C.OTHER: ("words",),
    _C.CARRIER_ANSWERED: ("status",),
    _C.RECEIPT: ("state",),
    _C.NETWORK_ERROR: ("error",),
    _C.WITH_CARRIERS_CODE: ("why", "error"),
    _C.SMTP_REFUSED: ("means", "stage", "reply", "said"),
    _C.MAIL_BOUNCED: ("status", "said"),
    _C.MAIL_DELAYED: ("status", "said"),
    _C.MAIL_GIVEN_UP: ("status", "said"),
    _C.FAX_NOT_CONVERTED: ("said",),
    _C.FAX_SAID: ("said",),
    _C.FAX_TRYING: ("why", "dials", "most"),
    _C.FAX_GIVEN_UP: ("why", "dials"),
    _C.FAX_SERVER_AWAY: ("fault",),
    _C.FAX_LOG_IN_REFUSED: ("said",),
    _C.FAX_REFUSED: ("said",),
    _C.SMARTHOST_AWAY: ("fault",),
    _C.TLS_REFUSED: ("fault",),
    _C.MAILBOX_REFUSED: ("said",),
    _C.MAILBOX_AWAY: ("said",),
    _C.MAIL_TOO_LARGE: ("size", "most"),
    _C.UNSENDABLE: ("fault",),
    _C.TEXT_TOO_LONG: ("parts", "most"),
    _C.CARRIER_DOWN: ("carrier",),
    _C.MOVED_TO_CARRIER: ("carrier", "why"),
    _C.REFUSED_AND_MOVED: ("why", "carrier"),
    _C.NOT_SENT_AGAIN: ("why",),
    _C.OPTED_OUT_BY: ("word",),
    _C.SAID_BY_TEXT: ("at",),
    _C.SAID_BY_OUR_ANSWER: ("at",),
    _C.STEP_PASSED: _STEP,
    _C.STEP_AFTER_START: _STEP,
    _C.NO_CARRIER_FOR_NUMBER: ("number",),
    _C.NOT_REMINDED: ("client", "why"),
    _C.NO_TEXT_ABOUT_IT: ("client", "why"),
    _C.EMAIL_PLANNED: ("why",),
    _C.TEXT_PLANNED: ("why",),
    _C.EMAIL_FAILS: ("why", "clients", "client_id"),
    _C.TEXT_FOLLOWS: ("why",),
    _C.NUMBER_FAILS: ("count", "why", "clients", "client_id"),
    _C.OUTAGE: ("since", "lost"),
    _C.OUTAGE_OVER: ("since", "until", "lost"),
    _C.TEXTS_TOO_LATE: ("lost",),
    _C.MAILS_TOO_LATE: ("lost",),
    _C.FAXES_TOO_LATE: ("lost",),
    _C.LINE_LOST: ("since", "ways"),
    _C.LINE_LOST_NO_PAPER: ("since",),
    _C.EVENING_NO_PAPER: ("since",),
    _C.BACKUPS_TROUBLED: ("trouble", "said"),
    _C.SUPPORT_UNASKED: ("who", "why"),
    _C.POSTMASTER_MAIL: ("who", "subject", "text"),
    _C.LOG_IN_REFUSED: ("carrier", "why"),
    _C.TEXTS_WAIT_FOR_CARRIER: ("number",),
    _C.TEXTS_LOST: ("after", "until"),
    _C.ALL_TEXTS_LOST: ("until",),
    _C.MONTH_NEAR: ("cap",),
    _C.MONTH_REACHED: ("cap",),
    _C.DAY_NEAR: ("cap",),
    _C.DAY_REACHED: ("cap",),
    _C.STRANGERS_REACHED: ("bound",),
    _C.CODES_REACHED: ("bound",),
    _C.OUTSIDE_SLOW: ("seconds",),
    _C.OUTSIDE_TOO_LARGE: ("most",),
    _C.OUTSIDE_ANSWERED: ("status",),
    _C.OUTSIDE_TOO_MANY_EVENTS: ("most",),
    _C.OUTSIDE_TOO_MANY_TIMES: ("most",),
    _C.OUTSIDE_TOO_MUCH_WORK: ("seconds",),
    _C.OUTSIDE_FAILS: ("calendar", "practitioner", "host", "why"),
    _C.BOUND_OF_HOUR: (*_TEXT, "bound"),
    _C.BOOKED_FOR_TWO: (*_TEXT, *_WHEN),
    _C.BOOKED_FOR_OTHER: (*_TEXT, *_WHEN),
    _C.ATTACHMENTS_LEFT: ("count", "names"),
    _C.SUSPENSION_AHEAD: ("day",),
    _C.SUSPENSION_BEGUN: ("day",),
    _C.LATE_BY: (*_TEXT, "minutes"),
    _C.LATE_FOR: (*_TEXT, *_WHEN),
    _C.LATE_BY_FOR: (*_TEXT, *_WHEN, "minutes"),
    _C.WANTS_BACK_TAKEN: (*_TEXT, *_WHEN),
    _C.TOO_LATE_TO_CANCEL: (*_TEXT, *_WHEN),
    _C.TOO_LATE_TO_MOVE: (*_TEXT, *_WHEN),
    _C.TOO_LATE_TO_STAY_AWAY: (*_TEXT, *_WHEN),
    _C.WEB_TOO_LATE_TO_CANCEL: ("who", *_WHEN),
    _C.WEB_TOO_LATE_TO_MOVE: ("who", *_WHEN),
    _C.WEB_WANTS_BACK_TAKEN: ("who", *_WHEN),
    _C.RISK_MISSED: ("missed", "of"),
    _C.RISK_CANCELLED_LATE: ("late", "of"),
    _C.RISK_KEPT: ("kept", "of"),
    _C.RISK_LEAD: ("days",),
    _C.RISK_HOUR: ("part",),
    _C.RISK_DAY: ("part",),
    _C.RISK_BOOKED: ("how",),
    _C.RISK_ANSWER: ("answer",),
    _C.RISK_BELOW: ("percent", "least"),
} | dict.fromkeys(
    (
        *(_C.ANSWERS_STAFF, _C.ANSWERS_LATER, _C.PARTS_MISSING, _C.WANTS_CALL),
        *(_C.SAID_TO_HAVE_DIED, _C.MAY_BE_IN_DANGER, _C.WANTS_OTHER_LANGUAGE, _C.LATE),
        *(_C.BEREAVED, _C.WANTS_EMAILS, _C.NOT_UNDERSTOOD, _C.UNKNOWN_NUMBER),
        *(_C.WANTS_APPOINTMENT, _C.WANTS_EARLIER_TIME, _C.WROTE_AFTER_STOP, _C.ASKS_WHERE),
        _C.WROTE_TO_SUSPENDED,
        *(_C.ASKS_WAY_IN, _C.NUMBER_OF_OTHER, _C.HAS_OTHER_NUMBER, _C.NO_OTHER_TIME),
        *(_C.NO_TIME, _C.WANTS_TO_MOVE_SEVERAL),
    ),
    _TEXT,
)

FACT_NAMES: dict[ReasonCode, frozenset[str]] = {
    code: frozenset(_NAMES.get(code, ())) for code in ReasonCode
}
"""The names of the facts of every code; most codes have no facts."""
