"""A practice from `textback init` to the report of its first week, in a browser, by chapters.

The service is a process of its own. Every step is looked up on the page, and in the store, on the
clients' phones or in their mailboxes. How long each chapter took is printed.
"""

import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.async_api import FilePayload, expect
from sqlalchemy import select

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import clients
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.mail_server import SandboxMailServer
from tests.end_to_end.desk_in_browser import ROME, DeskInBrowser
from tests.end_to_end.installed import OURS, Installed
from tests.support.chapters import Chapters
from tests.support.chromium import running_chromium
from tests.support.client_list import (
    ADA,
    ALAN,
    FAULTS,
    GRACE,
    MARIE,
    ROWS,
    ListedClient,
    client_list,
    clients_of_the_list,
)
from tests.support.ports import free_port

UNCLEAR = "Can I bring my dog?"
PEOPLE = (ADA, GRACE, ALAN, MARIE)
EMMY, OWN_PHONE = "emmy@studio.test", "+393471009999"
TODAY = datetime.now(ROME).date()
FRIDAY = TODAY + timedelta(days=3 + (4 - (TODAY.weekday() + 3)) % 7)
"""The first one that is neither today nor tomorrow."""
_DAY = timedelta(days=1)


@pytest.fixture
async def carrier() -> AsyncIterator[SandboxCarrier]:
    """The sandbox carrier, with the phones."""
    carrier = SandboxCarrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
async def mails() -> AsyncIterator[SandboxMailServer]:
    """The sandbox mail server, with the mailboxes."""
    server = SandboxMailServer()
    await server.start()
    yield server
    await server.stop()


async def test_a_practice_from_its_first_command_to_the_report_of_the_week(
    empty: Installed, carrier: SandboxCarrier, mails: SandboxMailServer
) -> None:
    told = Chapters()
    try:
        with told.chapter("textback init"):
            url, password = await founded(empty, carrier.port, mails.port)
        async with empty.serving() as served, running_chromium() as browser:
            context = await browser.new_context(
                base_url=url, viewport={"width": 1280, "height": 900}, locale="en-GB"
            )
            context.set_default_timeout(20_000)
            expect.set_options(timeout=20_000)
            desk = DeskInBrowser(empty, carrier, mails, await context.new_page())
            desk.listen()
            try:
                with told.chapter("textback serve"):
                    await desk.answering(url)
                with told.chapter("log in"):
                    await logs_in(desk, password)
                for chapter in CHAPTERS:
                    with told.chapter(chapter.__name__.replace("_", " ")):
                        await chapter(desk)
            except BaseException:
                await desk.page.screenshot(path=empty.folder / "failed.png", full_page=True)
                raise
            assert desk.complaints == []
            assert await served.stopped() == 0
    finally:
        print(f"\n{told}")  # noqa: T201 (for whoever wants to know)


async def founded(textback: Installed, carrier_port: int, smarthost: int) -> tuple[str, str]:
    """Answer the questions of `textback init`; return the address to open and the password."""
    answers = (
        *("Studio Aurora", "Europe/Rome", "en", OURS, EMMY),
        *(f"127.0.0.1:{carrier_port}", "esme", "secret"),
        *(f"127.0.0.1:{smarthost}", "", "", ""),
        *(f"127.0.0.1:{free_port()}", ""),
    )
    said = await textback.ok("init", typed="".join(f"{line}\n" for line in answers))
    found = re.search(r"log-in +(\S+) +password (\S+) \(shown once\)", said)
    opens = re.search(r"then open (\S+) and log in", said)
    assert found is not None
    assert opens is not None
    assert found[1] == EMMY
    return opens[1], found[2]


async def logs_in(desk: DeskInBrowser, password: str) -> None:
    page = desk.page
    await page.goto("/")
    await page.get_by_label("Email").fill(EMMY)
    await page.get_by_label("Password").fill(password)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    await expect(page.locator("#carrier h2")).to_contain_text("✓")


async def step_is_done(desk: DeskInBrowser, step: str) -> None:
    """Go back to the first steps, where that step is ticked; and so says the command."""
    await desk.page.locator(".account summary").click()
    await desk.page.get_by_role("link", name="First steps").first.click()
    await expect(desk.page.locator(f"#{step} h2")).to_contain_text("✓")
    steps = (await desk.textback.json("first-steps"))["steps"]
    assert next(one for one in steps if one["step"] == step)["done"]


async def enters_the_practice(desk: DeskInBrowser) -> None:
    page = desk.page
    await page.get_by_role("link", name="To the practice").click()
    await page.get_by_label("Address", exact=True).fill("Via Appia 1, Roma")
    # the story is told at every hour, and all in one
    await page.locator("[name=quiet-from]").fill("")
    await page.locator("[name=quiet-until]").fill("")
    await page.get_by_label("Nothing twice", exact=True).fill("0")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_contain_text("Saved")
    await step_is_done(desk, "practice")
    await page.get_by_role("link", name="To the people").click()
    await page.get_by_role("button", name="Add somebody").click()
    await page.get_by_label("Name, as clients know it").fill("Aurora")
    await page.get_by_label("Weekly hours").fill("mon-sun 0-24")
    await page.get_by_role("button", name="Add", exact=True).click()
    await desk.toast("Added.")
    await step_is_done(desk, "people")
    await page.get_by_role("link", name="To the services").click()
    await page.get_by_role("button", name="Add a service").click()
    await page.get_by_label("Name", exact=True).fill("Check-up")
    await page.get_by_label("Minutes with the client").fill("30")
    await page.get_by_role("button", name="Add", exact=True).click()
    await desk.toast("Added.")
    await step_is_done(desk, "services")
    await page.locator("#wording").get_by_role("button", name="They are right").click()
    await expect(page.locator("#wording h2")).to_contain_text("✓")
    await page.get_by_role("link", name="To the reminders").click()
    await page.locator("[name=count-2]").fill("1")
    await page.locator("[name=when-4]").select_option(label="at once, when it is booked")
    await page.locator("[name=channel-4]").select_option(label="by email")
    await page.get_by_role("button", name="Save", exact=True).click()
    await desk.toast("Saved.")
    await step_is_done(desk, "reminders")
    (practice,) = await desk.textback.json("practice", "list")
    kept = [practice[one] for one in ("address", "quiet", "reminder_gap", "reminders")]
    assert kept == ["Via Appia 1, Roma", "none", 0, "booked, 1d, 2h?, email booked"]


async def imports_two_hundred_clients(desk: DeskInBrowser) -> None:
    page = desk.page
    await page.get_by_role("link", name="Import your clients").click()
    file = FilePayload(name="clienti.csv", mimeType="text/csv", buffer=client_list())
    await page.get_by_label("File", exact=True).set_input_files(file)
    await page.get_by_role("button", name="See what is in it").click()
    await expect(page.get_by_text("Nothing is imported yet.")).to_be_visible()
    rows = page.get_by_role("navigation", name="Rows")
    await expect(rows).to_contain_text(f"New {ROWS - len(FAULTS)}")
    shown = await page.locator("table.table").last.inner_text()
    await rows.get_by_role("link", name="Twice in the file").click()
    shown += await page.locator("table.table").last.inner_text()
    for faulty, why in FAULTS.items():
        assert why in shown, (faulty, shown)
    assert await stored_clients(desk) == {}
    await page.get_by_label("How they agreed").select_option(label="signed a form")
    await page.get_by_label("Since when").fill(str(TODAY - _DAY))
    await page.get_by_role("button", name=f"Import {ROWS - len(FAULTS)} clients").click()
    await expect(page.get_by_role("status")).to_contain_text("Imported.")
    await expect(rows).to_contain_text("Added 190")
    kept = await stored_clients(desk)
    assert kept == {one.number: f"{one.first} {one.last}" for one in clients_of_the_list()}
    await step_is_done(desk, "clients")


async def stored_clients(desk: DeskInBrowser) -> dict[str, str]:
    """Return the name of every client in the store by number."""
    async with desk.textback.store() as database, database.read() as tx:
        found = await tx.execute(select(clients))
        return {one.mobile: f"{one.first} {one.last}" for one in found}


async def probes_the_carrier(desk: DeskInBrowser) -> None:
    carrier = desk.page.locator("#carrier")
    await carrier.get_by_text("Probe the carrier with your own phone").click()
    await carrier.get_by_label("Your own mobile number").fill(OWN_PHONE)
    await carrier.get_by_role("button", name="Begin the probe").click()
    asked = await desk.texted(OWN_PHONE, "1@")
    await desk.carrier.send(OWN_PHONE, OURS, f"1@ {asked.rpartition(': ')[2]}")
    await expect(carrier).to_contain_text("answers and receipts agree")
    await expect(carrier).to_contain_text("The configuration fits this carrier")
    # nobody takes it for what a client wrote
    assert await desk.textback.json("inbox", "list") == []


async def sends_test_messages(desk: DeskInBrowser) -> None:
    page = desk.page
    text, mail = page.locator("#test_text"), page.locator("#test_mail")
    await text.get_by_label("Your own mobile number").fill("347 100 9999")
    await text.get_by_role("button", name="Send a test text").click()
    await expect(page.locator("#fate-test_text")).to_contain_text("✓ delivered")
    await expect(text.get_by_role("heading")).to_contain_text("✓")
    assert "it has arrived" in await desk.texted(OWN_PHONE, "this is a test")
    await expect(mail.get_by_label("Your own mail address")).to_have_value(EMMY)
    await mail.get_by_role("button", name="Send a test mail").click()
    await expect(page.locator("#fate-test_mail")).to_contain_text("→ sent")
    assert "it has arrived" in await desk.mailed(EMMY, "this is a test")
    await step_is_done(desk, "test_text")
    await step_is_done(desk, "test_mail")


async def books(desk: DeskInBrowser, who: ListedClient, at: datetime) -> None:
    """Fill in the form of a booking."""
    page = desk.page
    await page.get_by_label("Name or number").press_sequentially(who.last.lower()[:4])
    await page.get_by_role("radio", name=f"{who.last}, {who.first}").check()
    await page.get_by_label("Day", exact=True).fill(f"{at:%Y-%m-%d}")
    await page.get_by_label("Time", exact=True).fill(f"{at:%H:%M}")
    await page.get_by_label("Service", exact=True).select_option(index=1)
    await page.get_by_role("button", name="Book", exact=True).click()
    await desk.toast("Booked.", "A text tells them.")
    await desk.visit(who.number, lambda one: one.starts_at == at)


async def books_the_first_visits(desk: DeskInBrowser) -> None:
    page = desk.page
    await page.locator("#booking").get_by_role("link", name="Book an appointment").click()
    # the reminder of the day before falls due while the other visits are booked
    soon = datetime.now(UTC) + _DAY + timedelta(seconds=80)
    ada = soon.astimezone(ROME).replace(second=0, microsecond=0)
    at = {ADA: ada} | {
        who: datetime.combine(FRIDAY, time(10 + place), ROME)
        for place, who in enumerate((GRACE, ALAN, MARIE))
    }
    for who, when in at.items():
        await books(desk, who, when)
        await page.goto(f"/book?date={FRIDAY}")
    for who, when in at.items():
        assert f"{when:%H:%M} with Aurora" in await desk.texted(who.number, "is booked")
    assert f"{ada:%H:%M}" in await desk.mailed(ADA.email, "is booked")
    await step_is_done(desk, "booking")
    await expect(page.get_by_text("All is there: your practice is sending.")).to_be_visible()
    await page.get_by_role("button", name="Done: to the calendar").click()
    await expect(page).to_have_url(re.compile("/day"))


async def reminds_ada_who_confirms(desk: DeskInBrowser) -> None:
    ada = await desk.visit(ADA.number, lambda one: one.status is AppointmentStatus.BOOKED)
    await desk.page.goto(f"/day/{ada.starts_at.astimezone(ROME):%Y-%m-%d}")
    card = desk.page.locator(f"#a-{ada.id}")
    await expect(card).to_contain_text("○ booked")
    assert "Reply 1 to confirm" in await desk.texted(ADA.number, "Reply")
    await desk.says(ADA.number, "yes, see you tomorrow", "Thank you, Ada")
    await expect(card).to_contain_text("✓ confirmed")
    await desk.visit(ADA.number, lambda one: one.status is AppointmentStatus.CONFIRMED)


async def settles_an_unclear_text_by_one_tap(desk: DeskInBrowser) -> None:
    page = desk.page
    await desk.carrier.send(GRACE.number, OURS, UNCLEAR)
    (listed,) = await desk.textback.until("inbox", "list", holds=bool)
    assert (listed["who"], listed["why"]) == ("Grace Hopper", ["unclear"])
    await page.get_by_role("link", name="Inbox").click()
    waits = page.locator("article", has_text="Grace Hopper")
    await expect(waits).to_contain_text(UNCLEAR)
    await expect(waits).to_contain_text("understood: unclear")
    await waits.get_by_role("button", name="They come").click()
    await desk.toast("Confirmed.")
    await desk.visit(GRACE.number, lambda one: one.status is AppointmentStatus.CONFIRMED)
    assert "is confirmed" in await desk.texted(GRACE.number, "Thank you, Grace")
    (example,) = (await desk.textback.ok("inbox", "examples")).splitlines()
    assert [json.loads(example)[one] for one in ("text", "meant")] == [UNCLEAR, "confirm"]
    assert await desk.textback.json("inbox", "list") == []


async def closes_on_friday_and_tells_them(desk: DeskInBrowser) -> None:
    page = desk.page
    await page.get_by_role("link", name="Tell clients").click()
    await page.get_by_label("First day", exact=True).fill(str(FRIDAY))
    await page.get_by_label("Last day", exact=True).fill(str(FRIDAY))
    for who in (GRACE, ALAN, MARIE):
        await expect(page.get_by_role("checkbox", name=f"{who.first} {who.last}")).to_be_checked()
    await expect(page.locator("#price")).to_contain_text("3 texts")
    await page.get_by_label("Close these days in the calendar too").check()
    await page.get_by_role("button", name="Tell them now").click()
    await expect(page.get_by_role("heading", name="The practice is closed")).to_be_visible()
    for place, who in enumerate((GRACE, ALAN, MARIE)):
        told = await desk.texted(who.number, f"We are closed on Fri {FRIDAY.day}")
        assert f"at {10 + place}:00 with Aurora cannot take place" in told
        assert "1) Sat" in told
    await expect(page.locator("#work")).to_contain_text("delivered: 3")
    await expect(page.locator("#work")).to_contain_text("still to deal with: 3")
    (closed,) = await desk.textback.json("absence", "list")
    assert (closed["practitioner_id"], closed["opens"]) == (None, None)
    assert closed["first"] == closed["last"] == str(FRIDAY)
    (told_all,) = await desk.textback.json("tell", "list")
    assert [told_all[one] for one in ("occasion", "visits", "messages")] == ["closed", 3, 3]


def begins_on(day: date) -> Callable[[Appointment], bool]:
    """Return what tells whether a visit begins on a day."""
    return lambda one: one.starts_at.astimezone(ROME).date() == day


async def moves_come_in_by_text(desk: DeskInBrowser) -> None:
    page = desk.page
    work = page.locator("#work")
    await desk.says(GRACE.number, "1", "is now Sat")
    await expect(work).to_contain_text("moved: 1")
    tuesday = FRIDAY + 4 * _DAY
    await desk.says(ALAN.number, f"could I come on {tuesday:%A %-d %B} in the afternoon?", "2) Tue")
    await desk.says(ALAN.number, "2", f"is now Tue {tuesday.day}")
    await expect(work).to_contain_text("moved: 2")
    # which of several, is asked back
    await desk.says(MARIE.number, "ok", "Which one")
    await desk.says(MARIE.number, "2", "is now Sun")
    for words in ("answered: 3", "moved: 3", "still to deal with: 0"):
        await expect(work).to_contain_text(words)
    for who, day in ((GRACE, FRIDAY + _DAY), (ALAN, tuesday), (MARIE, FRIDAY + 2 * _DAY)):
        moved = await desk.visit(who.number, begins_on(day))
        await expect(work.get_by_role("row", name=f"{who.first} {who.last}")).to_contain_text(
            f"moved to {moved.starts_at.astimezone(ROME):%a %-d %b, %H:%M}"
        )
    await page.goto(f"/day/{FRIDAY}")
    await expect(page.locator("#calendar")).not_to_contain_text("Hopper")
    (closed,) = await desk.textback.json("absence", "list")
    assert closed["in_the_way"] == []


async def reads_the_report_of_the_week(desk: DeskInBrowser) -> None:
    page = desk.page
    await page.get_by_role("link", name="Reports").click()
    await page.get_by_role("link", name="This week").click()
    # on a Friday the visits are those of next week
    await page.get_by_label("Until", exact=True).fill(str(FRIDAY + 7 * _DAY))
    await page.get_by_role("button", name="Show", exact=True).click()
    short = page.locator("section", has_text="In short").first
    for row in ("Visits 4", "Confirmed 100 %", "Moved 75 %", "Cancelled 0 %"):
        await expect(short.get_by_role("row", name=row)).to_be_visible()
    received = [one for who in PEOPLE for one in desk.carrier.texts(who.number) if not one.outgoing]
    # theirs, and the test text
    await expect(short.get_by_role("row", name=f"Texts {len(received) + 1}")).to_be_visible()
    span = ("--from", str(TODAY), "--to", str(FRIDAY + 7 * _DAY))
    rows = (await desk.textback.json("report", "show", "visits", *span))["rows"]
    counts = [(sum(one["visits"] for one in rows), sum(one["moved"]["count"] for one in rows))]
    assert counts == [(4, 3)]


CHAPTERS = (
    *(enters_the_practice, imports_two_hundred_clients, probes_the_carrier, sends_test_messages),
    *(books_the_first_visits, reminds_ada_who_confirms, settles_an_unclear_text_by_one_tap),
    *(closes_on_friday_and_tells_them, moves_come_in_by_text, reads_the_report_of_the_week),
)
