"""`textback first-steps`: what a practice still lacks, as the page of first steps shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption, PracticeOption

if TYPE_CHECKING:
    from pathlib import Path

    from calendar_store.database.connection import Transaction
    from calendar_store.model.messages import Message
    from gateway.use_cases.first_steps import FirstStep, FirstSteps, ServiceState, StepState


def first_steps(
    context: typer.Context,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a new practice still lacks: show it, tick it, send tests."""
    from gateway.cli import output, store
    from gateway.use_cases import first_steps as steps

    if context.invoked_subcommand is not None:
        context.obj = GlobalOptions(config, as_json)
        return
    service = _service(config)

    async def work(tx: Transaction) -> FirstSteps:
        found = await store.practice(tx, practice)
        return await steps.load(tx, OPERATOR, found.id, service)

    found = store.read(config, work)
    if as_json:
        output.document(
            {
                "practice": str(found.practice.id),
                "done": found.done,
                "all": len(found.steps),
                "at_log_in": found.is_open,
                "steps": [_document(one) for one in found.steps],
            }
        )
        return
    output.line(f"{found.practice.name}: {found.done} of {len(found.steps)} steps are done")
    for one in found.steps:
        _show(one)


app = typer.Typer(callback=first_steps, invoke_without_command=True)

_STEP = Annotated[
    str, typer.Argument(metavar="STEP", help="services, wording, reminders, clients or test_mail.")
]


@app.command()
def tick(
    step: _STEP,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tick a step that is right as it is."""
    _settled(config, practice, step, again=False, as_json=as_json)


@app.command()
def untick(
    step: _STEP,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the tick of a step back."""
    _settled(config, practice, step, again=True, as_json=as_json)


@app.command("test")
def send_test(
    to: Annotated[
        str, typer.Argument(metavar="NUMBER|ADDRESS", help="Your own phone or mail address.")
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send a test text to your own phone, or a test mail to your own address."""
    from gateway.cli import composition, output, store
    from gateway.use_cases import trial_messages
    from gateway.use_cases.first_steps import FirstStep

    channels = composition.channels(config)
    step = FirstStep.TEST_MAIL if "@" in to else FirstStep.TEST_TEXT

    async def work(tx: Transaction) -> Message:
        found = await store.practice(tx, practice)
        return await trial_messages.send(
            tx, OPERATOR, found.id, step, to, channels=channels, now=store.now()
        )

    sent = store.write(config, work)
    if as_json:
        output.document({"message": str(sent.id), "to": sent.recipient, "status": sent.status})
        return
    output.line(f"a test goes to {sent.recipient}; textback first-steps shows whether it arrived")


@app.command("close")
def close_them(
    *,
    again: Annotated[bool, typer.Option("--open", help="Lead them there again instead.")] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lead administrators to the first steps no more when they log in."""
    from gateway.cli import output, store
    from gateway.use_cases import first_steps as steps

    change = steps.begin if again else steps.close

    async def work(tx: Transaction) -> None:
        found = await store.practice(tx, practice)
        await change(tx, OPERATOR, found.id, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"at_log_in": again})
    else:
        output.line(
            "administrators come to the first steps when they log in"
            if again
            else "administrators come to the calendar when they log in"
        )


def _settled(
    config: Path | None, practice: str | None, name: str, *, again: bool, as_json: bool
) -> None:
    from gateway.cli import output, store
    from gateway.use_cases import first_steps as steps

    step = _step(name)
    change = steps.take_back if again else steps.settle

    async def work(tx: Transaction) -> None:
        found = await store.practice(tx, practice)
        await change(tx, OPERATOR, found.id, step, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"step": step.value, "ticked": not again})
    else:
        output.line(f"{step.value} {'open again' if again else 'ticked'}")


def _step(name: str) -> FirstStep:
    from gateway.use_cases.first_steps import SETTLED_BY_HAND, FirstStep

    try:
        return FirstStep(name)
    except ValueError:
        known = ", ".join(one.value for one in FirstStep if one in SETTLED_BY_HAND)
        raise InvalidInput(f'there is no step "{name}"; there are {known}') from None


def _service(config: Path | None) -> ServiceState:
    """Return what the running service has; without one, what the configuration has."""
    from gateway.cli import carriers, store
    from gateway.use_cases.first_steps import CarrierState, ServiceState

    settings = store.settings(config)
    configured = [one.name for one in settings.carriers]
    running = carriers.ask(settings.web.listen)
    known = None
    if running is not None:
        known = [
            CarrierState(name, tuple(one.get("numbers", ())), str(one.get("hindrance", "")))
            for name, one in running.items()
            if name in configured
        ]
    return ServiceState(known, settings.mail is not None, configured)


def _document(one: StepState) -> dict[str, Any]:
    from gateway.use_cases.first_step_words import lacking, title

    return {
        "step": one.step.value,
        "title": title(one.step),
        "done": one.done,
        "by_hand": one.by_hand,
        "missing": [] if one.done else lacking(one),
        "test": one.trial.status.value if one.trial else None,
    }


def _show(one: StepState) -> None:
    from gateway.cli import output
    from gateway.use_cases.first_step_words import lacking, title
    from gateway.wording import glyphs

    trial = ""
    if one.trial is not None:
        sign = glyphs.MESSAGE[one.trial.status]
        trial = f"  ({sign.glyph} {sign.word} to {one.trial.recipient})"
    output.line(f"{'✓' if one.done else '○'} {one.step.value:<10} {title(one.step)}{trial}")
    if not one.done:
        for words in lacking(one):
            output.line(f"    {words}")
