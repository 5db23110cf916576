"""`textback inbox meant` and beside it: what a text means, its undo, and the export of examples."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment, Slot
    from calendar_store.model.labelled_examples import LabelledExample
    from calendar_store.model.practices import Practice
    from gateway.use_cases.staff_meanings import SettledText

_Which = Annotated[str, typer.Argument(metavar="TEXT_ID", help="As inbox list shows it.")]


class MeaningName(StrEnum):
    """What a text can be said to mean."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    BOOK = "book"
    LATE = "late"
    OPT_OUT = "opt_out"
    NOTHING = "nothing"


class FormatName(StrEnum):
    """How examples are written."""

    JSONL = "jsonl"
    CSV = "csv"


def meant(
    text_id: _Which,
    meaning: Annotated[MeaningName, typer.Argument(help="What the client means.")],
    *,
    appointment: Annotated[
        int | None,
        typer.Option("--appointment", metavar="ID", help="Left out: the only one ahead."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="TIME", help="With reschedule: the new time; left out: offer some."
        ),
    ] = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do what a text means, answer it, and keep it as a labelled example."""
    from dialogs.meant import Meaning, SaidMeaning
    from gateway.cli import composition, output, store
    from gateway.cli.inbox_texts import text_number
    from gateway.use_cases import staff_meanings

    channels = composition.channels(config)

    async def work(tx: Transaction) -> SettledText:
        where = await store.practice(tx, practice)
        number, now = text_number(text_id), store.now()
        said = SaidMeaning(meaning.value)
        about = await _about(tx, where, number, appointment) if _has_visit(said) else None
        slot = _slot(where, about, to) if about and to else None
        meaning_of_it = Meaning(said, about.id, about.version, slot) if about else Meaning(said)
        return await staff_meanings.settle(
            *(tx, OPERATOR, where.id, number, meaning_of_it),
            channels=channels,
            now=now,
        )

    settled = store.write(config, work)
    if as_json:
        output.document(_document(settled.example) | {"replies": list(settled.replies)})
        return
    output.line(f"{meaning.value}: {' / '.join(settled.replies) or 'nothing is sent'}")


def take_back(
    text_id: _Which,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back what was done on what a text was said to mean; it waits again."""
    from gateway.cli import composition, output, store
    from gateway.cli.inbox_texts import text_number
    from gateway.use_cases import staff_meanings_undone

    channels = composition.channels(config)

    async def work(tx: Transaction) -> LabelledExample:
        where = await store.practice(tx, practice)
        return await staff_meanings_undone.take_back(
            *(tx, OPERATOR, where.id, text_number(text_id)), channels=channels, now=store.now()
        )

    example = store.write(config, work)
    if as_json:
        output.document(_document(example))
        return
    output.line(f"taken back: {example.intent}; the text waits again")


def examples(
    form: Annotated[
        FormatName, typer.Option("--format", help="JSON lines, or CSV.")
    ] = FormatName.JSONL,
    practice: PracticeOption = None,
    config: ConfigOption = None,
) -> None:
    """Export what texts were said to mean, without names and numbers."""
    import sys

    from gateway.cli import store
    from gateway.use_cases import labelled_export
    from gateway.use_cases.labelled_export import ExportFormat

    async def work(tx: Transaction) -> str:
        where = await store.practice(tx, practice)
        text, _ = await labelled_export.export(
            tx, OPERATOR, where.id, ExportFormat(form.value), now=store.now()
        )
        return text

    sys.stdout.write(store.write(config, work))


def _has_visit(said: object) -> bool:
    from dialogs.meant import OF_A_VISIT

    return said in OF_A_VISIT


async def _about(
    tx: Transaction, practice: Practice, text_id: int, appointment: int | None
) -> Appointment:
    """Return the appointment that is meant: the named one, else the only one ahead."""
    from calendar_store.model.errors import InvalidInput
    from gateway.cli import store
    from gateway.use_cases import staff_meanings

    ahead = await staff_meanings.visits_of(tx, OPERATOR, practice.id, text_id, store.now())
    found = [one for one in ahead if appointment in {None, one.id}]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{one.id} at {one.starts_at.isoformat()}" for one in ahead) or "none"
    raise InvalidInput(f"say which appointment is meant with --appointment; ahead: {listed}")


def _slot(practice: Practice, about: Appointment, to: str) -> Slot:
    from calendar_store.model.appointments import Slot
    from gateway.cli.moments import moment

    starts = moment(to, practice, "--to")
    return Slot(about.practitioner_id, about.practitioner, starts, starts + about.duration)


def _document(example: LabelledExample) -> dict[str, str]:
    return {
        "text_id": str(example.inbound_id),
        "meant": example.intent,
        "understood": example.heard,
        "text": example.text,
        "by": example.by,
    }
