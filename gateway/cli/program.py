"""The list of all commands, and the `textback` program made of them.

A command's module is imported only when the command is called, so each command's help for the list
of all commands is repeated here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.lazy_commands import LazyCommand, LazyGroup
from gateway.cli.options import DEFAULT_CONFIG, GlobalOptions
from gateway.cli.refusals import MISUSED, Answering

_OWNER_ONLY = 0o077
"""The umask of every command: files that it writes hold personal data or secrets."""

COMMANDS = (
    LazyCommand(
        "demo",
        "Run the whole service with a sample practice, phones and mailboxes in the browser.",
        "demo:demo",
    ),
    LazyCommand(
        "init",
        "Write a configuration; create the store, the first practice and its first staff member.",
        "init:init",
    ),
    LazyCommand(
        "first-steps",
        "What a new practice still lacks: show it, tick it, send tests.",
        "first_steps:app",
    ),
    LazyCommand(
        "serve",
        "Run the service, until SIGTERM or Ctrl-C; with --json its log is JSON.",
        "running:serve",
    ),
    LazyCommand(
        "doctor",
        "Look at all that the service needs, in ten seconds; changes nothing and sends nothing.",
        "doctor:doctor",
    ),
    LazyCommand("migrate", "Bring the store to this version.", "running:migrate"),
    LazyCommand(
        "backup", "Backups of the store: make one, list them, try the newest.", "backups:app"
    ),
    LazyCommand(
        "restore",
        "Make a store of a backup; one that has rows is never overwritten.",
        "restore:restore",
    ),
    LazyCommand("book", "Book an appointment, or a series of them.", "booking:book"),
    LazyCommand(
        "move", "Move an appointment, or one of a series and all that follow.", "visits:move"
    ),
    LazyCommand(
        "cancel", "Cancel an appointment, or one of a series and all that follow.", "visits:cancel"
    ),
    LazyCommand("mark", "Mark an appointment: confirmed, attended, missed, arrived.", "marks:mark"),
    LazyCommand(
        "undo", "Undo a booking, a cancellation, a move or a mark of a moment ago.", "marks:undo"
    ),
    LazyCommand(
        "calendar", "Show appointments with the fate of every message.", "calendar:calendar"
    ),
    LazyCommand(
        "messages", "Show messages with their history, the newest first.", "messages:messages"
    ),
    LazyCommand(
        "understand",
        "Say what the service makes of a text: one JSON object for each.",
        "understanding:understand",
    ),
    LazyCommand(
        "talk",
        "Try a conversation: one text a line; nothing is stored and nothing is sent.",
        "talk:talk",
    ),
    LazyCommand(
        "practice",
        "Practices: add one, list them, set their policies.",
        "practices:app",
        (
            ("hours", "practice_hours:hours"),
            ("reminders", "reminder_sets:app"),
            ("suspend", "suspending:suspend"),
            ("reactivate", "suspending:reactivate"),
        ),
    ),
    LazyCommand(
        "copy",
        "Whole copies of a practice: make one, check one, import one.",
        "copies:app",
    ),
    LazyCommand(
        "retention",
        "How long data are kept: show, set, delete what is due, certificates.",
        "retention:app",
    ),
    LazyCommand(
        "practitioner",
        "Practitioners: who can be booked.",
        "practitioners:app",
        (
            ("feed", "feeds:app"),
            ("calendar", "outside_calendars:app"),
            ("retire", "retiring:retire_practitioner"),
            ("restore", "retiring:restore_practitioner"),
        ),
    ),
    LazyCommand(
        "service",
        "Services: what somebody can be booked for.",
        "services:app",
        (("retire", "retiring:retire_service"), ("restore", "retiring:restore_service")),
    ),
    LazyCommand(
        "staff",
        "Staff: who may log in.",
        "staff:app",
        (
            ("show", "staff_access:show"),
            ("set", "staff_access:set_account"),
            ("invite", "staff_access:invite"),
            ("retire", "staff_access:retire"),
            ("roles", "staff_access:roles"),
        ),
    ),
    LazyCommand("support", "Support: access to a practice, given for hours.", "support:app"),
    LazyCommand(
        "log",
        "Show the audit log, newest first, and what was unusual about log-ins lately.",
        "log:app",
        (
            ("check", "log_check:check"),
            ("search", "log_search:search"),
            ("export", "log_search:export"),
        ),
    ),
    LazyCommand(
        "client",
        "Clients: who comes.",
        "clients:app",
        (
            ("list", "client_records:list_all"),
            ("find", "client_records:find"),
            ("show", "client_records:show"),
            ("form", "client_records:form"),
            ("doubles", "client_merging:doubles"),
            ("merge", "client_merging:merge"),
            ("unmerge", "client_merging:unmerge"),
            ("export", "client_erasure:export"),
            ("erase", "client_erasure:erase"),
            ("retire", "client_retiring:retire"),
            ("restore", "client_retiring:restore"),
            ("stop", "consents:stop"),
            ("start", "consents:start"),
            ("consent", "kind_consents:consent"),
        ),
    ),
    LazyCommand(
        "import",
        "Imports: clients and visits from files, undone whole where needed.",
        "imports:app",
    ),
    LazyCommand(
        "waiting",
        "The waiting list: who would like a time that is not free yet.",
        "waiting:app",
        (
            ("times", "waiting_offers:times"),
            ("offer", "waiting_offers:offer"),
            ("offers", "waiting_offers:offers"),
            ("take-back", "waiting_offers:take_back"),
        ),
    ),
    LazyCommand(
        "absence",
        "Absences: who is away when, and the appointments that are in the way.",
        "absences:app",
        (("show", "absence_dealing:show"), ("deal", "absence_dealing:deal")),
    ),
    LazyCommand(
        "holiday", "Public holidays: list them, close the practice on them.", "holidays:app"
    ),
    LazyCommand(
        "catch-up",
        'Copy in what was written on paper: "10:30 Byron", "09:00 Hopper x", "9:30 Peano > 15:00".',
        "catch_up:app",
    ),
    LazyCommand("block", "Blocks: parts of days at which nobody can be booked.", "blocks:app"),
    LazyCommand(
        "risk",
        "Show visits that are likely to be missed, with the reasons; tomorrow's by default.",
        "risk:risk",
    ),
    LazyCommand(
        "follow-up",
        "Messages after a visit: one was missed, or the last was months ago.",
        "follow_ups:app",
    ),
    LazyCommand(
        "paper",
        "The calendar on paper: made, listed, written to a file, chosen.",
        "paper:app",
    ),
    LazyCommand("note", "Notes of staff about appointments; never sent to anybody.", "notes:app"),
    LazyCommand("message", "Messages: send one again that did not arrive.", "resend:app"),
    LazyCommand("alerts", "Alerts: what needs a person.", "alerts:app"),
    LazyCommand(
        "inbox",
        "Texts that reached a person: list them, answer them, close them.",
        "inbox:app",
        (
            ("unattributed", "unattributed:list_all"),
            ("assign", "unattributed:assign"),
            ("dismiss", "unattributed:dismiss"),
        ),
    ),
    LazyCommand(
        "tell",
        "Tell many clients at once: closed, away, late; with other times offered.",
        "telling:app",
    ),
    LazyCommand("wording", "Wording: what is sent; list it, show it, set your own.", "wording:app"),
    LazyCommand(
        "carriers",
        "Show binds, windows, throttling, receipts, what waits, and spending.",
        "route:app",
        (("probe", "probe:probe"), ("replay", "replay:replay")),
    ),
    LazyCommand(
        "report",
        "Reports: what was spent, and figures of visits, messages and answers.",
        "report:app",
        (("show", "report_tables:show"),),
    ),
    LazyCommand(
        "mail",
        "Mail: check what it needs, say what a received mail is.",
        "mail:app",
        (("classify", "mail_classify:classify"), ("check", "mail_check:check")),
    ),
    LazyCommand(
        "fax",
        "Fax: say whether the fax server takes a log-in.",
        "fax:app",
        (("check", "fax_check:check"),),
    ),
    LazyCommand(
        "beacon",
        "Beacon: beat from a practice's network, keep its paper, print it on a lost line.",
        "beacon:app",
    ),
)


class Commands(Answering, LazyGroup):
    """The group of all commands."""

    lazy = COMMANDS


app = typer.Typer(
    name="textback",
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,  # plain help is there in half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def textback(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="PATH",
            envvar="TEXTBACK_CONFIG",
            help=f"The configuration; default: {DEFAULT_CONFIG}.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """Appointments that clients can text back."""
    os.umask(_OWNER_ONLY)
    context.obj = GlobalOptions(config, as_json)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(MISUSED)
