"""Options of the commands that add and change practices."""

from enum import StrEnum
from typing import Annotated

import typer

from gateway.use_cases.practice_settings import EXPLAINED


class Keep(StrEnum):
    """How future appointments are kept when the practice's time zone changes."""

    LOCAL = "local"
    MOMENTS = "moments"


SENDER_HELP = "The number that its texts come from and are answered to: +NUMBER or a short code."

# what a practice is
QuietOption = Annotated[
    str | None,
    typer.Option("--quiet", metavar="21:00-08:00|none", help=EXPLAINED["quiet"]),
]
RemindersOption = Annotated[
    str | None,
    typer.Option(
        "--reminders",
        metavar="STEPS",
        help='When reminders go out, as "booked, 2d, 1d@10:00, 2h?" or '
        '"email 1d, sms +4h?", or none; '
        "? leaves out who has confirmed.",
    ),
]
PhoneOption = Annotated[
    str | None, typer.Option("--phone", metavar="+NUMBER", help="The number that people call.")
]
AddressOption = Annotated[str | None, typer.Option("--address", help="Where clients come to.")]
DirectionsOption = Annotated[str | None, typer.Option("--directions", help="How they find it.")]

MessageNameOption = Annotated[
    str | None,
    typer.Option(
        "--message-name",
        metavar="NAME",
        help="What messages call it, where its own name would tell why clients come.",
    ),
]
CapOption = Annotated[
    str | None,
    typer.Option(
        "--cap",
        metavar="AMOUNT|none",
        help="What texts may cost in a month; beyond it reminders wait, and staff are told.",
    ),
]
NewNameOption = Annotated[str | None, typer.Option("--name", help="Its new name.")]
NewTimezoneOption = Annotated[str | None, typer.Option("--timezone", metavar="Z")]
NewLocaleOption = Annotated[str | None, typer.Option("--locale", metavar="L")]
NewSenderOption = Annotated[
    str | None, typer.Option("--sender", metavar="+NUMBER", help=SENDER_HELP)
]

# its policies, each explained where its values are read
NoticeOption = Annotated[
    str | None, typer.Option("--notice", metavar="2h|MINUTES", help=EXPLAINED["notice"])
]
WindowOption = Annotated[
    str | None, typer.Option("--window", metavar="60d", help=EXPLAINED["window"])
]
UndoOption = Annotated[str | None, typer.Option("--undo", metavar="1h", help=EXPLAINED["undo"])]
BoundOption = Annotated[
    str | None, typer.Option("--bound", metavar="TEXTS", help=EXPLAINED["bound"])
]
DailyOption = Annotated[
    str | None, typer.Option("--daily", metavar="PARTS|none", help=EXPLAINED["daily"])
]
StrangersOption = Annotated[
    str | None, typer.Option("--strangers", metavar="ANSWERS", help=EXPLAINED["strangers"])
]
CountriesOption = Annotated[
    str | None, typer.Option("--countries", metavar="CC,CC", help=EXPLAINED["countries"])
]
RegionOption = Annotated[
    str | None, typer.Option("--region", metavar="CC", help=EXPLAINED["region"])
]
GapOption = Annotated[str | None, typer.Option("--gap", metavar="12h", help=EXPLAINED["gap"])]
AccentOption = Annotated[
    str | None, typer.Option("--accent", metavar="#RRGGBB|none", help=EXPLAINED["accent"])
]
DeclinedOption = Annotated[
    str | None, typer.Option("--declined", metavar="ask|cancel", help=EXPLAINED["declined"])
]
PrivacyOption = Annotated[
    str | None, typer.Option("--privacy", metavar="TEXT", help=EXPLAINED["privacy"])
]
FactorOption = Annotated[
    str | None,
    typer.Option("--factor", metavar="nobody|administrators|everybody", help=EXPLAINED["factor"]),
]
IdleOption = Annotated[
    str | None, typer.Option("--idle", metavar="MINUTES|never", help=EXPLAINED["idle"])
]
SlugOption = Annotated[
    str | None, typer.Option("--slug", metavar="NAME|none", help=EXPLAINED["slug"])
]
FramesOption = Annotated[
    str | None, typer.Option("--frames", metavar="https://…|none", help=EXPLAINED["frames"])
]
KeepOption = Annotated[
    Keep | None,
    typer.Option(
        "--keep",
        help="With another --timezone, what stays of the appointments ahead: their local "
        "hours (the default where nobody can be asked), or the moments.",
    ),
]
