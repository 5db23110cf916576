"""`textback wording`: shows the texts of each language, and sets a practice's own wording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, JsonOption, OverruleOption, PracticeOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from gateway.messaging.text_cost import Measure
    from gateway.use_cases.wordings import Book, Wording

app = typer.Typer(help="Wording: what is sent; list it, show it, set your own.")

_FROM_INPUT = "-"
_Locale = Annotated[
    str, typer.Option("--locale", metavar="L", help="The language; default: the practice's.")
]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the text, as list shows it.")]


@app.command("list")
def list_all(
    *,
    locale: _Locale = "",
    own: Annotated[bool, typer.Option("--own", help="Only those of your own.")] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the texts of a language, with parts and cost for usual names."""
    from gateway.cli import output

    book, code = _book(practice, locale, config)
    shown = [one for one in book.all_in(code) if one.own or not own]
    if as_json:
        output.document([_document(book, one) for one in shown])
        return
    rows = []
    for one in shown:
        usual = book.preview(one, one.own)
        kept = "own" if one.own else ""
        rows.append([one.name, kept, str(usual.parts), _encoding(usual), usual.text])
    output.table("", ("name", "", "parts", "alphabet", "as they read it"), rows)


@app.command()
def show(
    name: _Name,
    *,
    locale: _Locale = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a text: ours, your own, and how it reads."""
    from gateway.cli import output

    book, code = _book(practice, locale, config)
    wording = book.wording(code, name)
    if as_json:
        output.document(_document(book, wording))
        return
    output.line(f"ours  {_lined(wording.ours)}")
    output.line(f"own   {_lined(wording.own) or 'none'}")
    _show_previews(book, wording, wording.own)


@app.command("set")
def set_own(
    name: _Name,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Your wording; \\n for a line, - for the input.")
    ],
    *,
    locale: _Locale = "",
    overrule: OverruleOption = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set your own wording of a text; what may not be sent is refused."""
    from gateway.cli import output, store
    from gateway.use_cases import wordings

    written = _written(text)

    async def work(tx: Transaction) -> tuple[Book, Wording]:
        book, code = await _loaded(tx, practice, locale, config)
        wording = book.wording(code, name)
        await wordings.set_own(
            tx, OPERATOR, book, wording, written, now=store.now(), overrule=overrule
        )
        again, _ = await _loaded(tx, practice, locale, config)
        return again, again.wording(code, name)

    book, wording = store.write(config, work)
    if as_json:
        output.document(_document(book, wording))
        return
    output.line(f"{name} ({wording.locale}) set")
    _show_previews(book, wording, wording.own)


@app.command()
def reset(
    name: _Name,
    *,
    locale: _Locale = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Return a text to our wording."""
    from gateway.cli import output, store
    from gateway.use_cases import wordings

    async def work(tx: Transaction) -> tuple[Book, Wording]:
        book, code = await _loaded(tx, practice, locale, config)
        wording = book.wording(code, name)
        await wordings.reset(tx, OPERATOR, book, wording, now=store.now())
        again, _ = await _loaded(tx, practice, locale, config)
        return again, again.wording(code, name)

    book, wording = store.write(config, work)
    if as_json:
        output.document(_document(book, wording))
        return
    output.line(f"{name} ({wording.locale}) is ours again")


@app.command()
def preview(
    name: _Name,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="A wording to try; left out: what holds.")
    ] = "",
    *,
    locale: _Locale = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how a wording reads and what it costs; nothing is set."""
    from gateway.cli import output

    book, code = _book(practice, locale, config)
    wording = book.wording(code, name)
    tried = _written(text) if text else wording.own
    if tried and (wrong := book.complaints(wording, tried)):
        raise InvalidInput(" ".join(wrong))
    if as_json:
        usual, long = book.previews(wording, tried)
        output.document({"usual": _measured(usual), "long": _measured(long)})
        return
    _show_previews(book, wording, tried)


def _book(practice: str | None, locale: str, config: Path | None) -> tuple[Book, str]:
    from gateway.cli import store

    async def work(tx: Transaction) -> tuple[Book, str]:
        return await _loaded(tx, practice, locale, config)

    return store.read(config, work)


async def _loaded(
    tx: Transaction, practice: str | None, locale: str, config: Path | None
) -> tuple[Book, str]:
    from dialogs.languages.writing import first_spoken
    from gateway.cli import composition, store
    from gateway.use_cases import wordings

    where = await store.practice(tx, practice)
    pages = store.settings(config).web.public_url
    book = await wordings.load(tx, where, composition.tariff(config), pages)
    return book, locale or first_spoken(where.locale)


def _written(text: str) -> str:
    """Return the wording that an argument gives: from standard input, or with line breaks read."""
    if text == _FROM_INPUT:
        return typer.get_text_stream("stdin", encoding="utf-8").read().strip()
    return text.replace("\\n", "\n")


def _lined(text: str) -> str:
    return text.replace("\n", "\\n")


def _encoding(measured: Measure) -> str:
    return "GSM" if measured.plain else "UCS-2"


def _show_previews(book: Book, wording: Wording, text: str) -> None:
    from gateway.cli import output

    for label, measured in zip(("usual", "long"), book.previews(wording, text), strict=True):
        output.line(f"{label:<5} {_lined(measured.text)}")
        output.line(f"      {measured.words} · {_encoding(measured)}")
        if measured.why_dear:
            output.line(f"      {measured.why_dear}")


def _document(book: Book, wording: Wording) -> dict[str, Any]:
    usual, long = book.previews(wording, wording.own)
    return {
        "name": wording.name,
        "locale": wording.locale,
        "ours": wording.ours,
        "own": wording.own,
        "usual": _measured(usual),
        "long": _measured(long),
    }


def _measured(of: Measure) -> dict[str, Any]:
    return {
        "text": of.text,
        "parts": of.parts,
        "characters": of.used,
        "room": of.room,
        "encoding": _encoding(of),
        "dear": [{"char": one.char, "instead": one.instead} for one in of.dear],
        "cost": None if of.cost is None else str(of.cost),
    }
