"""Consent to messages after visits comes from a column of its own, and goes with the import."""

import pytest

from calendar_store.clients import consent, kind_consents
from calendar_store.clients.consent import ConsentStatement
from calendar_store.model.imports import ConsentChoice, ImportChoices, RowOutcome
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageKind
from gateway.imports.columns.fields import TITLES, ImportField, bare
from gateway.use_cases import imports as use_case
from gateway.web.staff.imports.import_words import _CHANGES
from tests.support.desk import BY, mobile
from tests.support.importing import Importing

HEAD = "First name,Last name,Mobile,Agrees,Recall consent,No-show messages"
MISSED, RECALL = MessageKind.FOLLOW_UP, MessageKind.RECALL


@pytest.fixture
def importing(desk):
    return Importing(desk)


def row(number, *said):
    return ",".join(["Ada", f"Byron{number}", mobile(number), *said])


async def agreed(desk):
    async with desk.database.read() as tx:
        some = await Importing(desk).people()
        keys = {(one.practice_id, one.id): name for name, one in some.items()}
        return {(keys[one[:2]], one[2]) for one in await kind_consents.standing(tx, keys)}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Consent to recalls", ImportField.CONSENT_RECALL),
        ("Consenso richiami", ImportField.CONSENT_RECALL),
        ("Einwilligung Recall", ImportField.CONSENT_RECALL),
        ("Consentement relances", ImportField.CONSENT_RECALL),
        ("Aviso de revisión", ImportField.CONSENT_RECALL),
        ("Aviso de revisão", ImportField.CONSENT_RECALL),
        ("Follow-up consent", ImportField.CONSENT_FOLLOW_UP),
        ("Consenso appuntamento mancato", ImportField.CONSENT_FOLLOW_UP),
        ("Einwilligung versäumter Termin", ImportField.CONSENT_FOLLOW_UP),
        ("Messages rendez-vous manqué", ImportField.CONSENT_FOLLOW_UP),
        ("Mensajes cita perdida", ImportField.CONSENT_FOLLOW_UP),
        ("Mensagens após falta", ImportField.CONSENT_FOLLOW_UP),
    ],
)
def test_headers_are_recognised_in_six_languages(title, field):
    assert TITLES[bare(title)] is field


async def test_a_column_agrees_with_its_day_and_the_undo_takes_it_back(desk, importing):
    text = "\n".join(
        [HEAD, row(1, "yes", "2025-03-04", "no"), row(2, "yes", "", ""), row(3, "no", "yes", "yes")]
    )
    read = await importing.read(text)
    assert read.columns[4:] == ["consent_recall", "consent_follow_up"]
    shown = {one.line: set(one.changes) for one in await importing.rows(read)}
    assert shown[2] == {"agreed_sms", "agreed_recall"}
    assert set(_CHANGES) > {"agreed_recall", "agreed_follow_up"}
    done = await importing.confirm(read)
    assert await agreed(desk) == {
        ("Ada Byron1", RECALL),
        ("Ada Byron3", RECALL),
        ("Ada Byron3", MISSED),
    }
    async with desk.database.read() as tx:
        first = (await importing.people())["Ada Byron1"]
        (event,) = await kind_consents.history(tx, [(first.practice_id, first.id)])
    assert event.at.date().isoformat() == "2025-03-03"  # midnight in Rome
    assert f"import {done.id}" in event.evidence
    undone = await importing.undo(done)
    assert await importing.people() == {}
    assert {one.outcome for one in await importing.rows(undone)} == {RowOutcome.UNDONE}


async def test_all_agreed_to_messages_is_not_to_these(desk, importing):
    read = await importing.read("\n".join([HEAD, row(1, "", "", ""), row(2, "", "yes", "")]))
    every = ImportChoices(ConsentChoice.ALL, "form", "2025-06-01")
    async with desk.database.write() as tx:
        await use_case.choose(
            *(tx, BY, desk.practice, read.id), columns=read.columns, consent=every, now=desk.now
        )
    await importing.work()
    await importing.confirm(await importing.found(read.id))
    assert await agreed(desk) == {("Ada Byron2", RECALL)}


async def test_a_file_gives_it_to_nobody_who_withdrew_it_or_stopped_messages(desk, importing):
    one, two, _ = [await desk.client("Ada", f"Byron{n}", n) for n in (1, 2, 3)]
    await desk.says_of(one, RECALL)
    await desk.says_of(one, RECALL, said=ConsentKind.WITHDRAWN)
    stop = ConsentStatement(
        *(two.id, Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SPOKEN, BY), desk.now
    )
    async with desk.database.write() as tx:
        await consent.record(tx, desk.practice.id, [stop], now=desk.now)
    text = [HEAD, *(row(n, "yes", "yes", "") for n in (1, 2, 3))]
    await importing.confirm(await importing.read("\n".join(text)))
    assert await agreed(desk) == {("Ada Byron3", RECALL)}
    # and a "no" in a later file withdraws it
    again = "\n".join([HEAD, row(3, "yes", "no", "")])
    done = await importing.confirm(await importing.read(again))
    assert await agreed(desk) == set()
    await importing.undo(done)
    assert await agreed(desk) == {("Ada Byron3", RECALL)}
