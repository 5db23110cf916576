"""What stands under the words of an answer: signatures, lines of phones, disclaimers."""

import re
from collections.abc import Sequence

from gateway.channels.mail.reading.mail_program_words import PHONE_SIGNATURE

_DELIMITER = re.compile(r"^(?:--|—|–|__|-- )\s?$")
_RULE = re.compile(r"^[_\-=*~]{3,}$")
_SIGN_OFF = re.compile(
    r"^(?:(?:thanks|thank you)(?: (?:very much|a lot|so much|again|in advance))?(?: and)?[ ,]*)?"
    r"(?:(?:with )?(?:best|kind|kindest|warm|warmest|many)? ?(?:regards|wishes)|(?:yours )?"
    r"(?:sincerely|faithfully|truly)(?: yours)?|best|cheers|all the best|take care|greetings"
    r"|mit (?:freundlichen|besten|herzlichen|lieben) gr(?:ü|ue)(?:ß|ss)en?|(?:viele|liebe|beste"
    r"|schöne|herzliche|freundliche) gr(?:ü|ue)(?:ß|ss)e?|gr(?:ü|u)(?:ß|ss)|lg|vg|mfg"
    r"|hochachtungsvoll"
    r"|(?:bien |très )?cordialement|(?:bien|cordiales|sincères|meilleures)? ?salutations"
    r"(?: distinguées)?|bien à vous|amicalement|bonne (?:journée|soirée)|sincèrement"
    r"|(?:cordiali|distinti|cari|tanti)? ?saluti|cordialmente|un (?:cordial )?saluto"
    r"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|(?:muchos )?saludos|atentamente"
    r"|(?:com os )?(?:melhores|meus)? ?cumprimentos|atenciosamente|atentamente|abraços?|cumps)"
    r"(?: aus \w+| from \w+)?[,.! ]*$"
)
_THANKS = re.compile(
    r"^(?:many )?(?:thanks|thank you|danke|vielen dank|merci|grazie|gracias|obrigad[oa])[,.!]*$"
)
_LONGEST_SIGNATURE = 14
"""Lines with text under a sign-off that still are a signature."""

_DISCLAIMER = re.compile(
    r"^[\W_]*(?:confidential(?:ity)?(?: notice| note)?\b[: ]|disclaimer\b"
    r"|(?:this|the (?:information|contents?) (?:contained )?in this) (?:e-?mail|message"
    r"|communication)"
    r".{0,80}\b(?:confidential|intended|privileged)"
    r"|if you (?:are not the intended|have received this)"
    r"|please consider the environment|virus-free\b|this email has been (?:checked|scanned)"
    r"|diese (?:e-?mail|nachricht)\b.{0,90}\b(?:vertraulich|rechtlich|ausschließlich|bestimmt)"
    r"|der inhalt dieser e-?mail|bitte (?:denken|prüfen) sie .{0,60}(?:umwelt|drucken)"
    r"|virenfrei|diese e-?mail wurde von avast"
    r"|ce (?:message|courriel|mail)\b.{0,90}\b(?:confidentiel|destinataire|pièces jointes)"
    r"|sans virus|l'absence de virus|pensez à l'environnement|avant d'imprimer"
    r"|(?:le informazioni|questo messaggio|questa e-?mail|il presente messaggio)\b.{0,90}"
    r"\b(?:riservat|confidenzial|destinatari|allegat)|privo di virus|rispetta l'ambiente"
    r"|avviso di riservatezza|ai sensi del (?:d\.?lgs|regolamento)"
    r"|este (?:mensaje|correo)\b.{0,90}\b(?:confidencial|destinatario|adjunt)|aviso legal"
    r"|libre de virus|antes de imprimir"
    r"|esta? (?:mensagem|e-?mail)\b.{0,90}\b(?:confidencia|destinatári|anexo)|livre de vírus"
    r"|aviso de confidencialidade|aviso de confidencialidad)"
)
_BANNER = re.compile(
    r"^[\W_]*(?:external (?:e-?mail|sender|message)|(?:caution|warning|achtung|vorsicht|attention"
    r"|attenzione|atención|atenção)\b.{0,40}\b(?:extern|outside|originated)|\[?extern(?:al|e)?\]?$"
    r"|you don't often get (?:e-?)?mail from|sie erhalten nicht (?:oft|häufig) e-?mails? von"
    r"|vous (?:n'obtenez|ne recevez) pas souvent d'e-mail)"
)
"""A line that the server of a company puts above each mail."""

_NAME = re.compile(r"^[^\W\d_][\w.'’-]*(?:[ -][^\W\d_][\w.'’-]*){0,4}[,.]?$")
_LOWER_PARTICLES = frozenset(
    {
        *("von", "van", "de", "da", "del", "della", "di", "du", "der", "den", "dos", "das"),
        *("e", "y", "und", "and", "la", "le"),
    }
)


def without_signature(lines: Sequence[str]) -> list[str]:
    """Return the lines without signatures, lines of phones, disclaimers and banners."""
    kept: list[str] = []
    said = False
    for index, line in enumerate(lines):
        plain = _plain(line)
        if _DELIMITER.match(line.strip()) and (said or _below(lines, index)):
            break
        if said and _DISCLAIMER.match(plain):
            break
        if said and _signs_off(lines, index, plain):
            break
        if PHONE_SIGNATURE.match(plain) or _BANNER.match(plain):
            continue
        said = said or bool(plain)
        kept.append(line)
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1].strip())):
        kept.pop()
    return kept


def _plain(line: str) -> str:
    return " ".join(line[:300].replace("*", " ").casefold().split())


def _below(lines: Sequence[str], index: int) -> bool:
    """Return whether a short text stands below; an answer of a signature alone has no words."""
    return any(line.strip() for line in lines[index + 1 : index + 6])


def _signs_off(lines: Sequence[str], index: int, plain: str) -> bool:
    """Return whether a line ends the words of the mail, and a name or nothing follows."""
    formula = _SIGN_OFF.match(plain)
    if formula is None and not _THANKS.match(plain):
        return False
    following = lines[index + 1 : index + 1 + 2 * _LONGEST_SIGNATURE]
    below = [line.strip() for line in following if line.strip()]
    if not below:
        return formula is not None
    if len(below) > _LONGEST_SIGNATURE:
        return False
    return _name(below[0]) and not any(_sentence(line) for line in below)


def _name(line: str) -> bool:
    """Return whether a line is a person's name."""
    if not _NAME.match(line) or len(line) > 60:
        return False
    parts = re.split(r"[ -]", line)
    return all(part[:1].isupper() or part in _LOWER_PARTICLES for part in parts if part)


def _sentence(line: str) -> bool:
    """Return whether a line under a sign-off still says something: a question, a postscript."""
    plain = _plain(line)
    return plain.endswith("?") or plain.startswith(("ps", "p.s", "p. s"))
