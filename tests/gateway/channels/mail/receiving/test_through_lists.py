"""Answers that came through a list or a company's gateway: no automatic answer, and not lost."""

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.channels.mail.addresses import Purpose
from tests.support.mail_office import delivered

MARKS = [
    {"List_Id": "<all.company.example>"},
    {"List_Unsubscribe": "<https://company.example/u>", "List_Id": "<x.company.example>"},
    {"Precedence": "list"},
    {"X_Auto_Response_Suppress": "All"},
]
OF_PROGRAMS = [
    {"Auto_Submitted": "auto-replied", "List_Id": "<all.company.example>"},
    {"Precedence": "bulk"},
    {"X_Autoreply": "yes"},
    {"Subject": "Automatic reply: Your appointment", "X_Auto_Response_Suppress": "All"},
]
SAID = "I am afraid I can't come on Thursday."


@pytest.mark.parametrize("marks", MARKS)
async def test_a_persons_words_reach_a_person_and_nothing_is_answered(office, ada, sent, marks):
    to = office.address(sent)
    async with office.listening() as listener:
        await delivered(listener.port, office.answer(to, SAID, **marks), to)
    (one,) = await office.inbox()
    assert (one.text, one.client_id) == (SAID, ada.id)
    # the dialogs never see it: nothing is changed, nothing answered (RFC 3834 §2)
    assert one.status.value == "done"
    (alert,) = await office.alerts()
    assert (alert.reason.code, alert.client_id) == (ReasonCode.MAIL_BY_LIST, ada.id)
    assert [mail.kind for mail in await office.mails()] == ["automatic"]


@pytest.mark.parametrize("marks", OF_PROGRAMS)
async def test_what_a_program_wrote_troubles_nobody(office, sent, marks):
    to = office.address(sent)
    async with office.listening() as listener:
        await delivered(listener.port, office.answer(to, SAID, **marks), to)
    assert await office.inbox() == []
    assert await office.alerts() == []


async def test_a_list_without_words_or_at_the_return_path_troubles_nobody(office, sent):
    blank = office.address(sent)
    path = office.address(sent, Purpose.BOUNCE)
    async with office.listening() as listener:
        await delivered(listener.port, office.answer(blank, "", List_Id="<a.b.example>"), blank)
        await delivered(listener.port, office.answer(path, SAID, List_Id="<a.b.example>"), path)
    assert await office.inbox() == []
    assert await office.alerts() == []


async def test_a_flood_by_a_list_is_told_a_few_times(office, sent):
    to = office.address(sent)
    async with office.listening() as listener:
        for number in range(6):
            raw = office.answer(to, f"News {number}", List_Id="<news.company.example>")
            await delivered(listener.port, raw, to)
    assert len(await office.alerts()) == 3
    assert len(await office.inbox()) == 6
