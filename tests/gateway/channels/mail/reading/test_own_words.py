"""The client's own words in plain text: above, below and between what they quote."""

import pytest

from gateway.channels.mail.reading.answer_text import own_words
from gateway.channels.mail.reading.read_mail import answer_text, read_mail
from tests.support.received_mails import written

OURS = """Hello Anna,

this is a reminder of your appointment with Dr. Berger on Tuesday, 1 December 2026 at 10:00.

Reply 1 to confirm, 2 to cancel.

Practice Berger
"""
QUOTE = "\n".join(f"> {line}" for line in OURS.splitlines())
BLOCK = (
    "From: Practice Berger <calendar@example.org>\nSent: Sunday, November 29, 2026 10:00 AM\n"
    f"To: Anna Huber <anna@example.org>\nSubject: Your appointment\n\n{OURS}"
)

ATTRIBUTIONS = {
    "gmail en": "On Sun, Nov 29, 2026 at 10:00 AM Practice <calendar@example.org> wrote:",
    "gmail en, wrapped": "On Sun, Nov 29, 2026 at 10:00 AM P <\nc@example.org> wrote:",
    "wrapped twice": "On Sun, Nov 29, 2026 at 10:00 AM\nPractice Berger\n<c@example.org> wrote:",
    "apple en": "On 29 Nov 2026, at 10:00, Practice Berger <calendar@example.org> wrote:",
    "thunderbird en": "On 29.11.26 10:00, Practice Berger wrote:",
    "gmail de": "Am So., 29. Nov. 2026 um 10:00 Uhr schrieb Praxis <calendar@example.org>:",
    "thunderbird de": "Am 29.11.26 um 10:00 schrieb Praxis Berger:",
    "turned de": "Praxis Berger <c@example.org> schrieb am So., 29. Nov. 2026, 10:00:",
    "gmail fr": "Le dim. 29 nov. 2026 à 10:00, Cabinet <calendar@example.org> a écrit :",
    "outlook fr": "Le 29/11/2026 à 10:00, Cabinet a écrit :",
    "gmail it": "Il giorno dom 29 nov 2026 alle ore 10:00 Studio <c@example.org> ha scritto:",
    "thunderbird it": "Il 29/11/2026 10:00, Studio ha scritto:",
    "gmail es": "El dom, 29 nov 2026 a las 10:00, Consulta (<c@example.org>) escribió:",
    "gmail pt": "Em dom., 29 de nov. de 2026 às 10:00, Clínica <c@example.org>\nescreveu:",
    "apple pt": "A domingo, 29/11/2026, 10:00, Clínica <c@example.org> escreveu:",
    "older gmail": "2026-11-29 10:00 GMT+01:00 Practice <calendar@example.org>:",
}


@pytest.mark.parametrize("line", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_line_before_a_quote_goes_with_it(line: str) -> None:
    for above in ("ok", "Oui", "Yes,\nI will come.", "Ja\n\nbitte"):
        assert own_words(f"{above}\n\n{line}\n\n{QUOTE}") == above
        assert own_words(f"{above}\n{line}\n{QUOTE}") == above
    assert own_words(f"{line}\n{QUOTE}\n\nYes, I come.") == "Yes, I come."
    assert own_words(f"{line}\n{QUOTE}\n") == ""


@pytest.mark.parametrize("line", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
def test_line_before_an_unmarked_quote_ends_the_own_words(line: str) -> None:
    assert own_words(f"ok\n\n{line}\n\n{OURS}") == "ok"


BLOCKS = {
    "outlook": BLOCK,
    "outlook with a rule": f"{'_' * 32}\n{BLOCK}",
    "outlook, bold": BLOCK.replace("From:", "*From:*").replace("Sent:", "*Sent:*"),
    "outlook 2003": f"-----Original Message-----\n{BLOCK}",
    "de": f"Von: Praxis <c@example.org>\nGesendet: Sonntag\nAn: Anna\nBetreff: Termin\n\n{OURS}",
    "de 2003": f"-----Ursprüngliche Nachricht-----\nVon: P\nGesendet: x\nAn: A\n\n{OURS}",
    "de, web": f'Gesendet: Sonntag\nVon: "P" <c@example.org>\nAn: A\nBetreff: x\n\n{OURS}',
    "fr": f"De : Cabinet\nEnvoyé : dimanche\nÀ : Anna\nObjet : Rdv\n\n{OURS}",
    "fr 2003": f"-----Message d'origine-----\nDe : Cabinet\nEnvoyé : x\nÀ : y\n\n{OURS}",
    "it": f"Da: Studio\nInviato: domenica\nA: Anna\nOggetto: x\n\n{OURS}",
    "es": f"De: Consulta\nEnviado el: domingo\nPara: Anna\nAsunto: x\n\n{OURS}",
    "pt": f"De: Clínica\nEnviada: domingo\nPara: Anna\nAssunto: x\n\n{OURS}",
    "samsung": (
        "-------- Original message --------\nFrom: P <c@example.org>\nDate: 29/11/2026 10:00 "
        f"(GMT+01:00)\nTo: A <anna@example.org>\nSubject: x\n\n{OURS}"
    ),
    "loose": f"From: P <c@example.org>\n\nDate: Sunday\n\nTo: A\n\nSubject: x\n\n{OURS}",
    "gmail forward": (
        "---------- Forwarded message ---------\nFrom: P <c@example.org>\nDate: Sun\nSubject: x\n"
        f"To: <a@example.org>\n\n{OURS}"
    ),
    "apple forward": f"Begin forwarded message:\n\nFrom: P\nSubject: x\nDate: Sun\nTo: A\n\n{OURS}",
    "yahoo": f"  On Sun, 29 Nov 2026 at 10:00, P<c@example.org> wrote:   {OURS}",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_unmarked_history_is_cut(block: str) -> None:
    assert own_words(f"Yes\n\n{block}") == "Yes"
    assert own_words(f"Yes\n\nSent from my iPhone\n\n{block}") == "Yes"
    assert own_words(block) == ""


PHONES = (
    "Sent from my iPhone", "Sent from my Galaxy", "Sent from my Xiaomi",
    "Sent from my Huawei phone",
    "Sent from Outlook for Android", "Sent from Mail for Windows",
    "Sent from Yahoo Mail on Android",
    "Get Outlook for iOS<https://aka.ms/o0ukef>", "Von meinem iPhone gesendet",
    "Von meinem/meiner Galaxy gesendet", "Gesendet von meinem Samsung Galaxy Smartphone.",
    "Gesendet mit der GMX Mail App", "Gesendet von Mail für Windows",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
    "Holen Sie sich Outlook für Android", "Envoyé de mon iPhone", "Envoyé depuis mon Huawei",
    "Envoyé depuis l'application Mail Orange", "Téléchargez Outlook pour iOS", "Inviato da iPhone",
    "Inviato dal mio Galaxy", "Enviado desde mi iPhone", "Enviado desde mi Huawei",
    "Obtener Outlook para iOS", "Enviado do meu iPhone", "Obter o Outlook para Android",
    "Enviado a partir do meu smartphone Samsung Galaxy.", "Von Samsung Mobile gesendet",
    "Gesendet von Outlook für iOS<https://aka.ms/o0ukef>", "Inviato da Posta per Windows",
    "Enviado desde Correo para Windows", "Enviado do Correio para Windows",
    "Envoyé à partir de Courrier pour Windows", "Envoyé de mon appareil mobile Samsung.",
    "Sent from my T-Mobile 4G LTE Device", "Sent from Samsung tablet.",
    "Scarica Outlook per Android",
)  # fmt: skip


@pytest.mark.parametrize("line", PHONES)
def test_lines_that_phones_add_are_left_out(line: str) -> None:
    assert own_words(f"Ok\n\n{line}") == "Ok"
    assert own_words(f"Ok\n{line}\n\n{QUOTE}") == "Ok"


SIGNED = {
    "delimiter": "-- \nAnna Huber\nTel. 030 1234",
    "delimiter without blank": "--\nAnna",
    "en": "Kind regards,\nAnna Huber\nAcme Ltd\nPhone: +44 20 1234",
    "en, thanks": "Thanks,\nAnna",
    "de": "Mit freundlichen Grüßen\nAnna Huber",
    "fr": "Cordialement,\nAnna Huber\n06 12 34 56 78",
    "it": "Cordiali saluti\nAnna Huber",
    "es": "Un saludo,\nAnna Huber",
    "pt": "Com os melhores cumprimentos,\nAnna Huber",
    "disclaimer en": "This email and any attachments are confidential and intended for you.",
    "disclaimer de": "Diese E-Mail enthält vertrauliche Informationen.",
    "disclaimer fr": "Ce message et ses pièces jointes sont confidentiels.",
    "disclaimer it": "Le informazioni contenute in questo messaggio sono riservate.",
    "disclaimer es": "Este mensaje y sus adjuntos son confidenciales.",
    "disclaimer pt": "Esta mensagem pode conter informação confidencial.",
    "virus": "Virus-free. www.avast.com",
}


@pytest.mark.parametrize("signature", SIGNED.values(), ids=SIGNED)
def test_signature_is_left_out(signature: str) -> None:
    assert own_words(f"Can we move it to 11?\n\n{signature}\n") == "Can we move it to 11?"
    assert own_words(f"Can we move it to 11?\n\n{signature}\n\n{BLOCK}") == "Can we move it to 11?"


KEPT = (
    "1", "STOP", "Thank you", "Thanks, Anna", "Thanks,\nI'll come at 10", "Ja.\nLG Anna",
    "Ja, passt.\n\nLiebe Grüße\nAnna\n\nPS: Darf mein Hund mit?",
    "- at ten\n- or at eleven",
    "On Monday I can, on Tuesday not:\nMonday is best",
    "From: 10 to 11 works\nTo: be sure, call me",
    "An: wen soll ich mich wenden?\nDatum: 1.12. passt\nVon: 10 bis 11",
    "Am Montag um 10 kann ich nicht, schrieb ich schon:\nbitte Dienstag", "sent from my heart: yes",
    "I wrote:\nyes", "Best at 10", "Mail me at a@example.org:\nthat works",
)  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_own_words_are_kept(text: str) -> None:
    assert own_words(text) == text


def test_answers_between_quoted_lines() -> None:
    text = (
        "On 29.11.26 10:00, P wrote:\n> Hello Anna,\n> a reminder\n\nHi!\n\n> Reply 1 to confirm\n"
        "\n1\n\n> Practice"
    )
    assert own_words(text) == "Hi!\n\n1"


def test_banner_of_a_company_is_left_out() -> None:
    assert own_words("CAUTION: This email originated from outside.\n\nYes") == "Yes"


def test_pgp_frame_is_left_out() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nYes, I come.\n- -- \nAnna\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n"
    )
    assert own_words(text) == "Yes, I come."


COPIES = {
    "below": (f"ok\n\n{OURS}", "ok"),
    "alone": (OURS, ""),
    "on one line": ("ok " + OURS.replace("\n", " "), "ok"),
    "above": (f"{OURS}\n\nyes please", "yes please"),
    "between": (OURS.replace("\n\nReply", "\n\n1\n\nReply"), "1"),
    "wrapped": ("1\n" + OURS.replace(" ", "\n"), "1"),
    "offered time": ("Tuesday, 1 December 2026 at 10:00", "Tuesday, 1 December 2026 at 10:00"),
    "offered time in a sentence": (
        f"I take Tuesday, 1 December 2026 at 10:00 please\n\n{OURS}",
        "I take Tuesday, 1 December 2026 at 10:00 please",
    ),
    "no copy": ("I will be there on Tuesday, 1 December", "I will be there on Tuesday, 1 December"),
}


@pytest.mark.parametrize(("text", "own"), COPIES.values(), ids=COPIES)
def test_copy_of_our_text_is_cut(text: str, own: str) -> None:
    assert answer_text(read_mail(written("Re: x", text)), OURS) == own


def test_answer_below_history_that_is_not_marked() -> None:
    read = read_mail(written("Re: x", f"{BLOCK}\n\nI come"))
    assert read.text == ""
    assert answer_text(read, OURS) == "I come"


def test_short_answer_above_a_long_quote() -> None:
    assert own_words("ok\n\n" + "> and so on\n" * 2_000) == "ok"
    assert own_words("> and so on\n" * 2_000 + "\nok") == "ok"
