"""Automatic answers, and answers of people that sound like them.

`mails/automatic.txt` and `mails/answers.txt` hold one mail a line: subject || text.
"""

from pathlib import Path

import pytest

from calendar_store.model.received_mails import MailKind
from gateway.channels.mail.reading.read_mail import read_mail
from tests.support.received_mails import written

HERE = Path(__file__).parent / "mails"


def _mails(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    apart = (line.split(" || ", 1) for line in lines if line)
    return [(subject, text.replace("\\n", "\n")) for subject, text in apart]


@pytest.mark.parametrize(("subject", "text"), _mails("automatic.txt"))
def test_automatic_answer_by_its_words(subject: str, text: str) -> None:
    assert read_mail(written(subject, text)).kind == "automatic"


@pytest.mark.parametrize(("subject", "text"), _mails("answers.txt"))
def test_answer_of_a_person(subject: str, text: str) -> None:
    assert read_mail(written(subject, text)).kind == "answer"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; reason=x"),
        ("Precedence", "bulk"),
        ("Precedence", "Auto_Reply"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", ""),
        ("List-Id", "<x.example.org>"),
        ("Return-Path", "<>"),
        ("Return-Path", "<MAILER-DAEMON>"),
        ("From", "no-reply@example.org"),
    ],
)
def test_automatic_answer_by_its_header(name: str, value: str) -> None:
    assert read_mail(written("Re: Your appointment", "ok", {name: value})).kind == "automatic"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "no"),
        ("X-Auto-Response-Suppress", "None"),
        ("Precedence", "normal"),
        ("Return-Path", "<anna@example.org>"),
        ("X-Autoreply", "no"),
        ("From", '"Postmann, Eva" <eva@example.org>'),
        ("From", "Anna Huber (Mail Systems GmbH) <anna@example.org>"),
        ("From", "System Administrator Huber <anna@example.org>"),
    ],
)
def test_header_of_a_person_is_not_taken_for_a_program(name: str, value: str) -> None:
    assert read_mail(written("Re: Your appointment", "ok", {name: value})).kind == "answer"


WANTS_NO_ANSWER = (
    "Please do not reply to this email.",
    "Bitte antworten Sie nicht auf diese Mail.",
    "Merci de ne pas répondre à ce message.",
    "Si prega di non rispondere a questa mail.",
    "Por favor, no respondan a este correo.",
    "Por favor, não responda a este e-mail.",
)
WISHES = (
    "I can't come on Thursday, please cancel my appointment, I am abroad.",
    "Ich muss den Termin leider absagen.",
    "Je ne peux pas venir jeudi, il faut annuler.",
    "Devo disdire, non posso venire.",
    "No puedo ir el jueves, hay que anular la cita.",
    "Não posso ir na quinta, é preciso desmarcar.",
)
AWAY_SUBJECTS = (
    *("On vacation", "Out of office", "Auto: kaputt", "Fuori sede", "Fuera de la oficina"),
    *("Ausência temporária", "Message d'absence"),
)
OF_BUSINESSES = (
    "If you need to cancel, please call us.",
    "Wenn Sie einen Termin absagen möchten, rufen Sie uns an.",
    "To cancel or reschedule, please call the front desk.",
    "Si vous souhaitez annuler, appelez-nous.",
)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("wants", WANTS_NO_ANSWER)
def test_a_client_may_want_no_answer(wish: str, wants: str) -> None:
    assert read_mail(written("Re: x", f"{wish} {wants}")).kind is MailKind.ANSWER
    assert read_mail(written("Re: x", f"{wish}\n\n{wants}")).kind is MailKind.ANSWER


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("subject", AWAY_SUBJECTS)
def test_a_client_who_is_away_may_say_so_in_the_subject(wish: str, subject: str) -> None:
    assert read_mail(written(subject, wish)).kind is MailKind.ANSWER


@pytest.mark.parametrize("wants", WANTS_NO_ANSWER)
@pytest.mark.parametrize("said", ["We have got your message.", "Danke!", "", *OF_BUSINESSES])
def test_whoever_wants_no_answer_and_nothing_else_is_a_program(said: str, wants: str) -> None:
    assert read_mail(written("Re: x", f"{said} {wants}")).kind is MailKind.AUTOMATIC


@pytest.mark.parametrize("subject", AWAY_SUBJECTS)
@pytest.mark.parametrize("said", ["", "I am out of the office until Monday.", *OF_BUSINESSES])
def test_an_absence_without_a_wish_is_a_programs(said: str, subject: str) -> None:
    assert read_mail(written(subject, said)).kind is MailKind.AUTOMATIC
