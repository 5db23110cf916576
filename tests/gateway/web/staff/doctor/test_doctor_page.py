"""The pages of the doctor: all of it for whoever runs the service, its meaning for a practice."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.model.lines import BeatSource, Heartbeat
from calendar_store.model.statuses import MessageStatus, Role
from calendar_store.practices import lines, staff
from config.sections import StoreSettings
from config.settings import Settings
from gateway.doctor.examination import examine
from gateway.doctor.examined import ExamRequest
from gateway.doctor.findings import Area, Examination, FindingCode, Level, found
from gateway.running_service import RunningService
from gateway.use_cases.service_exams import ServiceExams
from gateway.web.server.app import make_app
from tests.support.actors import named
from tests.support.pages import say
from tests.support.sms import NOBODY

GREEN = (
    found(Area.SERVICE, Level.FINE, FindingCode.RUNS, facts={"listen": "x", "loops": 20}),
    found(
        *(Area.CARRIERS, Level.FINE, FindingCode.BOUND, "primary"),
        facts={"bound": 1, "of": 1, "heard": "3 s", "times": 0},
    ),
    found(Area.MAIL, Level.FINE, FindingCode.SAID, "SPF", facts={"said": "it is right"}),
    found(
        *(Area.BACKUPS, Level.FINE, FindingCode.BACKUP_FINE),
        facts={"at": "today", "age": "12 min", "kept": 3},
    ),
)
AWAY = found(
    *(Area.CARRIERS, Level.TROUBLE, FindingCode.NOT_BOUND, "primary"),
    facts={"said": "nothing listens at smsc.example.net:2775"},
)
OLD = found(
    *(Area.BACKUPS, Level.TROUBLE, FindingCode.BACKUP_TROUBLE, "old"),
    facts={"said": "the newest backup is 30 hours old"},
)


class Exams:
    """Examinations as a test has them."""

    def __init__(self, now):
        self.now, self.findings, self.made = now, list(GREEN), 0
        self.hold: asyncio.Event | None = None
        self.began = asyncio.Event()

    async def __call__(self):
        self.made += 1
        self.began.set()
        if self.hold is not None:
            await self.hold.wait()
        return Examination(self.now, 0.1, tuple(self.findings))


@pytest.fixture
def exams(now):
    return Exams(now)


@pytest.fixture
async def server(desk, clock, exams):

    numbers = {"primary": (desk.practice.sender,)}
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=NOBODY,
        exams=ServiceExams(exams, numbers, mails=True),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def operator(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="opal@example.org",
            role=Role.OPERATOR,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return browser


async def test_everything_is_told_to_who_runs_the_service(operator, exams):
    await operator.get("/doctor")
    assert "✓ Nothing is wrong." in operator.text
    assert "✓ fine primary : 1 of 1 bound, heard from 3 s ago" in operator.text
    exams.findings = [*GREEN[:1], AWAY, OLD]
    await operator.get("/doctor")
    assert exams.made == 1, "it was done a moment ago"
    await operator.get("/language/it")
    await operator.get("/doctor")


async def test_what_is_wrong_says_what_to_do_in_the_reader_s_language(operator, exams):
    exams.findings = [AWAY, OLD]
    await operator.get("/doctor?again=yes")
    told = operator.text
    assert "▲ 2 things are to be seen to." in told
    assert "✕ wrong primary : not connected: nothing listens at smsc.example.net:2775" in told
    assert "see host and port of its [[carrier]]" in told
    await operator.get("/doctor", headers={"Accept-Language": "it"})
    assert "Ci sono 2 cose da sistemare." in operator.text
    assert "controllare host e port del suo [[carrier]]" in operator.text


async def test_many_readers_wait_for_one_examination(operator, exams):
    exams.hold = asyncio.Event()
    asking = [asyncio.create_task(operator.session.get(operator.server.make_url("/doctor")))]
    asking += [
        asyncio.create_task(operator.session.get(operator.server.make_url("/doctor?again=yes")))
        for _ in range(5)
    ]
    await exams.began.wait()
    exams.hold.set()
    assert [one.status for one in await asyncio.gather(*asking)] == [200] * 6
    assert exams.made == 1


async def test_a_practice_reads_what_it_means_for_itself(admin, desk, exams, clock, now):
    await admin.get("/practice/health")
    told = admin.text
    for words in (
        *("✓ It works.", "✓ Texts go out, and answers come in.", "✓ Clients reach them."),
        *("✓ None waits longer than it should.", "✓ The newest is 12 min old."),
        "✓ Emails go out, and answers come in.",
    ):
        assert words in told, words
    assert "Faxes" not in told
    assert "Line to the practice" not in told


async def test_a_practice_is_told_what_happens_and_no_server_s_name(admin, desk, exams, clock, now):
    exams.findings = [AWAY, OLD]
    client = await desk.client()
    visit = await desk.book(client, now + timedelta(days=1))
    await say(desk, visit, client, MessageStatus.QUEUED)
    async with desk.database.write() as tx:
        await lines.make_beacon(tx, desk.practice.id, "desk", by=named("emmy"), now=now)
        beat = Heartbeat(desk.practice.id, BeatSource.BEACON, now)
        await lines.beat(tx, [beat])
    clock.forward(timedelta(minutes=30))
    await admin.get("/practice/health")
    told = admin.text
    for words in (
        "✕ No texts go out or come in now.",
        "▲ 1 wait, the oldest for 30 min.",
        "▲ Not all is well with the backups.",
        "▲ Its beacon is not heard",
        "Whoever runs the service sees what is wrong",
    ):
        assert words in told, words
    assert "smsc.example.net" not in admin.html
    assert "/doctor" not in admin.html


async def test_another_carrier_s_trouble_is_not_this_practice_s(admin, exams):
    other = found(
        *(Area.CARRIERS, Level.TROUBLE, FindingCode.NOT_BOUND, "other"), facts={"said": "x"}
    )
    exams.findings = [*GREEN, other]
    await admin.get("/practice/health")
    assert "✓ Texts go out, and answers come in." in admin.text


async def test_it_is_for_administrators_and_who_runs_the_service(browser, admin, operator):
    await operator.get("/practice/health")
    assert operator.status == 403


async def test_a_receptionist_sees_neither(browser):
    for path in ("/doctor", "/practice/health"):
        await browser.get(path)
        assert browser.status == 403


async def test_an_examination_from_inside_the_service(desk, clock, store_url):
    """With the open store, and what the service says of itself."""
    settings = Settings(store=StoreSettings(url=store_url))
    running = RunningService.parse(
        {"carriers": [], "service": {"loops": 3, "failing": ["planner"], "failures": {"turns": 2}}}
    )
    seen = await examine(ExamRequest(settings, desk.now, lambda: running, desk.database))
    told = [(one.where, one.code.value) for one in seen.of(Area.SERVICE)]
    assert told == [("planner", "loop_failing"), ("turns", "loop_failed")]
    assert next(one.code.value for one in seen.of(Area.STORE)) == "store_fine"
