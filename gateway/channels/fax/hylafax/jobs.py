"""Jobs of a fax server: what is submitted, how it is found again, and how it stands.

A job bears a tag of ours that names its message. It is looked for in the server's queues before
it is submitted, so that a message that was submitted before the service ended is not sent twice:
hfaxd writes a job to its queue with JSUBM and not before.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from calendar_store.model.papers import PaperSize
from calendar_store.model.plain import plain
from gateway.channels.fax.hylafax.errors import (
    FaxRequestRefused,
    FaxServerAway,
    FaxSubmissionUnknown,
)
from gateway.channels.fax.hylafax.session import HylafaxSession

_FIELDS = "%j|%a|%J"
_QUEUES = ("sendq", "doneq")
_STANDARD, _FINE = 98, 196
"""Lines an inch (T.4)."""
_SIZES = {PaperSize.A4: (209, 296), PaperSize.LETTER: (216, 279)}
"""Width and length of paper in millimetres, as HylaFAX's own client gives them."""


class JobState(StrEnum):
    """The states of a job in the protocol's words (JPARM STATE)."""

    SUSPENDED = "SUSPENDED"
    PENDING = "PENDING"
    SLEEPING = "SLEEPING"
    BLOCKED = "BLOCKED"
    READY = "READY"
    ACTIVE = "ACTIVE"
    DONE = "DONE"
    FAILED = "FAILED"


@plain
class FaxJob:
    """What is submitted.

    Attributes:
        tag: names the message; printable, without "|".
        dialled: what the server dials.
        shown: the number as the server's own lists show it.
        content: the document, a PDF.
        paper: its size.
        fine: twice the lines an inch.
        sender: who sends, as the server's lists show it.
        gives_up_after: after which the server gives up.
        most_dials: how often it dials at most.
    """

    tag: str
    dialled: str
    shown: str
    content: bytes
    paper: PaperSize
    fine: bool
    sender: str
    gives_up_after: timedelta
    most_dials: int


@plain
class JobStanding:
    """How a job stands.

    Attributes:
        job_id: the server's number of it; the server begins anew at 1 after 32,000.
        state: None where the server gives a state that we do not know.
        status: the server's words about the last attempt; "" before there was one.
        code: the server's code for them, as "E001"; "" where there is none.
        pages: how many pages the other machine took.
        of_pages: how many there are; 0 before the server has converted the document.
        dials: how often it dialled.
        most_dials: how often it dials at most.
    """

    job_id: str
    state: JobState | None
    status: str = ""
    code: str = ""
    pages: int = 0
    of_pages: int = 0
    dials: int = 0
    most_dials: int = 0


async def find_jobs(session: HylafaxSession) -> dict[str, str]:
    """Return the ids of the jobs in the server's queues by their tags; the newest of one tag.

    Raises:
        FaxServerError: if the server does not answer or refuses.
    """
    await session.ask("JOBFMT", f'"{_FIELDS}"')
    found: dict[str, str] = {}
    for queue in _QUEUES:
        for line in (await session.listing(queue)).splitlines():
            job_id, _, rest = line.partition("|")
            state, _, tag = rest.partition("|")
            if tag and state and job_id.strip().isdigit():
                found[tag.strip()] = job_id.strip()
    return found


async def submit(session: HylafaxSession, job: FaxJob) -> str:
    """Submit a job; return the server's id of it.

    Raises:
        FaxSubmissionUnknown: if the job may stand in the server's queue.
        FaxServerError: if the server does not answer or refuses; the job is not in its queue.
    """
    document = await session.store_document(job.content, "PDF")
    await session.ask("JNEW")
    for name, value in _parameters(job):
        await session.ask("JPARM", f"{name} {value}")
    await session.ask("JPARM", f"DOCUMENT {document}")
    job_id = (await session.ask("JPARM", "JOBID")).lines[0].strip()
    if not job_id.isdigit():
        raise FaxServerAway("the fax server does not name the job")
    await _begin(session)
    return job_id


async def resume(session: HylafaxSession, job_id: str) -> None:
    """Submit a job that stands suspended in the server's queue.

    Raises:
        FaxServerError: as `submit`.
    """
    await session.ask("JOB", job_id)
    await _begin(session)


async def _begin(session: HylafaxSession) -> None:
    try:
        await session.ask("JSUBM")
    except FaxServerAway as error:
        raise FaxSubmissionUnknown(str(error.reason.facts["fault"])) from error


async def standing(session: HylafaxSession, job_id: str, tag: str) -> JobStanding | None:
    """Return how a job stands; None where the server knows it no more, or by another tag.

    Raises:
        FaxServerError: if the server does not answer.
    """
    try:
        await session.ask("JOB", job_id)
        facts = _facts((await session.ask("JPARM")).lines)
    except FaxRequestRefused:
        return None
    if facts.get("JOBINFO") != tag:
        return None
    state = facts.get("STATE", "")
    code = facts.get("STATUSCODE", "")
    return JobStanding(
        job_id=job_id,
        state=JobState(state) if state in set(JobState) else None,
        status=facts.get("STATUS", ""),
        code=f"E{code}" if code.isdigit() and code.strip("0") else "",
        pages=_count(facts, "NPAGES"),
        of_pages=_count(facts, "TOTPAGES"),
        dials=_count(facts, "TOTDIALS"),
        most_dials=_count(facts, "MAXDIALS"),
    )


def _parameters(job: FaxJob) -> list[tuple[str, str]]:
    width, length = _SIZES[job.paper]
    minutes = int(job.gives_up_after.total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    return [
        ("FROMUSER", _quoted(job.sender)),
        # ddhhmm from now
        ("LASTTIME", f"{days:02}{rest // 60:02}{rest % 60:02}"),
        ("DIALSTRING", _quoted(job.dialled)),
        ("EXTERNAL", _quoted(job.shown)),
        ("NOTIFY", "none"),
        ("JOBINFO", _quoted(job.tag)),
        ("MAXDIALS", str(job.most_dials)),
        ("MAXTRIES", str(job.most_dials)),
        ("VRES", str(_FINE if job.fine else _STANDARD)),
        ("PAGEWIDTH", str(width)),
        ("PAGELENGTH", str(length)),
        # lines for writing by hand stand at the foot of a page
        ("PAGECHOP", "none"),
    ]


def _quoted(value: str) -> str:
    plain = "".join(one for one in value if one.isprintable()).replace("\\", "").replace('"', "'")
    return f'"{plain}"'


def _facts(lines: tuple[str, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.strip().partition(":")
        if colon:
            found.setdefault(name, value.strip())
    return found


def _count(facts: Mapping[str, str], name: str) -> int:
    value = facts.get(name, "")
    return int(value) if value.isdigit() else 0
