"""`textback inbox answers`: canned answers, listed, kept and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.canned_answers import CannedAnswer

app = typer.Typer(help="Canned answers: list them, keep one, remove one.")

_Locale = Annotated[str, typer.Option("--locale", metavar="LOCALE", help="en, de, fr, it, es, pt.")]
_Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1)]


@app.command("list")
def list_all(
    practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """List the canned answers."""
    from calendar_store.conversations import canned_answers
    from gateway.cli import output, store

    async def work(tx: Transaction) -> Sequence[CannedAnswer]:
        where = await store.practice(tx, practice)
        return await canned_answers.listed(tx, where.id)

    found = store.read(config, work)
    if as_json:
        output.document([_document(one) for one in found])
        return
    if not found:
        output.line("no canned answers yet; textback inbox answers set keeps one")
    for one in found:
        output.line(f"{one.id}  {one.name} ({one.locale}): {' '.join(one.text.split())}")


@app.command("set")
def set_one(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What staff call it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="With {first}, {when} and so on.")],
    *,
    locale: _Locale,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a canned answer, in place of the one of that name in that language."""
    from calendar_store.conversations import canned_answers as kept
    from gateway.cli import output, store
    from gateway.use_cases import canned_answers

    async def work(tx: Transaction) -> CannedAnswer:
        where = await store.practice(tx, practice)
        same = (one for one in await kept.listed(tx, where.id) if one.name == name)
        before = next((one.id for one in same if one.locale == locale), None)
        return await canned_answers.save(
            *(tx, OPERATOR, where),
            name=name,
            locale=locale,
            text=text,
            now=store.now(),
            answer_id=before,
        )

    made = store.write(config, work)
    if as_json:
        output.document(_document(made))
        return
    output.line(f"{made.name} ({made.locale}) is kept, id {made.id}")


@app.command()
def remove(
    answer_id: _Id,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a canned answer; restore undoes it."""
    from gateway.cli import output, store
    from gateway.use_cases import canned_answers

    async def work(tx: Transaction) -> CannedAnswer:
        where = await store.practice(tx, practice)
        return await canned_answers.remove(tx, OPERATOR, where, answer_id, now=store.now())

    gone = store.write(config, work)
    if as_json:
        output.document(_document(gone))
        return
    output.line(f"{gone.name} ({gone.locale}) removed")


@app.command()
def restore(
    answer_id: _Id,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a canned answer back that was removed."""
    from gateway.cli import output, store
    from gateway.use_cases import canned_answers

    async def work(tx: Transaction) -> CannedAnswer:
        where = await store.practice(tx, practice)
        return await canned_answers.put_back(tx, OPERATOR, where, answer_id, now=store.now())

    back = store.write(config, work)
    if as_json:
        output.document(_document(back))
        return
    output.line(f"{back.name} ({back.locale}) is back")


def _document(one: CannedAnswer) -> dict[str, str]:
    return {"id": str(one.id), "name": one.name, "locale": one.locale, "text": one.text}
