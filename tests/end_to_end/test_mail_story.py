"""A client with mail only: invited, accepts in Outlook, moves by page, and stops by one click.

Commands, the service and Postfix are processes of their own; the client knows only the mails.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from gateway.demo.mail_server import SandboxMailServer
from tests.end_to_end.installed import Installed
from tests.end_to_end.mailbox_owner import MailboxOwner, forms, invitation, link, method, words
from tests.end_to_end.reception import Reception
from tests.support import dovecot
from tests.support.ports import free_port
from tests.support.postfix import Postfix, running_postfix

ADA = "ada@clients.test"
ROME = ZoneInfo("Europe/Rome")
PRACTICE = "Studio Aurora"


@dataclass(frozen=True, slots=True)
class MailedStudio:
    """Studio Aurora with a smarthost, and the calendar that staff see."""

    textback: Installed
    postfix: Postfix

    async def client(self, address: str, mobile: str = "+393471234567") -> None:
        """Enter a client who agreed to mails and to nothing else."""
        await self.textback.ok(
            *("client", "add", "--first", "Ada", "--last", "Byron", "--mobile", mobile),
            *("--email", address, "--consent", "form"),
        )
        await self.textback.ok("client", "stop", mobile, "--channel", "sms")

    async def book(self, mobile: str = "+393471234567", days: int = 2) -> None:
        """Book for a client, some days ahead at ten."""
        day = datetime.now(ROME).date() + timedelta(days=days)
        await self.textback.ok("book", "--client", mobile, "--start", f"{day}T10:00")

    async def shows(self, status: str, *fates: str) -> dict[str, Any]:
        """Wait until the calendar shows the only appointment so, with these fates of its mails."""

        def holds(shown: dict[str, Any]) -> bool:
            (one,) = shown["appointments"]
            told = {f"{each['kind']} {each['status']}" for each in one["messages"]}
            return one["status"] == status and set(fates) <= told

        shown = await self.textback.until("calendar", holds=holds)
        (found,) = shown["appointments"]
        return dict(found)


@pytest.fixture
async def studio(textback: Installed, postfix_folder: Path) -> AsyncIterator[MailedStudio]:
    """Studio Aurora, whose reminders are mails, beside a running Postfix."""
    listen = free_port()
    async with running_postfix(postfix_folder, {ADA: "ada"}, {"example.org": listen}) as postfix:
        add_mail(textback, postfix.port, listen=f"127.0.0.1:{listen}")
        await textback.ok("practice", "set", PRACTICE, "--reminders", "email booked, email 1d")
        yield MailedStudio(textback, postfix)


@pytest.fixture
def postfix_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Postfix's own account may enter, with all folders above it."""
    folder = tmp_path_factory.mktemp("postfix")
    for one in (folder, *folder.parents[:3]):
        if one.owner() == Path.home().owner():
            one.chmod(one.stat().st_mode | 0o055)
    return folder


def add_mail(textback: Installed, smarthost: int, **keys: object) -> None:
    """Enter the smarthost, and the way in which mails come in."""
    section = {"smarthost": f"127.0.0.1:{smarthost}", "sender": "calendar@example.org"} | keys
    lines = [f"{key} = {json.dumps(value)}" for key, value in section.items()]
    with textback.config.open("a", encoding="utf-8") as file:
        file.write("\n".join(("", "[mail]", *lines, "")))


async def test_a_client_with_mail_only(studio: MailedStudio) -> None:
    await studio.client(ADA)
    await studio.book()
    async with (
        studio.textback.serving() as served,
        MailboxOwner(studio.postfix, ADA, "ada") as ada,
        Reception(studio.textback) as desk,
    ):
        booked = await is_invited_and_accepts(studio, ada, desk)
        moved = await moves_by_page(studio, ada, booked, desk)
        await answers_in_words(studio, ada, moved, desk)
        await stops_by_one_click(studio, ada, moved, desk)
        assert await served.stopped() == 0


async def is_invited_and_accepts(
    studio: MailedStudio, ada: MailboxOwner, desk: Reception
) -> EmailMessage:
    mail = await ada.got(1)
    assert mail["To"].addresses[0].addr_spec == ADA
    assert PRACTICE in str(mail["From"])
    assert method(mail) == "REQUEST"
    shown = await studio.shows("booked", "booked accepted")
    await desk.reads(
        *(shown, "Byron, Ada ○ booked 10:00 @ → sent"),
        *("Your appointment is booked.", "@→ sent", "Reminders @◌ planned"),
        "booked for 10:00 from the command line",
    )
    await ada.answers_invitation(mail, "ACCEPTED")
    shown = await studio.shows("confirmed", "booked accepted")
    await desk.reads(
        *(shown, "Byron, Ada ✓ confirmed 10:00 @ → sent"),
        *("(answer to the invitation: accepted)", "understood: confirms"),
        "confirmed by the client, by email",
    )
    thanks = await ada.got(2)
    assert "confirmed" in words(thanks)
    assert method(thanks) == ""  # the calendar has it already
    return mail


async def moves_by_page(
    studio: MailedStudio, ada: MailboxOwner, booked: EmailMessage, desk: Reception
) -> EmailMessage:
    before = invitation(booked)
    page = link(booked, "/a/")
    assert "10:00" in await ada.opens(page)
    choice = await ada.opens(f"{page}/move")
    form = next(one for one in forms(choice) if one.action.endswith("/move"))
    version = dict(form.values)["version"]
    name, start = next(pair for pair in reversed(form.values) if pair[0] != "version")
    done = await ada.sends(urljoin(page, form.action), **{"version": version, name: start})
    moved = await ada.got(3)
    after = invitation(moved)
    assert method(moved) == "REQUEST"
    assert after["UID"] == before["UID"]
    assert after["ORGANIZER"] == before["ORGANIZER"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after.decoded("DTSTART") != before.decoded("DTSTART")
    shown = await studio.shows("confirmed")
    assert datetime.fromisoformat(shown["start"]) == after.decoded("DTSTART")
    clock = f"{after.decoded('DTSTART').astimezone(ROME):%H:%M}"
    assert clock in done
    await desk.reads(
        *(shown, f"Byron, Ada ✓ confirmed {clock} @ → sent"),
        *("Your appointment has a new time.", clock, "@→ sent"),
        *("cancelled", "appointment moved", f"moved to {clock} by the client, by web"),
    )
    return moved


async def answers_in_words(
    studio: MailedStudio, ada: MailboxOwner, moved: EmailMessage, desk: Reception
) -> None:
    await ada.writes(moved, "what time is my appointment?")
    answer = await ada.got(4)
    start = invitation(moved).decoded("DTSTART").astimezone(ROME)
    assert f"{start:%H:%M}" in words(answer)
    assert str(answer["Subject"]).startswith("Re: ")
    assert answer["In-Reply-To"]
    shown = await studio.shows("confirmed", "reply accepted")
    await desk.reads(
        *(shown, "what time is my appointment?", "understood: asks for the appointments"),
        *(f"Your appointment is {start:%a}", f"{start:%H:%M}", "@→ sent"),
    )


async def stops_by_one_click(
    studio: MailedStudio, ada: MailboxOwner, moved: EmailMessage, desk: Reception
) -> None:
    listed = str(moved["List-Unsubscribe"])
    url = next(one.strip(" <>") for one in listed.split(",") if "http" in one)
    assert moved["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    await ada.opens(url)  # a scanner opens every link, and nothing is stopped
    await studio.shows("confirmed", "reply accepted")
    async with aiohttp.ClientSession() as machine:
        body = {"List-Unsubscribe": "One-Click"}
        async with machine.post(url, data=body, allow_redirects=False) as response:
            assert response.status == 200
    await studio.book(days=5)

    def stopped(shown: dict[str, Any]) -> bool:
        told = [each for one in shown["appointments"][1:] for each in one["messages"]]
        return any(each["kind"] == "booked" and each["status"] == "skipped" for each in told)

    shown = await studio.textback.until("calendar", "--days", "10", holds=stopped)
    await desk.reads(
        *(shown["appointments"][-1], "Byron, Ada ○ booked 10:00 @ ⊘ not sent"),
        *("Nothing yet.", "@⊘ not sent", "opted out by web"),
    )
    assert len(studio.postfix.mails("ada")) == 4


async def test_a_bounce_of_a_real_server_reaches_the_calendar(
    textback: Installed, postfix_folder: Path
) -> None:
    gone = SandboxMailServer()
    await gone.start()
    gone.mailboxes.refusing.add("ada@gone.test")
    listen = free_port()
    routes = {"example.org": listen, "gone.test": gone.port}
    try:
        async with running_postfix(postfix_folder, {ADA: "ada"}, routes) as postfix:
            add_mail(textback, postfix.port, listen=f"127.0.0.1:{listen}")
            await textback.ok("practice", "set", PRACTICE, "--reminders", "email booked")
            studio = MailedStudio(textback, postfix)
            await studio.client("ada@gone.test")
            await studio.book()
            async with textback.serving(), Reception(textback) as desk:
                shown = await studio.shows("booked", "booked failed")
                await desk.reads(
                    *(shown, "Byron, Ada ▲", "○ booked 10:00 @ ✕ not delivered"),
                    *("ada@gone.test ▲ marked as bad", "emails to Ada Byron come back"),
                    *("▲ not delivered the mail came back", "@✕ not delivered", "User unknown"),
                )
            assert "User unknown" in str(shown["messages"])
            told = await textback.ok("alerts")
            assert "Ada Byron" in told
    finally:
        await gone.stop()


async def test_answers_come_by_a_mailbox_of_the_practice(
    textback: Installed, postfix_folder: Path
) -> None:
    """Postfix delivers to Dovecot, and the service reads that mailbox by IMAP."""
    async with (
        dovecot.running() as box,
        running_postfix(
            postfix_folder,
            {ADA: "ada"},
            {},
            beside={dovecot.USER: box.folder / "mail"},
            account=box.account,
        ) as postfix,
        MailboxOwner(postfix, ADA, "ada") as ada,
    ):
        add_mail(
            *(textback, postfix.port),
            imap=f"127.0.0.1:{box.port}",
            imap_tls="none",
            imap_username=dovecot.USER,
            imap_password=dovecot.PASSWORD,
        )
        await textback.ok("practice", "set", PRACTICE, "--reminders", "email booked")
        studio = MailedStudio(textback, postfix)
        await studio.client(ADA)
        await studio.book()
        async with textback.serving(), Reception(textback) as desk:
            mail = await ada.got(1)
            await ada.writes(mail, "I can't make it, sorry. Please cancel.")
            assert "is cancelled" in words(await ada.got(2))
            shown = await studio.shows("cancelled")
            await desk.reads(
                *(shown, "Cancelled ✕ 10:00 Byron, Ada"),
                *("Please cancel.", "understood: cancels", "cancelled by the client, by email"),
            )
