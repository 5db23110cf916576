"""Short codes of links: they lead to the page of a link, and cannot be guessed."""

from datetime import timedelta

from calendar_store.practices import short_links
from gateway.links.short_codes import ALPHABET, LENGTH, read_code


def test_codes_have_no_letters_that_look_alike(client_links):
    assert not set("01oil") & set(ALPHABET)
    codes = {client_links.codes.short(f"a/{n}") for n in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == LENGTH and read_code(code.upper()) == code for code in codes)
    assert [read_code(text) for text in ("", "abc", "o" * 10, "é" * 10, "a" * 11)] == [""] * 5


async def test_a_code_leads_to_the_page_until_it_expires(
    stranger, desk, booked, page_of, clock, *, client_links, short_path
):
    path = await short_path(page_of(booked), clock.now + timedelta(days=1))
    assert len(path) == len("/s/") + LENGTH
    await stranger.get(path.upper().replace("/S/", "/s/"))
    assert stranger.path == page_of(booked)
    assert "For Ada" in stranger.text
    clock.forward(timedelta(days=1))
    await stranger.get(path)
    assert stranger.status == 404
    expired = stranger.html
    await stranger.get(f"/s/{client_links.codes.short('a/nothing')}")
    assert stranger.html == expired
    async with desk.database.write() as tx:
        await short_links.forget(tx, clock.now + timedelta(seconds=1))


async def test_guesses_have_to_wait(stranger, booked, page_of, clock, *, client_links, short_path):
    path = await short_path(page_of(booked), clock.now + timedelta(days=1))
    for n in range(60):
        await stranger.get(f"/s/{client_links.codes.short(f'a/{n}')}")
    await stranger.get(path)
    assert stranger.status == 429
