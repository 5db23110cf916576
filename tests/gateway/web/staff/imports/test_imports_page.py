"""The pages of imports: a file sent, looked at, imported, undone; and files that are refused."""

import asyncio
import re

import aiohttp
import pytest

from calendar_store.clients import clients, consent
from gateway.imports.importer import Importer
from tests.support.pages import Browser

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
FILE = """\
Name,Cell,E-mail,Agrees
"Hopper, Grace",347 123 4568,grace@example.org,yes
Alan Turing,06 1234,,yes
Marie Curie,347 123 4569,,no
<b>Edsger</b> Dijkstra,347 123 4570,,
"""


async def send(browser: Browser, content: bytes, name: str = "clients.csv", csrf: str = ""):
    await browser.get("/import")
    form = aiohttp.FormData()
    form.add_field("csrf", csrf or browser.csrf)
    form.add_field("file", content, filename=name, content_type="text/csv")
    return await browser.post("/import", form)


async def choose(browser: Browser, do: str, **chosen: str):
    form = re.search(r'<form class="form" .*?</form>', browser.html, re.DOTALL)
    assert form
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    selects = r'<select[^>]* name="(\w+)".*?>(.*?)</select>'
    for name, select in re.findall(selects, form[0], re.DOTALL):
        found = re.search(r'value="([^"]*)" selected', select)
        fields[name] = found[1] if found else ""
    path = browser.path.partition("?")[0].removesuffix("/choose")
    return await browser.post(f"{path}/choose", fields | {"do": do} | chosen)


async def test_a_file_is_looked_at_imported_and_undone(browser, desk, clock):
    importer = Importer(desk.database, clock)
    await send(browser, FILE.encode())
    assert browser.status == 200
    assert re.fullmatch(r"/import/\d+", browser.path)
    assert "The file is being read" in browser.text
    assert await importer.step()
    await browser.get(browser.path)
    assert "Nothing is imported yet" in browser.text
    assert "▲ 1 Wrong" in browser.text
    assert "+ 3 New" in browser.text
    assert "not a mobile number" in browser.text
    await browser.get(f"{browser.path}/rows.csv")
    assert browser.html.splitlines()[1].startswith("3,")
    await browser.get(f"{browser.path.removesuffix('/rows.csv')}?show=new")
    assert "&lt;b&gt;Edsger&lt;/b&gt; Dijkstra" in browser.html

    await choose(browser, "import", consent="column")
    assert browser.status == 422
    assert "say how consent was given" in browser.text
    await choose(browser, "import", consent="column", how="form", since="gio 2 gennaio 2025")
    assert "being imported" in browser.text
    assert await importer.step()
    await browser.get(browser.path)
    assert "Imported." in browser.text
    async with desk.database.read() as tx:
        grace = await clients.find(tx, desk.practice, "347 123 4568")
        said = await consent.history(tx, desk.practice.id, grace.id)
        marie = await clients.find(tx, desk.practice, "347 123 4569")
        assert await consent.history(tx, desk.practice.id, marie.id) == ()
    assert [(one.how, one.by) for one in said] == [("form", "ada@example.org")] * 2
    assert {one.at.date().isoformat() for one in said} == {"2025-01-01"}  # midnight in Rome

    await browser.post(f"{browser.path}/undo", {"csrf": browser.csrf})
    assert await importer.step()
    await browser.get(browser.path)
    assert "Undone." in browser.text
    async with desk.database.read() as tx:
        assert await clients.page(tx, desk.practice.id) == ()
    await browser.get("/import")
    assert "undone" in browser.text
    await browser.get("/log")


@on_sqlite
async def test_other_columns_are_looked_at_again_before_anything_is_written(browser, desk, clock):
    importer = Importer(desk.database, clock)
    await send(browser, b"Who,Ring\nGrace Hopper,347 123 4568\n")
    await importer.step()
    await browser.get(browser.path)
    assert "▲ 1 Wrong" in browser.text
    await choose(browser, "import", c0="name")
    assert "The file is being read" in browser.text
    await importer.step()
    await browser.get(browser.path)
    assert "+ 1 New" in browser.text
    async with desk.database.read() as tx:
        assert await clients.page(tx, desk.practice.id) == ()


@on_sqlite
async def test_the_order_of_days_is_asked_where_the_file_does_not_show_it(browser, desk, clock):
    importer = Importer(desk.database, clock)
    head = "First name,Last name,Mobile,Agrees,Consent date\n"
    text = (
        head + "Zoë,Šimić,347 123 4568,yes,03/04/2025\nGrace,Hopper,347 123 4569,yes,05/04/2025\n"
    )
    await send(browser, text.encode("cp1250"))
    await importer.step()
    await browser.get(browser.path)
    assert "does not show whether the day or the month is first in 03/04/2025" in browser.text
    await choose(browser, "again", encoding="cp1252", days="day")
    await importer.step()
    await browser.get(browser.path)
    assert "Šimić" not in browser.text
    await choose(browser, "again", consent="column", days="month")
    await importer.step()
    await browser.get(browser.path)
    # what was chosen before holds: the encoding is not guessed again
    assert "Šimić" not in browser.text
    assert "In days as 03/04/2025" in browser.text
    await choose(browser, "import", consent="column", how="form", days="month")
    assert await importer.step()
    async with desk.database.read() as tx:
        grace = await clients.find(tx, desk.practice, "347 123 4569")
        said = await consent.history(tx, desk.practice.id, grace.id)
    assert said[0].at.date().isoformat() == "2025-05-03"


@on_sqlite
async def test_another_encoding_and_separator_can_be_chosen(browser, desk, clock):
    importer = Importer(desk.database, clock)
    text = "First name,Last name,Mobile\nZoë,Šimić,347 123 4568\n"
    await send(browser, text.encode("cp1250"))
    await importer.step()
    await browser.get(browser.path)
    assert "Zoë Šimić" in browser.text
    await choose(browser, "again", encoding="cp1252")
    await importer.step()
    await browser.get(browser.path)
    assert "Šimić" not in browser.text
    await choose(browser, "again", encoding="cp1250")
    await importer.step()
    await browser.get(browser.path)
    assert "Zoë Šimić" in browser.text
    await choose(browser, "again", separator="tab")
    await importer.step()
    await browser.get(browser.path)
    assert "▲ 1 Wrong" in browser.text


@on_sqlite
async def test_what_cannot_be_taken_is_said(browser, desk, clock, server):
    importer = Importer(desk.database, clock)
    await send(browser, b"")
    assert (browser.status, "the file is empty" in browser.text) == (422, True)
    await send(browser, b"%PDF-1.4 nothing", "list.pdf")
    await importer.step()
    await browser.get(browser.path)
    assert "the file is a PDF" in browser.text
    await browser.post(f"{browser.path}/discard", {"csrf": browser.csrf})
    assert "Discarded" in browser.text
    await send(browser, FILE.encode(), csrf="0" * 64)
    assert browser.status == 403
    await browser.get("/import/77")
    assert browser.status == 404
    await browser.get("/import")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(10**9)}
    url = server.make_url("/import")
    reader, writer = await asyncio.open_connection(url.host, url.port)
    cookie = browser.session.cookie_jar.filter_cookies(url)["textback"].value
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(
        f"POST /import HTTP/1.1\r\nHost: 127.0.0.1:{url.port}\r\nCookie: textback={cookie}\r\n"
        f"{head}\r\n--x\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n")
    writer.close()
    assert b"422" in answer
