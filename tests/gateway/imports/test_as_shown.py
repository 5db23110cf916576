"""Nothing is written but what the preview has shown, and nobody has agreed who has not."""

from datetime import timedelta

import pytest

from calendar_store.appointments import client_erasure, client_merges
from calendar_store.clients import clients
from calendar_store.model.imports import ImportStatus, RowOutcome
from calendar_store.model.statuses import Channel
from tests.support.desk import BY, mobile
from tests.support.importing import Importing

HEAD = "First name,Last name,Mobile,Email,Agrees\n"


@pytest.fixture
def office(desk):
    return Importing(desk)


async def change(desk, client, **fields):
    async with desk.database.write() as tx:
        await clients.change(tx, desk.practice, client.id, by=BY, now=desk.now, **fields)


async def merge(desk, kept, gone):
    async with desk.database.write() as tx:
        await client_merges.merge(tx, kept, gone, by=BY, now=desk.now)


async def test_what_was_corrected_by_hand_since_the_preview_stays(office, desk):
    ada = await desk.client("Ada", "Byron", 1, email="ada@example.org")
    preview = await office.read(HEAD + f"Ada,Byron,{mobile(1)},new@example.org,\n")
    await change(desk, ada, email="right@example.org")
    done = await office.confirm(preview)
    assert (await office.people())["Ada Byron"].email == "right@example.org"
    (row,) = await office.rows(done)
    assert (row.outcome, row.fault) == (
        RowOutcome.REFUSED,
        "changed since the preview; import the file again to see how",
    )


async def test_who_was_added_by_hand_since_the_preview_is_not_changed(office, desk):
    preview = await office.read(HEAD + f"Ada,Byron,{mobile(2)},ada@example.org,yes\n")
    await desk.client("Ada", "Byron", 1, email="ada@example.org", consents=False)
    done = await office.confirm(preview)
    ada = (await office.people())["Ada Byron"]
    assert (ada.mobile, await office.agreed(ada)) == (mobile(1), set())
    (row,) = await office.rows(done)
    assert row.outcome is RowOutcome.REFUSED


async def test_who_was_erased_since_the_preview_is_not_added_again(office, desk):
    ada = await desk.client("Ada", "Byron", 1)
    preview = await office.read(HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,\n")
    async with desk.database.write() as tx:
        theirs = client_erasure.OfClient((), (), (), ())
        await client_erasure.erase(tx, ada, theirs, reason="asked", by=BY, now=desk.now)
    await office.confirm(preview)
    assert "Ada Byron" not in await office.people()


async def test_two_imports_of_one_file_add_nobody_twice(office):
    text = HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,yes\n"
    first, second = await office.read(text), await office.read(text)
    await office.confirm(first)
    done = await office.confirm(second)
    assert len(await office.people()) == 1
    (row,) = await office.rows(done)
    assert row.outcome is RowOutcome.NONE


async def test_a_client_merged_into_one_of_the_file_keeps_their_visits_after_the_undo(office, desk):
    old = await desk.client("Ada", "King", 1)
    visit = await desk.book(old, desk.now + timedelta(days=2))
    one = await office.confirm(await office.read(HEAD + f"Ada,Byron,{mobile(2)},,\n"))
    await merge(desk, (await office.people())["Ada Byron"], old)
    one = await office.undo(one)
    assert one.status is ImportStatus.UNDONE
    kept = (await office.people())["Ada Byron"]
    assert (await desk.appointment(visit)).client_id == kept.id
    assert one.counts["outcome.kept"] == 1


async def test_consent_that_a_file_told_goes_with_its_undo_although_the_client_stays(office, desk):
    one = await office.confirm(
        await office.read(HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,yes\n")
    )
    ada = (await office.people())["Ada Byron"]
    assert await office.agreed(ada) == {Channel.SMS, Channel.EMAIL}
    await desk.book(ada, desk.now + timedelta(days=2))
    await office.undo(one)
    assert await office.agreed((await office.people())["Ada Byron"]) == set()


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        ("SMS", {Channel.SMS}),
        ("text", {Channel.SMS}),
        ("Email", {Channel.EMAIL}),
        ("e-mail", {Channel.EMAIL}),
        ("both", {Channel.SMS, Channel.EMAIL}),
        ("SMS + email", {Channel.SMS, Channel.EMAIL}),
    ],
)
async def test_a_channel_in_the_column_of_consent_is_agreed_to_alone(office, said, agreed):
    await office.confirm(
        await office.read(HEAD + f"Ada,Byron,{mobile(1)},ada@example.org,{said}\n")
    )
    assert await office.agreed((await office.people())["Ada Byron"]) == agreed


@pytest.mark.parametrize("rows", [("yes", "no"), ("no", "yes")])
async def test_who_stands_twice_and_said_no_once_has_not_agreed(office, rows):
    text = "".join(f"Ada,Byron,{mobile(1)},ada@example.org,{said}\n" for said in rows)
    await office.confirm(await office.read(HEAD + text))
    assert await office.agreed((await office.people())["Ada Byron"]) == set()


async def test_the_same_number_and_name_the_other_way_round_is_the_same_person(office, desk):
    await desk.client("Ada", "Byron", 1)
    preview = await office.read(f"Nominativo,Cellulare\nByron Ada,{mobile(1)}\n")
    assert preview.counts == {"same": 1}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("Rossi Mario", "Mario", "Rossi"),
        ("DE LUCA Mario Aldo", "Mario Aldo", "DE LUCA"),
        ('"Della Valle, Ada"', "Ada", "Della Valle"),
    ],
)
async def test_a_title_that_has_the_last_name_first_is_believed(office, written, first, last):
    await office.confirm(await office.read(f"Cognome e nome,Cellulare\n{written},{mobile(1)}\n"))
    ((name, client),) = (await office.people()).items()
    assert (client.first, client.last) == (first, last), name


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+39+393331110001", mobile(1)),
        ("+39393331110001", mobile(1)),
        ("0039 0039 333 111 0001", mobile(1)),
        ("+39 333 111 0001", mobile(1)),
        ("+393931110001", "+393931110001"),
    ],
)
async def test_a_calling_code_that_stands_twice_counts_once(office, written, number):
    await office.confirm(await office.read(HEAD + f"Ada,Byron,{written},,\n"))
    assert (await office.people())["Ada Byron"].mobile == number


@pytest.mark.parametrize(
    ("written", "email"), [("-", ""), ("n/a", ""), ("mailto:a@x.org", "a@x.org")]
)
async def test_a_client_without_an_email_address_is_taken_all_the_same(office, written, email):
    await office.confirm(await office.read(HEAD + f"Ada,Byron,{mobile(1)},{written},\n"))
    assert (await office.people())["Ada Byron"].email == email
