"""Why something happened, as version 0008 wrote it: a sentence of every kind that it could write.

Each stands with the status or the kind of the row that bore it.
"""

from itertools import product

REFUSALS = (
    *("the carrier finds the message too long", "the carrier does not let this connection send"),
    *("the carrier has a fault of its own", "the carrier does not allow this sender"),
    *("the number is not one the carrier can reach", "the carrier's queue is full"),
    *("the carrier could not take the message", "the carrier refuses this kind of sender"),
    *("the carrier refuses this kind of number", "the carrier wants fewer messages at once"),
    *("the carrier refuses the validity", "the receiving side has a passing fault"),
    *("the receiving side rejected the message", "the carrier could not deliver the message"),
    *("the carrier reports an error without saying which",),
    *("the carrier answered with a code of its own, 0x4E1", "not sent: no such character"),
)
RECEIPTS_OF_FAILURE = (
    *("not delivered: the carrier deleted the message",),
    *("not delivered: the number cannot be reached",),
    *("not delivered: the network rejected the message",),
    *("not delivered: the carrier skipped the message",),
    *("not delivered: the number is not in use",),
    *("not delivered: the networks could not find the way to the phone",),
    *("not delivered: the network could not find the phone",),
    *("not delivered: the phone was switched off or out of coverage",),
    *("not delivered: the network does not know the phone",),
    *("not delivered: the phone was in a country where it has no service",),
    *("not delivered: the number is not allowed in its network",),
    *("not delivered: the number has no service for messages",),
    *("not delivered: the number cannot receive texts",),
    *("not delivered: the phone is blocked by its network",),
    *("not delivered: the number is barred from receiving texts",),
    *("not delivered: the number may not be forwarded to",),
    *("not delivered: the number takes texts from a closed group only",),
    *("not delivered: the phone's network does not support it",),
    *("not delivered: the phone cannot take such a message",),
    *("not delivered: the phone was busy with another text",),
    *("not delivered: the phone could not take it, its memory may be full",),
    *("not delivered: too many texts wait for this phone",),
    *("not delivered: the phone's network has a fault",),
    *("not delivered: the networks did not understand each other",),
    *("not delivered: the number has changed",),
    *("not delivered: the phone's network is overloaded",),
    *("not delivered: the number cannot be reached (the carrier's code 4711)",),
)
EXPIRED_AT_CARRIER = "not delivered: the phone was off or out of reach for too long"
UNREPORTED = "its arrival is not reported: it counts as sent, unless it is said to have failed"
_TWICE = "not sent again: it may have gone out twice"
_ENDED = "the service ended while it was sent"

MESSAGES = (
    ("accepted", ""),
    ("delivered", "delivered to the phone"),
    ("delivered", ""),
    ("accepted", UNREPORTED),
    ("accepted", "the carrier answered late: accepted"),
    ("accepted", f"the carrier answered late: accepted; {UNREPORTED}"),
    ("accepted", "the carrier refused it and took it after all"),
    ("accepted", "taken by the network"),
    ("accepted", "on its way to the phone"),
    ("accepted", "waiting at the carrier"),
    *product(("failed",), (*REFUSALS, *RECEIPTS_OF_FAILURE)),
    ("expired", EXPIRED_AT_CARRIER),
    ("expired", "its time had passed"),
    ("expired", "not sent: its time had passed"),
    ("expired", "not sent: no carrier could be reached before its time had passed"),
    ("unknown", "the carrier does not know what happened"),
    ("unknown", "the carrier never said what became of it"),
    ("unknown", _ENDED),
    ("unknown", _TWICE),
    ("unknown", f"{_ENDED}; {_TWICE}"),
    ("unknown", "it may have been sent: its time passed before that was known"),
    *product(
        ("skipped",),
        (
            *(
                "opted out",
                "opted out by STOP",
                "opted out by basta messaggi",
                "opted out by staff",
            ),
            *("wrong number", "the number is marked as bad", "consent withdrawn"),
        ),
    ),
    *product(
        ("cancelled",),
        (
            *("appointment changed", "appointment cancelled", "appointment moved"),
            *("the client has died", "the text arrived after all"),
        ),
    ),
)
"""(status, words) of messages and of their histories."""

EVENTS = (
    ("queued", f"{REFUSALS[2]}; moved to second"),
    ("queued", "moved to second: primary is down"),
    ("queued", "the carrier wants fewer messages at once"),
    (
        "sending",
        "the carrier has not answered yet; nothing is sent again while the connection stands",
    ),
)
"""(status, words) that stand in histories alone."""

PLANNED_EMAILS = (
    ("planned", "by email, since the text did not arrive"),
    ("expired", "not sent: this service sends no email yet, and the appointment has begun"),
)
"""(status, words) of emails, which no service sent yet."""

REMINDERS = (
    ("planned", ""),
    ("planned", "waits: this month's bound for texts is reached"),
    ("planned", "waits: this day's bound for texts is reached"),
    ("planned", "waits: no carrier has the practice's number yet"),
    ("queued", ""),
    *product(
        ("skipped",),
        (
            *("opted out by STOP", "wrong number", "consent withdrawn", "no consent"),
            *("no such client", "no mobile number", "no email address", "appointment passed"),
            *("already confirmed", "appointment moved", "appointment no show"),
            *("appointment cancelled", "appointment attended", "the text could not be worded"),
            "the answer to their text says it",
            "the quiet hours last until the appointment begins",
            "2 hours before would be after the appointment begins",
            "1 day before at 10:00 would be after the appointment begins",
            "its time, 2 days before, had passed by then",
            "its time, 1 day before at 10:00, had passed by then",
            "not needed: a text that says the same is about to be sent",
            "not needed: a later reminder says the same",
            "not needed: the text of 12 Jan 09:00 says the same",
            "not needed: our answer of 1 Feb 18:30 says the same",
            "this month's bound for texts was reached, and the appointment passed",
            "this day's bound for texts was reached, and the appointment passed",
            "no carrier had the practice's number, and the appointment passed",
            "no carrier has a price for this number; see prices in the configuration",
            "no carrier has the number +390699000111; see numbers in the configuration",
        ),
    ),
    *product(
        ("cancelled",),
        (
            *("appointment cancelled", "appointment moved"),
            "no longer among the practice's reminders",
        ),
    ),
    ("expired", "not sent: this service sends no email yet, and the appointment has begun"),
)
"""(status, reason) of reminders."""

TEXT_ALERTS = (
    *product(
        ("unclear",),
        (
            *("wrote what the service does not understand", "answers what was asked"),
            *("is a number that belongs to no client, and wrote", "wants an appointment"),
            "wants an earlier time if one comes free",
            "will answer later, and wrote",
            "sent a long text of which parts are missing",
            "asks for a language that the service does not write",
            "asks where to come, and no address is recorded",
            "asks about the way in, and no directions are recorded",
            "has stopped our texts, so nothing was done or answered, and wrote",
            "wants emails, and no address is recorded",
            "has lost somebody of the family",
            "had 20 automatic texts within an hour, no more go out",
            "has another number, it seems: the others of the family still have this one",
            "booked Thu 5 Feb 10:00 by text, and wants another one beside it",
            "booked Thu 5 Feb 10:00 by text, perhaps for somebody else of the family",
            *("could not be handled", "took too long to read", "lost every slot it was offered"),
        ),
    ),
    ("emergency", "may be in danger"),
    ("call_me", "asks to be called"),
    ("late", "will be late"),
    ("late", "will be about 10 minutes late for Thu 5 Feb 10:00"),
    ("too_late", "wants to cancel the appointment Thu 5 Feb 10:00, too late to do it by text"),
    ("no_times", "wants the cancelled appointment Thu 5 Feb 10:00 back, the time is taken"),
    ("wrong_number", "has a number that belongs to somebody else"),
    ("deceased", "has died, the text says"),
)
"""(kind, words) of alerts that came of a text; who wrote and what stands around the words."""

OTHER_ALERTS = (
    *product(("not_delivered",), (*REFUSALS, *RECEIPTS_OF_FAILURE, EXPIRED_AT_CARRIER, _TWICE)),
    ("not_delivered", f"{RECEIPTS_OF_FAILURE[0]}; an email is planned"),
    ("not_delivered", "Ada Byron was not reminded: no consent"),
    ("not_delivered", "Ada Byron was not reminded: the text could not be worded"),
    (
        "not_delivered",
        "Ada Byron gets no text about it: the quiet hours last until the appointment begins",
    ),
    (
        "bad_number",
        (
            "the last 3 texts to this number did not arrive: the number is not in use. "
            "Nothing more is sent to it. Ask Ada Byron for the right number and enter it, "
            "with: textback client set 17 --mobile NUMBER"
        ),
    ),
    (
        "outage",
        (
            "No text goes out or comes in since 10:00: no carrier can be reached. What is due"
            " waits, and goes out when one returns."
        ),
    ),
    (
        "outage",
        (
            "No text goes out or comes in since 10:00: no carrier can be reached. 2 texts "
            "were too late to be sent; the calendar shows which. The others wait."
        ),
    ),
    (
        "outage",
        (
            "No carrier could be reached from Mon 10:00 to Tue 11:30. 1 text was too late to "
            "be sent; the calendar shows which."
        ),
    ),
    ("outage", "7 texts were not sent: their time had passed. The calendar shows which."),
    (
        "outage",
        (
            "The carrier primary refuses our log-in: the carrier refused the password. Check "
            "its system_id and password in the configuration, or ask the carrier. What other "
            "carriers reach goes over them."
        ),
    ),
    (
        "outage",
        (
            "texts wait: no carrier has the number +390699000111. Enter it under numbers of a"
            " [[carrier]] in the configuration, and start the service again"
        ),
    ),
    (
        "cap_near",
        (
            "four fifths of this month's bound of 50.00 for texts are spent; once it is "
            "reached, reminders wait. It is set with: textback practice set --cap"
        ),
    ),
    (
        "cap_reached",
        (
            "this month's bound of 50.00 for texts is reached: reminders wait until the month"
            " ends or the bound is raised, with: textback practice set --cap"
        ),
    ),
    (
        "cap_near",
        (
            "four fifths of this day's bound of 2000 parts are sent; once it is reached, "
            "nothing goes out but answers to clients. It is set with: textback practice set "
            "--daily"
        ),
    ),
    (
        "cap_reached",
        (
            "this day's bound of 2000 parts is reached: nothing goes out but answers to "
            "clients until the day ends or the bound is raised, with: textback practice set "
            "--daily"
        ),
    ),
    (
        "cap_reached",
        (
            "30 automatic answers went to numbers of no client within an hour; no more go "
            "out, and their texts are in the list of strangers"
        ),
    ),
    (
        "unattributed",
        (
            "a text came to a number that no practice has, from somebody whom none wrote to; "
            "whoever runs the service reads it with: textback inbox unattributed"
        ),
    ),
    (
        "texts_lost",
        (
            "texts after 2026-01-12 09:00:00 UTC and until 2026-01-12 09:05:00 UTC were "
            "acknowledged to the carrier and are not in the store: the end of its log was "
            "damaged, or an older copy was put in its place. The carrier's records of that "
            "time show who wrote."
        ),
    ),
)
"""(kind, words) of alerts that came of no text."""

PARKED = (
    ("delivered", "delivered to the phone"),
    ("failed", RECEIPTS_OF_FAILURE[4]),
    ("expired", EXPIRED_AT_CARRIER),
    ("unknown", "the carrier does not know what happened"),
)
"""(status, words) of receipts that wait for their message."""
