"""`textback inbox`: lists, answers and closes conversations that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli import canned_answers, inbox_meanings, inbox_threads
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.conversations.staff_queue import Waits
    from calendar_store.database.connection import Transaction
    from calendar_store.model.messages import Message
    from calendar_store.model.practices import Practice
    from gateway.use_cases.staff_conversation import Correspondence

app = typer.Typer(help="Texts that reached a person: list them, answer them, close them.")

app.command("meant")(inbox_meanings.meant)
app.command("take-back")(inbox_meanings.take_back)
app.command("examples")(inbox_meanings.examples)
app.command("assignee")(inbox_threads.assign)
app.command("reopen")(inbox_threads.reopen)
app.command("note")(inbox_threads.note)
app.command("notes")(inbox_threads.notes)
app.command("remove-note")(inbox_threads.remove_note)
app.command("put-note-back")(inbox_threads.put_note_back)
app.add_typer(canned_answers.app, name="answers")

_Which = Annotated[
    str, typer.Argument(metavar="TEXT_ID", help="A text of the conversation, as list shows it.")
]


@app.command("list")
def list_all(
    practice: PracticeOption = None,
    *,
    strangers: Annotated[
        bool, typer.Option("--strangers", help="Only numbers that belong to nobody we know.")
    ] = False,
    assigned_to: Annotated[
        str | None,
        typer.Option("--assigned-to", metavar="EMAIL", help="Only what they see to."),
    ] = None,
    page: Annotated[int, typer.Option("--page", min=1, max=1_000_000, help="50 a page.")] = 1,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the conversations that wait, with a suggested answer: emergencies and clients first."""
    from calendar_store.conversations import staff_queue
    from calendar_store.conversations.staff_queue import PAGE, Who
    from calendar_store.model.errors import InvalidInput
    from calendar_store.practices import staff
    from gateway.cli import composition, output, store
    from gateway.use_cases import staff_conversation

    tariff = composition.tariff(config)
    who = Who.STRANGERS if strangers else Who.ALL

    async def work(tx: Transaction) -> tuple[Practice, Waits, int | None, list[Correspondence]]:
        where = await store.practice(tx, practice)
        waits = await staff_queue.count(tx, where.id)
        theirs, assigned = None, None
        if assigned_to is not None:
            theirs = (await staff.of_practice(tx, where.id, assigned_to)).id
            assigned = await staff_queue.count_assigned(tx, where.id, theirs)
        waiting = await staff_queue.waiting(
            tx, where.id, who, limit=PAGE, after=(page - 1) * PAGE, assignee_id=theirs
        )
        keys = [one.key for one in waiting]
        found = await staff_conversation.load_all(tx, where.id, keys, tariff, store.now())
        return where, waits, assigned, found

    if strangers and assigned_to is not None:
        raise InvalidInput("give --strangers or --assigned-to, not both")
    where, waits, assigned, found = store.read(config, work)
    total = waits.strangers if strangers else waits.all
    if assigned is not None:
        total = assigned
    if as_json:
        output.document([_document(one, where.timezone) for one in found])
        return
    if not total:
        whom = f" from {assigned_to}" if assigned_to else ""
        output.line(f"{where.name}: nobody waits for an answer{whom}")
    for one in found:
        _show(_document(one, where.timezone))
    if total > len(found):
        more = f"; --page {page + 1} shows more" if page * PAGE < total else ""
        counted = f"{total} assigned to {assigned_to}" if assigned_to else _counted(waits)
        output.line(f"page {page}, {len(found)} of {total}: {counted}{more}")


@app.command()
def count(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Count the conversations that wait."""
    from calendar_store.conversations import staff_queue
    from gateway.cli import output, store

    async def work(tx: Transaction) -> Waits:
        where = await store.practice(tx, practice)
        return await staff_queue.count(tx, where.id)

    waits = store.read(config, work)
    if as_json:
        output.document({"people": waits.people, "strangers": waits.strangers})
        return
    output.line(_counted(waits))


@app.command("close-strangers")
def close_strangers(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Close whatever numbers that belong to nobody we know have written, without answers."""
    from calendar_store.conversations import staff_queue
    from gateway.cli import output, store
    from gateway.use_cases import staff_replies

    async def work(tx: Transaction) -> int:
        where = await store.practice(tx, practice)
        up_to = await staff_queue.newest(tx, where.id)
        return await staff_replies.close_strangers(
            tx, OPERATOR, where.id, up_to=up_to, now=store.now()
        )

    closed = store.write(config, work)
    if as_json:
        output.document({"closed": closed})
        return
    output.line(f"{closed} texts of strangers closed")


@app.command()
def answer(
    text_id: _Which,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="What to answer; left out: as suggested.")
    ] = "",
    *,
    practice: PracticeOption = None,
    ask: Annotated[
        bool | None,
        typer.Option(
            "--ask/--no-ask",
            help="Let 1, 2 and 3 answer for the appointments ahead; default: as suggested.",
        ),
    ] = None,
    despite: Annotated[
        bool,
        typer.Option("--despite", help="Send it although it would tell others why they come."),
    ] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a conversation; the service then reads what they reply."""
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import composition, json_output, output, store
    from gateway.use_cases import staff_replies

    async def work(tx: Transaction) -> Message:
        known = await _known(tx, practice, text_id, config)
        drafted = known.suggestion()
        asks = drafted.asks is not None and not text if ask is None else ask
        return await staff_replies.answer(
            tx,
            OPERATOR,
            known,
            text or drafted.text,
            known.asking(drafted) if asks else None,
            seen=known.newest,
            now=store.now(),
            despite=known.disclosing(text or drafted.text) if despite else (),
        )

    try:
        sent = store.write(config, work)
    except staff_replies.Unwarned as warned:
        raise InvalidInput(f"{warned} To do so, add --despite.") from None
    if as_json:
        output.document(json_output.message(sent, "UTC"))
        return
    output.line(f"queued to {sent.recipient}: {' '.join(sent.text.split())}")
    cost = composition.tariff(config).measure(sent.text, sent.price or None, sent.channel)
    output.line(f"  {cost.words}")


@app.command()
def close(
    text_id: _Which,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a conversation without an answer."""
    from gateway.cli import output, store
    from gateway.cli.inbox_texts import thread_of
    from gateway.use_cases import inbox_threads as threads

    async def work(tx: Transaction) -> Correspondence:
        thread = await thread_of(tx, practice, text_id, config)
        await threads.close(tx, OPERATOR, thread, now=store.now())
        return thread.first

    closed = store.write(config, work)
    if as_json:
        output.document({"closed": text_id, "who": closed.who})
        return
    output.line(f"conversation with {closed.who} closed")


async def _known(
    tx: Transaction, practice: str | None, text_id: str, config: Any
) -> Correspondence:
    from calendar_store.conversations import staff_queue
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import composition, store
    from gateway.use_cases import staff_conversation

    if not (text_id.isascii() and text_id.isdecimal() and len(text_id) < 19):
        raise InvalidInput(f'"{text_id}" is no text\'s id; textback inbox list shows them')
    where = await store.practice(tx, practice)
    found = await staff_queue.text(tx, where.id, int(text_id))
    tariff = composition.tariff(config)
    return await staff_conversation.load(tx, where.id, found.key, tariff, store.now())


def _document(known: Correspondence, timezone: str) -> dict[str, Any]:
    from gateway.cli import json_output

    waiting, drafted = known.waiting, known.suggestion()
    texts = waiting.texts if waiting else ()
    return {
        "id": str(texts[-1].id),
        "who": known.who,
        "number": known.context.key.their_address,
        "since": json_output.instant(texts[0].received_at, timezone),
        "why": sorted({alert.kind.value for alert in waiting.alerts}) if waiting else [],
        "texts": [
            {
                "id": str(one.id),
                "at": json_output.instant(one.received_at, timezone),
                "text": one.text,
                "intent": one.intent,
            }
            for one in texts
        ],
        "suggested": drafted.text,
        "suggested_for": drafted.why,
        "asks": drafted.asks.value if drafted.asks else None,
        "cannot": known.why_not,
    }


def _counted(waits: Waits) -> str:
    return f"{waits.people} emergencies and clients, {waits.strangers} strangers"


def _show(shown: dict[str, Any]) -> None:
    from gateway.cli import output

    why = ", ".join(one.replace("_", " ") for one in shown["why"])
    output.line(f"{shown['id']}  {shown['who']}  {shown['number']}  {why}  since {shown['since']}")
    for one in shown["texts"]:
        output.line(f"    “{' '.join(one['text'].split())}”")
    if shown["cannot"]:
        output.line(f"  cannot be answered: {shown['cannot']}")
    elif shown["suggested"]:
        output.line(f"  suggested: {' '.join(shown['suggested'].split())}")
