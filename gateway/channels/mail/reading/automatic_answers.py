"""Automatic answers by their wording: vacation answers and receipts of ticket systems.

The subject of an automatic answer is a formula. The body alone is trusted only where it says two
things that a person who answers does not say together, and asks nothing: "I'm out of the office
that day, can we move it?" is an answer.
"""

import re

_FORMULAS = (
    r"auto(?:matic|mated)?[ -]?(?:reply|response|answer|respuesta)|automatically generated"
    r"|autoreply|auto(?=:)|ooo|\[auto(?:matic|[- ]?reply)?\]"
    r"|automatische (?:antwort|rückantwort|abwesenheit\w*|eingangsbestätigung)"
    r"|abwesenheits(?:notiz|meldung|nachricht|benachrichtigung|assistent|antwort)|abwesenheitsnotiz"
    r"|réponse automatique|reponse automatique|message automatique|message d'absence"
    r"|absence du bureau|réponse d'absence|notification d'absence|avis d'absence"
    r"|risposta automatica|messaggio automatico|risponditore automatico|fuori (?:ufficio|sede)"
    r"|assenza dall'ufficio|avviso di assenza"
    r"|respuesta automática|respuesta automatica|contestación automática|mensaje automático"
    r"|fuera de (?:la )?oficina|aviso de ausencia"
    r"|resposta automática|resposta automatica|mensagem automática|fora do escritório"
    r"|aviso de ausência|ausência temporária|ausente do escritório|automatisch antwoord"
    r"|out[ -]of[ -](?:the[ -])?office(?: (?:auto\w*|reply|response|notification|message|notice))?"
    r"|vacation (?:reply|response|notice|message)|on vacation|away from (?:the |my )?(?:office|mail"
    r"|email|desk)|urlaubsbenachrichtigung|autosvar|autorespuesta|автоответ"
)
_SUBJECT = re.compile(rf"^\W*(?:{_FORMULAS})\s*(?:$|[:\-–—|(,!.]|\bre:|\baw:)")
_SURE_SUBJECT = re.compile(
    r"^\W*(?:auto(?:matic|mated)[ -](?:reply|response)|auto(?:[ -])?reply\b|automatische antwort"
    r"|abwesenheitsnotiz|réponse automatique|risposta automatica|respuesta automática"
    r"|resposta automática)"
)
_RECEIPT_SUBJECT = re.compile(
    r"(?:\[(?:ticket|case|request|anfrage|vorgang|id|#)[ :#-]*[\w-]{1,30}\]"
    r"|\b(?:ticket|case|request|vorgang|demande|richiesta|solicitud|pedido)"
    r"(?:[- ]?(?:id|nr|no|number|nummer))?[ .:]*#?\d{2,12}\b)"
)
_STATEMENT = re.compile(
    r"this (?:is|was|e-?mail is|message is|e-?mail was|message was|e-?mail has been"
    r"|message has been)"
    r"(?: an?)? ?(?:auto(?:matic(?:ally)?|mated)?)[ -](?:generated|reply|response|message|e-?mail"
    r"|created|sent|notification|confirmation)"
    r"|dies(?:e|es|er)? (?:ist )?(?:eine? )?(?:automatisch (?:generiert|erzeugt|erstellt"
    r"|versand)\w*"
    r"|automatische (?:antwort|nachricht|e-?mail|mail|eingangsbestätigung))"
    r"|(?:diese )?(?:e-?mail|nachricht|mail) wurde automatisch (?:generiert|erzeugt|erstellt"
    r"|versand)"
    r"|(?:ceci est|il s'agit d') ?(?:un|une) (?:message|réponse|e-?mail|courriel) (?:automatique"
    r"|généré)"
    r"|(?:ce message|cet e-?mail|ce courriel) (?:est|a été) (?:généré|envoyé) automatiquement"
    r"|quest[oa] (?:è una?|e-?mail|messaggio).{0,25}(?:risposta automatica|messaggio automatico"
    r"|generat[oa] automaticamente|inviat[oa] automaticamente)"
    r"|est[ea] (?:es )?(?:un[a ])? ?(?:mensaje|correo|respuesta).{0,25}(?:automátic|generad)"
    r"|est[ea] (?:é )?(?:uma? )?(?:mensagem|resposta|e-?mail).{0,25}(?:automátic|gerad)"
)
_NO_ANSWER = re.compile(
    r"do not (?:reply|respond) to this (?:e-?mail|message|mail|address)"
    r"|bitte antworten sie nicht auf diese|ne pas répondre à ce (?:message|mail|courriel)"
    r"|non rispondere a quest[oa] (?:messaggio|e-?mail|mail)"
    r"|no respond\w* a este (?:mensaje|correo)|não respond\w* a est[ea] (?:mensagem|e-?mail)"
)
"""Wants no answer; a client may write so as well, beside what they want."""

_AWAY = re.compile(
    r"\bout of (?:the )?office\b|\b(?:on|auf) (?:annual |parental |maternity |sick )?(?:leave"
    r"|vacation"
    r"|holiday)\b|away from (?:the |my )?(?:office|desk|e-?mail)|currently (?:away|out"
    r"|unavailable|not in)"
    r"|nicht (?:im (?:büro|haus)|erreichbar|am platz)|abwesend|außer haus|im urlaub|in elternzeit"
    r"|absent[e]? (?:du|jusqu|de mon|du bureau)|en (?:congé|vacances|déplacement)"
    r"|actuellement absent"
    r"|fuori (?:ufficio|sede)|in ferie|assente|non (?:sono|sarò) in ufficio"
    r"|fuera de (?:la )?oficina|de vacaciones|ausente|de baja"
    r"|fora do escritório|de férias|ausente|não estou no escritório|no longer (?:with|work"
    r"|employed)"
    r"|nicht mehr (?:bei|für|im)|ne travaille plus|non lavora più|ya no trabaj|já não trabalh"
)
_PROMISES = (
    re.compile(
        r"(?:limited|no|only limited|sporadic|intermittent"
        r"|restricted) access to (?:my )?(?:e-?mail|mail)"
        r"|(?:will|shall) (?:not )?(?:have|be able)[^.\n]{0,30}(?:access|read|check|respond)"
        r"|e-?mails? (?:werden|wird) (?:in dieser zeit )?nicht (?:gelesen|weitergeleitet"
        r"|bearbeitet)"
        r"|(?:kein|keinen|nur eingeschränkt\w*) zu(?:griff|gang)"
        r"|(?:accès|accesso|acceso|acesso) limitato?|(?:pas|aurai pas) accès|accès limité"
        r"|acceso limitado|acesso limitado"
    ),
    re.compile(
        r"(?:will|shall|i'll) (?:respond|reply|answer|get back|read|return|contact"
        r"|attend)[^.\n]{0,60}"
        r"(?:return|back|as soon as|when|upon)"
        r"|nach meiner rückkehr|sobald ich (?:zurück|wieder)|(?:wieder|zurück) (?:im büro"
        r"|erreichbar|für sie"
        r"|da|ab|am)|dès mon retour|à mon retour|à partir du|al mio (?:ritorno|rientro)"
        r"|a mi (?:regreso|vuelta)|no meu regresso|quando (?:regressar|voltar)|serei breve"
    ),
    re.compile(
        r"(?:for |in )?(?:urgent|emergenc|immediate|dringend|eilig|urgenc|urgenz|urgente|urgênc"
        r"|emergência"
        r"|emergencia)[^.\n]{0,80}(?:contact|call|please|reach|wenden|kontakt|bitte|anruf|contacter"
        r"|adress|veuillez|contatt|rivolg|chiam|prego|contact|llam|dirí|contat|ligue|contacte)"
        r"|(?:please |bitte )?(?:contact|wenden sie sich|contacter|contattare|contacte|contactar)"
        r"[^.\n]{0,60}(?:instead|in my absence|vertretung|kolleg|collègue|colleg|compañer|ausência)"
        r"|in my absence|meine vertretung|en mon absence|in mia assenza|en mi ausencia"
        r"|minha ausência"
    ),
    re.compile(
        r"thank you for your (?:e-?mail|message|mail)|(?:vielen )?dank für ihre (?:e-?mail"
        r"|nachricht|mail)"
        r"|merci (?:pour|de) votre (?:message|e-?mail|mail|courriel)|grazie per (?:la (?:tua|sua)"
        r"|il"
        r" (?:tuo|suo)|avermi)|gracias por (?:su|tu) (?:mensaje|correo|e-?mail)"
        r"|obrigad[oa] (?:pela sua|por sua|pelo seu) (?:mensagem|e-?mail|contacto|contato)"
    ),
)
_I = re.compile(r"\b(?:i|i'm|i'll|ich|je|j'|io|yo|eu)\b")
"""A person speaks of themselves; a ticket system says "we"."""

_URGENT = 2
"""Which promise names somebody else for what is urgent; with a date it is enough."""

_UNTIL = re.compile(r"until|till|back on|return|bis |ab dem|jusqu|fino al|hasta|até|\bto \d")
_APPOINTMENT = re.compile(
    r"appointment|reschedul|\bmove (?:it|my|the)|\bcancel|confirm|\bbook|\bslot\b"
    r"|\btermin\b|verschieb|verlegen|absagen|bestätig|rendez-vous|\brdv\b|déplacer|annuler"
    r"|appuntamento|spostare|annullare|disdire|\bcita\b|\bturno\b|cambiar|cancelar|anular"
    r"|\bconsulta\b|marcação|remarcar|desmarcar"
)
"""Words about an appointment: a person's, since a vacation answer knows nothing of it."""

_WISH = re.compile(
    r"\b(?:can(?:'t|not| not)|won't|unable to|not able to) (?:come|make|be there|attend)"
    r"|\b(?:cancel|move|reschedul\w*|change|confirm)\w*,? (?:it|my|the|our|this|that)\b"
    r"|\b(?:must|have to|need to|want to|like to|please) (?:cancel|reschedule|move)\b"
    r"|(?:kann|können|könn?te|werde|schaff\w*)\b[^.\n]{0,40}\bnicht (?:kommen|wahrnehmen|da sein)"
    r"|\bnicht kommen\b|\b(?:absagen|verschieben|verlegen|stornieren)\b"
    r"|ne (?:peux|pourrai|pouvons|pourrons) pas|\b(?:annuler|déplacer|reporter|décaler)\b"
    r"|non (?:posso|potrò|riesco|possiamo|riesco a) venire|\b(?:disdire|annullare|spostare)\b"
    r"|no (?:puedo|podré|podemos) (?:ir|venir|acudir)|\b(?:anular|cancel(?:ar|e|en)|aplazar)\b"
    r"|não (?:posso|poderei|vou poder|consigo) (?:ir|vir|comparecer)|\b(?:desmarcar|remarcar)\b"
)
"""What a client wants of an appointment, or that they do not come."""

_TO_CLIENTS = re.compile(
    r"\bif you\b|\b(?:wenn|falls|sollten) sie\b|\bsi vous\b"
    r"|\bse (?:desidera|vuole|deve|ha bisogno)\b|\bsi (?:desea|necesita|quiere|usted)\b"
    r"|\b(?:se|caso) (?:deseja\w*|precis\w+|quis\w+|queira)\b"
    r"|\b(?:to|pour|per|para) (?:cancel\w*|reschedule|change|confirm|annuler|disdire|anular)\b"
    r"[^.\n]{0,60}(?:call|click|visit|log in|appel|cliquez|chiam|clicc|llam|pulse|ligue|clique)"
)
"""What a business tells its own clients about appointments with it."""

_RECEIVED = re.compile(
    r"(?:we(?:'ve| have)?|has been|have been|was) (?:successfully )?(?:received|registered|logged"
    r"|created)"
    r"[^.\n]{0,80}(?:request|message|e-?mail|enquiry|inquiry|ticket|query)?"
    r"|(?:request|message|e-?mail|enquiry|inquiry|ticket|query) (?:has been|was) (?:successfully )?"
    r"(?:received|registered|logged|created|opened)"
    r"|(?:anfrage|nachricht|e-?mail|mail)[^.\n]{0,40}(?:erhalten|eingegangen|registriert"
    r"|entgegengenommen)"
    r"|(?:avons|a) (?:bien )?(?:été )?reçu[e]?|bien reçu (?:votre|ta)|abbiamo ricevuto"
    r"|è stata ricevuta"
    r"|hemos recibido|ha sido (?:recibid|registrad)|recebemos|foi (?:recebid|registad|registrad)"
)
_TICKET = re.compile(
    r"(?:ticket|case|reference|request|vorgang|bearbeitungs|anfrage|referenz|dossier|demande"
    r"|référence"
    r"|richiesta|pratica|riferimento|solicitud|referencia|pedido|processo|referência)"
    r"[- ]?(?:id|nr|no|number|nummer|numéro|numero|número|num)?[ .:]{0,3}(?:is|lautet|est|è|es|é)?"
    r"[ :]{0,2}[#\[]{0,2}[a-z]{0,5}-?\d{2,14}"
)
_LONGEST = 6_000


def subject_reason(subject: str, text: str = "") -> str:
    """Return why a subject is that of an automatic answer; "" if it is not.

    Args:
        subject: the subject, decoded.
        text: the text of the mail: "On vacation" may be a person's subject.
    """
    plain = " ".join(subject.casefold().split())
    if plain.endswith("?"):
        return ""
    sure = _SURE_SUBJECT.match(plain) is not None
    if sure or (_SUBJECT.match(plain) and not _by_person(_plain(text))):
        return "subject of an automatic answer"
    return ""


def _by_person(plain: str) -> bool:
    """Tell whether a text says what only a client says: that they don't come, or want to move.

    An automatic answer may speak of appointments too, but it says that it is one.
    """
    said = _STATEMENT.search(plain) or _TO_CLIENTS.search(plain)
    return said is None and _WISH.search(plain) is not None


def _plain(text: str) -> str:
    return " ".join(text[:_LONGEST].casefold().replace("’", "'").split())


def body_reason(subject: str, text: str) -> str:
    """Return why a text is an automatic answer; "" if it is not.

    Args:
        subject: the subject, decoded.
        text: the text of the mail, without what it quotes.
    """
    plain = _plain(text)
    if _STATEMENT.search(plain):
        return "says that it is automatic"
    if _NO_ANSWER.search(plain) and not _by_person(plain):
        return "wants no answer"
    ticket = _TICKET.search(plain) or _RECEIPT_SUBJECT.search(subject.casefold())
    person = "?" in plain or _I.search(plain)
    if ticket and not person and _RECEIVED.search(plain):
        return "receipt with a reference number"
    return _absence_reason(plain)


def _absence_reason(plain: str) -> str:
    """Return why a text is that of a vacation answer; "" if it is not."""
    if "?" in plain or not _AWAY.search(plain):
        return ""
    if _APPOINTMENT.search(plain) or _by_person(plain):
        return ""
    promises = [pattern.search(plain) is not None for pattern in _PROMISES]
    if sum(promises) >= 2 or (promises[_URGENT] and _UNTIL.search(plain)):
        return "wording of an automatic answer"
    return ""
