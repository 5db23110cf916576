"""A filled store of version 0008: its sentences become codes and facts that say the same."""

import time
import tomllib
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import insert, select

from calendar_store import schema
from calendar_store.database import migrate
from calendar_store.database.connection import Database
from calendar_store.migrations.recognised import recognised
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason, reason_of
from gateway.wording.reason_words import in_words
from tests.support.old_tables import AT, as_it_was, row
from tests.support.spent import seconds_of

ROWS = {
    "messages": 30_000,
    "message_history": 40_000,
    "parked_receipts": 2_000,
    "reminders": 13_000,
    "alerts": 15_000,
}
SENTENCES = tomllib.loads(
    (Path(migrate.__file__).parents[1] / "migrations/words_of_0008.toml").read_text("utf-8")
)
OFF = "not delivered: the phone was switched off or out of coverage"
QUOTED = 'Ada Byron wants an appointment: "may I come \N{EM DASH} "soon"?"'
C = ReasonCode

# sentences with facts, of which version 0008 wrote these among others
SAID: dict[str, list[tuple[str, Reason]]] = {
    "messages": [
        (
            "the carrier answered with a code of its own, 0x40A",
            Reason(C.CARRIER_ANSWERED, {"status": 0x40A}),
        ),
        (
            "the carrier's queue is full; moved to second",
            Reason(
                C.REFUSED_AND_MOVED,
                {"why": Reason(C.CARRIER_ANSWERED, {"status": 0x14}), "carrier": "second"},
            ),
        ),
        (
            (
                "the connection was cut before the carrier answered; not sent again: it may have"
                " gone out twice"
            ),
            Reason(C.NOT_SENT_AGAIN, {"why": Reason(C.CONNECTION_CUT)}),
        ),
        (
            "not delivered: the number cannot be reached (the carrier's code EC_ABSENT)",
            Reason(
                C.WITH_CARRIERS_CODE,
                {"why": Reason(C.RECEIPT, {"state": "undeliverable"}), "error": "EC_ABSENT"},
            ),
        ),
        (OFF, Reason(C.NETWORK_ERROR, {"error": 6})),
        (
            "moved to second: first is down",
            Reason(
                C.MOVED_TO_CARRIER,
                {"carrier": "second", "why": Reason(C.CARRIER_DOWN, {"carrier": "first"})},
            ),
        ),
        (
            "not sent: a text of 256 parts is too long, at most 255",
            Reason(C.TEXT_TOO_LONG, {"parts": 256, "most": 255}),
        ),
        (
            "a destination must be a number",
            Reason(C.UNSENDABLE, {"fault": "a destination must be a number"}),
        ),
        (
            'opted out by please wants an appointment: "STOP"',
            Reason(C.OPTED_OUT_BY, {"word": 'please wants an appointment: "STOP"'}),
        ),
    ],
    "reminders": [
        (
            "its time, 1 day before at 10:00, had passed by then",
            Reason(
                C.STEP_PASSED,
                {"step_rule": "days_before_at", "step_minutes": 0, "step_days": 1}
                | {"step_at": "10:00"},
            ),
        ),
        (
            "2 hours before would be after the appointment begins",
            Reason(
                C.STEP_AFTER_START,
                {"step_rule": "before", "step_minutes": 120, "step_days": 0, "step_at": "00:00"},
            ),
        ),
        (
            "not needed: our answer of 9 Jan 18:05 says the same",
            Reason(C.SAID_BY_OUR_ANSWER, {"at": "9 Jan 18:05"}),
        ),
        (
            "no carrier has the number +390699000111; see numbers in the configuration",
            Reason(C.NO_CARRIER_FOR_NUMBER, {"number": "+390699000111"}),
        ),
    ],
    "alerts": [
        (
            f"{OFF}; an email is planned",
            Reason(C.EMAIL_PLANNED, {"why": Reason(C.NETWORK_ERROR, {"error": 6})}),
        ),
        (
            (
                "the last 3 texts to this number did not arrive: the number is not in use."
                " Nothing more is sent to it. Ask Ada Byron and Marie Curie for the right number"
                " and enter it, with: textback client set 17 --mobile NUMBER"
            ),
            Reason(
                C.NUMBER_FAILS,
                {"count": 3, "why": Reason(C.NETWORK_ERROR, {"error": 1})}
                | {"clients": ("Ada Byron", "Marie Curie"), "client_id": 17},
            ),
        ),
        (
            (
                "No text goes out or comes in since Mon 09:01: no carrier can be reached. 1 text"
                " was too late to be sent; the calendar shows which. The others wait."
            ),
            Reason(C.OUTAGE, {"since": "Mon 09:01", "lost": 1}),
        ),
        (
            (
                "No text goes out or comes in since 09:01: no carrier can be reached. What is due"
                " waits, and goes out when one returns."
            ),
            Reason(C.OUTAGE, {"since": "09:01", "lost": 0}),
        ),
        (
            (
                "No carrier could be reached from Sun 23:10 to 09:01. 12 texts were too late to be"
                " sent; the calendar shows which."
            ),
            Reason(C.OUTAGE_OVER, {"since": "Sun 23:10", "until": "09:01", "lost": 12}),
        ),
        (
            "7 texts were not sent: their time had passed. The calendar shows which.",
            Reason(C.TEXTS_TOO_LATE, {"lost": 7}),
        ),
        (
            (
                "The carrier second refuses our log-in: the carrier refused the password. Check its"
                " system_id and password in the configuration, or ask the carrier. What other"
                " carriers reach goes over them."
            ),
            Reason(
                C.LOG_IN_REFUSED,
                {"carrier": "second", "why": Reason(C.CARRIER_ANSWERED, {"status": 0x0E})},
            ),
        ),
        (
            (
                "this day's bound of 20 parts is reached: nothing goes out but answers to clients"
                " until the day ends or the bound is raised, with: textback practice set --daily"
            ),
            Reason(C.DAY_REACHED, {"cap": 20}),
        ),
        (
            (
                "four fifths of this month's bound of 12.5 for texts are spent; once it is reached,"
                " reminders wait. It is set with: textback practice set --cap"
            ),
            Reason(C.MONTH_NEAR, {"cap": "12.5"}),
        ),
        (
            (
                "texts after 2026-01-11 10:00:00 UTC and until 2026-01-11 10:05:09 UTC were"
                " acknowledged to the carrier and are not in the store: the end of its log was"
                " damaged, or an older copy was put in its place. The carrier's records of that"
                " time show who wrote."
            ),
            Reason(C.TEXTS_LOST, {"after": "2026-01-11 10:00:00", "until": "2026-01-11 10:05:09"}),
        ),
        (
            "Grace Hopper was not reminded: the text could not be worded",
            Reason(C.NOT_REMINDED, {"client": "Grace Hopper", "why": Reason(C.NOT_WORDED)}),
        ),
        (
            "Ada Byron gets no text about it: the quiet hours last until the appointment begins",
            Reason(C.NO_TEXT_ABOUT_IT, {"client": "Ada Byron", "why": Reason(C.QUIET_UNTIL_START)}),
        ),
        (
            'Ada Byron will be about 10 minutes late for Mon 12 Jan 10:00: "late, sorry"',
            Reason(
                C.LATE_BY_FOR,
                {"who": "Ada Byron", "text": "late, sorry", "minutes": 10}
                | {"when": "Mon 12 Jan 10:00", "zone": "", "region": ""},
            ),
        ),
        (
            (
                '+393471234567 is a number that belongs to no client, and wrote: "Ada wants an'
                ' appointment: "now""'
            ),
            Reason(
                C.UNKNOWN_NUMBER,
                {"who": "+393471234567", "text": 'Ada wants an appointment: "now"'},
            ),
        ),
        (
            QUOTED,
            Reason(
                C.WANTS_APPOINTMENT,
                {"who": "Ada Byron", "text": 'may I come \N{EM DASH} "soon"?'},
            ),
        ),
        (
            'Ada Byron had 20 automatic texts within an hour, no more go out: ""',
            Reason(C.BOUND_OF_HOUR, {"who": "Ada Byron", "text": "", "bound": 20}),
        ),
    ],
}
UNHEARD = [
    "words that nobody wrote",
    'Ada Byron had 020 automatic texts within an hour, no more go out: "x"',
    "its time, 24 hours before, had passed by then",
    "Ada Byron was not reminded: for no reason known",
    "{who} \N{PERSONAL COMPUTER} {0}",
    "moved to : ",
]


def plain() -> list[str]:
    """Return the sentences without a fact, those of numbers and states among them."""
    found = []
    for said in SENTENCES.values():
        found += [said] if isinstance(said, str) else list(said.values())
    return [one for one in found if "{" not in one]


def sentences(table: str) -> list[str]:
    """Return a sentence of every kind that a table may hold."""
    own = SAID.get("messages" if table in ("message_history", "parked_receipts") else table, [])
    return ["", *plain(), *(said for said, _ in own), *UNHEARD]


@pytest.mark.parametrize(
    ("table", "said", "meant"), [(t, *one) for t, some in SAID.items() for one in some]
)
def test_a_sentence_becomes_its_code_and_facts(table, said, meant):
    assert reason_of(*recognised(said, of_texts=table == "alerts")) == meant
    assert in_words(meant) == said


@pytest.mark.parametrize("said", UNHEARD)
def test_a_sentence_that_nobody_recognises_keeps_its_words(said):
    assert recognised(said, of_texts=True) == ("other", {"words": said})
    assert in_words(Reason(C.OTHER, {"words": said})) == said


def test_every_sentence_of_the_former_version_is_recognised():
    for said in plain():
        code, facts = recognised(said, of_texts=False)
        assert (code == "other", in_words(reason_of(code, facts))) == (False, said)


def test_what_a_client_wrote_costs_no_more_than_its_length():
    for piece in ('" wants an appointment: "', "; moved to ", " was not reminded: ", ' late for "'):
        said = f'Ada {piece * 400}"'
        assert seconds_of(partial(recognised, said, of_texts=True)) < 2


@pytest.fixture
async def of_0008(empty_url):
    database = Database.connect(empty_url)
    async with database.write() as tx:
        await tx.run_sync(_of_0008)
    yield database
    await database.close()


async def test_a_hundred_thousand_rows_say_what_they_said_before(of_0008):
    said = {}
    async with of_0008.write() as tx:
        await tx.run_sync(_appointment)
        for name, count in ROWS.items():
            said[name] = await tx.run_sync(partial(_filled, name=name, count=count))
    began = time.process_time()
    await migrate.migrate(of_0008)
    assert time.process_time() - began < 30
    async with of_0008.read() as tx:
        for name in ROWS:
            table = schema.metadata.tables[name]
            rows = await tx.execute(select(table.c.id, table.c.reason_code, table.c.reason_facts))
            shown = {row.id: in_words(reason_of(row.reason_code, row.reason_facts)) for row in rows}
            assert shown == said[name], name
        kept = await tx.execute(sa.text("SELECT sql FROM sqlite_master")) if _is_file(tx) else ()
        indexes = {sql[0].split()[2]: sql[0] for sql in kept if sql[0] and " INDEX " in sql[0]}
    for name in ("ix_messages_queued", "ix_alerts_open", "ix_reminders_due") if indexes else ():
        assert " WHERE " in indexes[name], name


def _is_file(tx):
    return tx.dialect == "sqlite"


def _of_0008(connection):
    config = migrate.alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0008")


def _appointment(connection):
    for name in ("practices", "practitioners", "clients", "appointments"):
        table = as_it_was(connection, name)
        given = {"id": 1, "practice_id": 1, "client_id": 1, "practitioner_id": 1}
        given |= {"timezone": "Europe/Rome", "status": "booked", "service_id": None}
        given |= {"ends_at": AT + timedelta(hours=1), "busy_until": AT + timedelta(hours=1)}
        connection.execute(insert(table), row(table, **given))


def _filled(connection, name, count):
    """Fill a table with rows of every sentence; return what each of them says."""
    table, told = as_it_was(connection, name), sentences(name)
    column = "reason" if name == "reminders" else "words"
    said = {number: told[number % len(told)] for number in range(1, count + 1)}
    rows = [
        row(table, practice_id=1, id=number, appointment_id=1, version=number, status="planned")
        | {column: words}
        for number, words in said.items()
    ]
    for at in range(0, count, 5000):
        connection.execute(insert(table), rows[at : at + 5000])
    return said
