"""Papers as commands print them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calendar_store.model.papers import Paper
    from calendar_store.model.practices import Practice
    from gateway.use_cases.papers import MadePaper


def told(made: MadePaper, where: Practice) -> str:
    """Return a paper and what became of it in one line."""
    from gateway.cli.moments import local

    return f"paper of {local(made.paper.made_at, where.timezone)}: {'; '.join(fates(made, where))}"


def days(one: Paper) -> str:
    """Return the days that a paper covers."""
    return f"{one.first_day:%-d %b} to {one.last_day:%-d %b %Y}"


def fates(made: MadePaper, where: Practice) -> list[str]:
    """Return what became of a paper, a line for each way."""
    from gateway.cli.moments import local
    from gateway.wording.glyphs import MESSAGE

    if not made.sent:
        return ["to be printed"]
    return [
        f"{one.way.channel} {one.way.address}: {MESSAGE[one.status].glyph}"
        f" {MESSAGE[one.status].word} {local(one.at, where.timezone)}"
        for one in made.sent
    ]


def document(made: MadePaper, where: Practice) -> dict[str, Any]:
    """Return a paper with its fates for --json."""
    from gateway.cli.json_output import instant

    one = made.paper
    return {
        "id": str(one.id),
        "version": one.version,
        "kind": one.kind.value,
        "made_at": instant(one.made_at, where.timezone),
        "made_by": one.made_by,
        "from": one.first_day.isoformat(),
        "to": one.last_day.isoformat(),
        "layout": one.layout.value,
        "size": one.size.value,
        "pages": one.pages,
        "adds_to": str(one.of_paper_id) if one.of_paper_id else None,
        "reason": one.reason or None,
        "sent": [
            {
                "channel": sent.way.channel.value,
                "address": sent.way.address,
                "status": sent.status.value,
                "at": instant(sent.at, where.timezone),
                "message_id": str(sent.message_id),
            }
            for sent in made.sent
        ],
    }
