"""`textback practice`: the commands that add, list and change practices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, JsonOption, OverruleOption
from gateway.cli.practice_options import (
    SENDER_HELP,
    AccentOption,
    AddressOption,
    BoundOption,
    CapOption,
    CountriesOption,
    DailyOption,
    DeclinedOption,
    DirectionsOption,
    FactorOption,
    FramesOption,
    GapOption,
    IdleOption,
    Keep,
    KeepOption,
    MessageNameOption,
    NewLocaleOption,
    NewNameOption,
    NewSenderOption,
    NewTimezoneOption,
    NoticeOption,
    PhoneOption,
    PrivacyOption,
    QuietOption,
    RegionOption,
    RemindersOption,
    SlugOption,
    StrangersOption,
    UndoOption,
    WindowOption,
)
from gateway.use_cases.practice_settings import read_all, written_all

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice, ReminderStep
    from gateway.use_cases.practice_changes import PracticeChange

app = typer.Typer(help="Practices: add one, list them, set their policies.")

_LONGEST_SHOWN = 200
"""Most letters of a setting that are shown after a change."""

_Both = tuple["Practice", Sequence["ReminderStep"]]


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="As clients know it.")],
    *,
    timezone: Annotated[str, typer.Option("--timezone", metavar="Z", help="As Europe/Rome.")],
    locale: Annotated[
        str, typer.Option("--locale", metavar="L", help="As it, en, es, fr, de, pt.")
    ],
    sender: Annotated[str, typer.Option("--sender", metavar="+NUMBER", help=SENDER_HELP)],
    quiet: QuietOption = None,
    phone: PhoneOption = None,
    address: AddressOption = None,
    directions: DirectionsOption = None,
    reminders: RemindersOption = None,
    cap: CapOption = None,
    message_name: MessageNameOption = None,
    overrule: OverruleOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a practice."""
    from gateway.cli import discretion, store
    from gateway.use_cases import practice_changes

    message_name = discretion.asked_name(name, message_name, overrule)
    given = _given(
        quiet=quiet,
        phone=phone,
        address=address,
        directions=directions,
        monthly_cap=cap,
        message_name=message_name,
    )
    given |= {"name": name, "timezone": timezone, "locale": locale, "sender": sender}
    steps = _steps(reminders)

    async def work(tx: Transaction) -> PracticeChange:
        return await practice_changes.add(
            tx, OPERATOR, given, now=store.now(), steps=steps, overrule=overrule
        )

    _show("added", store.write(config, work), as_json=as_json)


@app.command("list")
def list_all(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the practices."""
    from calendar_store.practices import practices
    from gateway.cli import json_output, output, store

    async def work(tx: Transaction) -> list[_Both]:
        found = await practices.all_practices(tx)
        steps = await practices.steps(tx, [one.id for one in found])
        return [(one, steps[one.id]) for one in found]

    listed = [json_output.practice(*both) for both in store.read(config, work)]
    if as_json:
        output.document(listed)
    elif not listed:
        output.line("no practice yet; add one with textback practice add")
    else:
        shown = ("id", "name", "timezone", "locale", "sender", "phone", "quiet", "reminders")
        output.table("", shown, [[one[key] for key in shown] for one in listed])


@app.command("set")
def set_policies(
    practice: Annotated[str, typer.Argument(metavar="PRACTICE", help="Its name or id.")],
    *,
    name: NewNameOption = None,
    timezone: NewTimezoneOption = None,
    locale: NewLocaleOption = None,
    sender: NewSenderOption = None,
    quiet: QuietOption = None,
    phone: PhoneOption = None,
    address: AddressOption = None,
    directions: DirectionsOption = None,
    reminders: RemindersOption = None,
    cap: CapOption = None,
    notice: NoticeOption = None,
    window: WindowOption = None,
    undo: UndoOption = None,
    bound: BoundOption = None,
    daily: DailyOption = None,
    strangers: StrangersOption = None,
    countries: CountriesOption = None,
    region: RegionOption = None,
    gap: GapOption = None,
    accent: AccentOption = None,
    declined: DeclinedOption = None,
    privacy: PrivacyOption = None,
    factor: FactorOption = None,
    idle: IdleOption = None,
    slug: SlugOption = None,
    frames: FramesOption = None,
    message_name: MessageNameOption = None,
    overrule: OverruleOption = "",
    keep: KeepOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is given, leave the rest."""
    from gateway.cli import store
    from gateway.use_cases import practice_changes

    plain = _given(
        name=name,
        timezone=timezone,
        locale=locale,
        sender=sender,
        phone=phone,
        address=address,
        directions=directions,
        quiet=quiet,
        monthly_cap=cap,
        message_name=message_name,
    )
    changes = _changes(
        plain,
        notice=notice,
        window=window,
        undo=undo,
        bound=bound,
        daily=daily,
        strangers=strangers,
        countries=countries,
        region=region,
        gap=gap,
        accent=accent,
        declined=declined,
        privacy=privacy,
        slug=slug,
        frames=frames,
        factor=factor,
        idle=idle,
    )
    if not changes and reminders is None:
        raise typer.BadParameter("nothing to set; give at least one option")
    ours = [one for carrier in store.settings(config).carriers for one in carrier.numbers]
    steps = _steps(reminders)
    keep = keep or _asked_what_stays(config, practice, timezone)

    async def work(tx: Transaction) -> PracticeChange:
        return await practice_changes.change(
            *(tx, OPERATOR, (await store.practice(tx, practice)).id, changes),
            now=store.now(),
            steps=steps,
            overrule=overrule,
            our_numbers=ours,
            keep_moments=keep is Keep.MOMENTS,
        )

    _show("set", store.write(config, work), as_json=as_json, counted=True)


def _changes(plain: dict[str, Any], **policies: str | None) -> dict[str, Any]:
    """Return the fields of a practice that were given.

    Args:
        plain: what `_given` returns.
        policies: values of policies, by their names; None for what was not given.

    Raises:
        InvalidInput: names the first value that is wrong.
    """
    given, wrong = read_all({one: text for one, text in policies.items() if text is not None})
    if wrong:
        raise InvalidInput(next(iter(wrong.values())))
    changes = plain | given
    if "quiet" in changes:
        changes["quiet_from"], changes["quiet_until"] = changes.pop("quiet")
    return changes


def _asked_what_stays(config: Path | None, practice: str, timezone: str | None) -> Keep | None:
    """Ask how future appointments are kept in the new zone; ask only at a terminal.

    Returns:
        The answer; None if the zone stays, no appointment is ahead, or input is no terminal.
    """
    import sys

    from calendar_store.practices import practices, zone_change
    from gateway.cli import store

    if timezone is None or not sys.stdin.isatty():
        return None

    async def ahead(tx: Transaction) -> int:
        found = await practices.find(tx, practice)
        same = found.timezone == timezone
        return 0 if same else await zone_change.ahead(tx, found.id, store.now())

    count = store.read(config, ahead)
    if not count:
        return None
    question = f"{count} appointments are ahead. What stays: their local hours, or the moments"
    return Keep(typer.prompt(question, default=Keep.LOCAL.value, type=Keep))


def _given(**values: Any) -> dict[str, Any]:
    """Return the values that were given, with quiet hours and the monthly cap parsed."""
    from calendar_store.practices import practice_checks

    given = {name: value for name, value in values.items() if value is not None}
    if "quiet" in given:
        given["quiet"] = practice_checks.parse_quiet(given["quiet"])
    if "monthly_cap" in given:
        given["monthly_cap"] = practice_checks.parse_cap(given["monthly_cap"])
    return given


def _steps(reminders: str | None) -> Sequence[ReminderStep] | None:
    """Parse the reminder steps; None if no steps were given."""
    from calendar_store.practices import reminder_text

    return None if reminders is None else reminder_text.steps(reminders)


def _show(done: str, made: PracticeChange, *, as_json: bool, counted: bool = False) -> None:
    from calendar_store.model.reminder_policy import usual
    from calendar_store.practices import reminder_text
    from gateway.cli import json_output, output

    both = made.practice, made.steps
    shown = json_output.practice(*both)
    if as_json:
        counts = {"replanned": made.replanned, "kept_local": made.moved} if counted else {}
        output.document(shown | counts)
        return
    output.line(f"practice {shown['name']} {done}, id {shown['id']}")
    for key in ("timezone", "locale", "sender"):
        output.line(f"  {key:<10} {shown[key]}")
    for key, value in written_all(*both).items():
        if value:
            output.line(f"  {key:<10} {shorten(value, _LONGEST_SHOWN)}")
    practice, steps = both
    gap = written_all(*both)["gap"]
    for later, earlier in reminder_text.too_close(usual(steps), practice.reminder_gap):
        output.line(
            f"{later} comes within {gap} of {earlier} and goes out only where that did not;"
            " --gap sets it"
        )
    if moved := made.moved:
        ahead = f"{moved} appointment{'' if moved == 1 else 's'} ahead"
        output.line(f"{ahead} kept their local hours; --keep moments keeps the moments instead")
    if replanned := made.replanned:
        ahead = f"{replanned} appointment{'' if replanned == 1 else 's'} ahead"
        output.line(f"the reminders of {ahead} were planned anew")
