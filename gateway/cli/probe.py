"""`textback carriers probe`: tests a carrier with texts to one's own phone, and shows findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from config.sections import CarrierSettings
    from config.settings import Settings
    from gateway.messaging.probe_findings import ProbeFinding

_LONGEST_WAIT = 3600.0


def probe(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Your own phone, as +39….")],
    *,
    carrier: Annotated[
        str | None,
        typer.Option("--carrier", metavar="NAME", help="Which; default: the only one there is."),
    ] = None,
    sender: Annotated[
        str | None,
        typer.Option("--sender", metavar="NUMBER", help="From which; default: its first number."),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            "--wait", metavar="SECONDS", min=0.0, max=_LONGEST_WAIT, help="For the answer."
        ),
    ] = 300.0,
    anyway: Annotated[bool, typer.Option("--anyway", help="Also while the service runs.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Text your own phone over a carrier, and tell from its answer what the carrier does.

    Four parts are sent, which cost what they cost. Answer the first text as it says.
    """
    import asyncio
    import sys

    from calendar_store.entry import numbers
    from calendar_store.model.errors import InvalidInput
    from config.choices import LogLevel
    from config.log import configure
    from gateway.channels.sms.carriers import carrier_config
    from gateway.channels.sms.probing import probe as run
    from gateway.cli import carriers, output, store
    from gateway.messaging.probe_findings import ProbeFailedError
    from gateway.service import utc_now
    from gateway.wording.probe_words import english

    settings = store.settings(config)
    chosen = _chosen(settings, carrier)
    ours = _ours(chosen, sender)
    theirs = numbers.e164(number, None)
    if not anyway and carriers.ask(settings.web.listen) is not None:
        raise InvalidInput(
            "the service is running and would take the answers; stop it, or give --anyway"
        )

    def told(words: str) -> None:
        if not as_json:
            output.line(words)

    # a failure is printed in one line below, so warnings need not be logged
    configure(settings.log.model_copy(update={"level": LogLevel.ERROR}), sys.stderr)
    told(f"texting {theirs} from {ours} over {chosen.name}; answer as the first text says")
    try:
        found = asyncio.run(
            run(
                carrier_config(chosen),
                number=theirs,
                sender=ours,
                wait=wait,
                clock=utc_now,
                told=lambda remark: told(english([remark])),
            )
        )
    except ProbeFailedError as error:
        raise InvalidInput(english([error.remark])) from error
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    if as_json:
        output.document({"carrier": chosen.name, "findings": [_document(one) for one in found]})
        return
    for one in found:
        output.line(f"{one.habit:<11} {english(one.remarks)}")
    lines = [one for one in found if one.line]
    output.line("")
    output.line(f"what fits, under the [[carrier]] named {chosen.name}:")
    for one in lines:
        output.line(f"{one.line}{'   # differs from what is set' if one.differs else ''}")


def _chosen(settings: Settings, name: str | None) -> CarrierSettings:
    from calendar_store.model.errors import InvalidInput, NotFound

    names = ", ".join(one.name for one in settings.carriers)
    if not settings.carriers:
        raise NotFound("there is no [[carrier]] in the configuration")
    if name is None:
        if len(settings.carriers) > 1:
            raise InvalidInput(f"there are several carriers: {names}; name one with --carrier")
        return settings.carriers[0]
    for one in settings.carriers:
        if one.name == name:
            return one
    raise NotFound(f'there is no carrier "{name}"; the configuration has {names}')


def _ours(carrier: CarrierSettings, sender: str | None) -> str:
    from calendar_store.entry import numbers
    from calendar_store.model.errors import InvalidInput

    if sender is not None:
        return numbers.sender(sender)
    if not carrier.numbers:
        raise InvalidInput(f"{carrier.name} has no numbers; give one with --sender")
    return carrier.numbers[0]


def _document(one: ProbeFinding) -> dict[str, object]:
    from gateway.wording.probe_words import english

    return {
        "what": one.habit,
        "words": english(one.remarks),
        "line": one.line or None,
        "differs": one.differs,
    }
