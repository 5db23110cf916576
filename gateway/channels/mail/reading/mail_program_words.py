"""Words of mail programs, in the languages that clients' programs speak.

The labels above a quoted mail, the line before a quote, separators, and the lines that phones add.
All words are in lower case. The six languages of clients are complete; of others, the commonest.
"""

import re

FROM_LABELS = frozenset(
    {
        *("from", "von", "de", "da", "expéditeur", "expediteur", "mittente", "remitente"),
        *("remetente", "van", "od", "från", "fra"),
    }
)
OTHER_LABELS = frozenset(
    {
        *("sent", "to", "subject", "date", "cc", "reply-to", "importance", "bcc"),
        *("gesendet", "an", "betreff", "datum", "antwort an", "gesendet am"),
        *("envoyé", "envoye", "envoyé le", "à", "a", "objet", "répondre à", "destinataire"),
        *("inviato", "oggetto", "data", "rispondi a", "per", "destinatario"),
        *("enviado", "enviado el", "para", "asunto", "fecha", "responder a"),
        *("enviada", "enviada em", "enviado em", "assunto", "responder para"),
        *("verzonden", "aan", "onderwerp", "wysłano", "do", "temat"),
        *("skickat", "till", "ämne", "sendt", "til", "emne"),
    }
)
"""Labels of the lines above a quoted mail: "Von:", "Gesendet:" and so on."""

COMMON_LABELS = frozenset(
    {"to", "date", "an", "datum", "à", "a", "data", "per", "para", "do", "til", "till", "aan", "cc"}
)
"""Labels that clients use in sentences of their own."""

DATE = re.compile(r"\d{4}|\d{1,2}[:./]\d{1,2}")
"""A date or a time of day, as programs write them before a quote."""

ATTRIBUTION_STARTS = (
    *("on ", "am ", "le ", "il ", "el ", "em ", "a ", "op ", "den ", "dnia ", "w dniu "),
    *("lun", "mar", "mié", "jue", "vie", "sáb", "dom", "ven", "mer", "gio", "sab"),
)
ATTRIBUTION_VERBS = re.compile(
    r"(?:\bwrote|\bschrieb|\ba écrit|\ba ecrit|\bha scritto|\bescribió|\bescribio|\bescreveu"
    r"|\bschreef|\bnapisał|\bskrev)\b"
)
"""The verb of the line before a quote: "On Monday Anna wrote:"."""

ATTRIBUTION_AND_QUOTE = re.compile(
    r"^(?:on|am|le|il|el|em) .{0,30}\d.{0,120}@.{0,80}"
    r"(?:wrote|schrieb|a écrit|ha scritto|escribió|escreveu) ?: +\S"
)
"""Yahoo on phones: the quote stands on the same line as the line before it."""

VERBLESS_ATTRIBUTION = re.compile(
    r"^(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})[ ,T].{0,120}<[^<>\s]+@[^<>\s]+>:?$"
)
"""The line of an older Gmail: "2026-11-29 10:00 GMT+01:00 Anna <anna@example.org>:"."""

SEPARATOR = re.compile(
    r"^[-_=*\s]{2,60}(?:original message|original appointment|ursprüngliche nachricht"
    r"|originalnachricht|originaltermin|weitergeleitete nachricht|forwarded message"
    r"|message d'origine|message original|message initial|message transféré|messaggio originale"
    r"|messaggio inoltrato|mensaje original|mensaje reenviado|mensagem original"
    r"|mensagem encaminhada|mensagem reencaminhada|oorspronkelijk bericht|doorgestuurd bericht"
    r"|message transféré de|reply message|forwarded by[^-]{1,80}|original-nachricht"
    r"|urspr\. nachricht|mensaje de origen|исходное сообщение)[-_=*\s:]{2,60}$"
)
"""A line between dashes above a quoted mail."""

BARE_SEPARATOR = re.compile(
    r"^(?:begin forwarded message|anfang der weitergeleiteten nachricht"
    r"|anfang der weitergeleiteten e-mail|début du message (?:réexpédié|transféré)"
    r"|inizio messaggio inoltrato|inicio del mensaje reenviado"
    r"|início da mensagem (?:reencaminhada|encaminhada)) ?:$"
)
"""Apple Mail's line above a mail that is forwarded."""

_DEVICE = (
    r"(?:iphone|ipad|ipod|apple|samsung|galaxy|huawei|honor|xiaomi|redmi|poco|mi phone|oppo|vivo"
    r"|realme|oneplus|nokia|motorola|moto |sony|xperia|htc|lg|pixel|android|blackberry|windows"
    r"|smartphone|handy|mobil|mobile|móvil|movil|telefon|téléphone|telephone|telefono|teléfono"
    r"|celular|cellulare|telemóvel|phone|tablet|mail|outlook|yahoo|gmail|gmx|web\.de|t-online"
    r"|orange|free|laposte|libero|virgilio|aol|proton|bluemail|mailbird|thunderbird|spark|nine"
    r"|k-9|fairemail|edison|canary|spike|surface|mac|desktop|device|gerät|appareil|dispositivo)"
)
PHONE_SIGNATURE = re.compile(
    r"^[\s\W]*(?:"
    rf"(?:sent|send|written) (?:from|via|with|using|by) .{{0,60}}{_DEVICE}.{{0,60}}"
    r"|(?:diese (?:nachricht|e-mail|mail) wurde )?(?:von|vom) mein(?:em|er)(?:/meiner)? .{1,80}"
    r"(?:gesendet|geschrieben|versendet|verschickt)"
    rf"|(?:von|vom) .{{0,30}}{_DEVICE}.{{0,40}} (?:gesendet|versendet)"
    rf"|(?:diese (?:nachricht|e-mail|mail) wurde )?(?:gesendet|geschickt|verschickt) (?:von|vom"
    rf"|mit|über|aus) .{{0,60}}{_DEVICE}.{{0,60}}"
    rf"|(?:envoyé|envoye) (?:de|depuis|à partir de|à l'aide|avec|par"
    rf"|via) .{{0,60}}{_DEVICE}.{{0,60}}"
    rf"|(?:inviato|inviata) (?:da|dal|dalla|con|tramite) .{{0,60}}{_DEVICE}.{{0,60}}"
    rf"|(?:enviado|enviada) (?:desde|do|da|de|a partir|con|com|por|através|pelo) .{{0,60}}"
    rf"{_DEVICE}.{{0,60}}"
    rf"|(?:verzonden|verstuurd) (?:vanaf|vanuit|met|via) .{{0,60}}{_DEVICE}.{{0,60}}"
    r"|(?:get|holen sie sich|laden sie|téléchargez|télécharger|obtenez|obtenir|scarica|ottieni"
    r"|obtén|obtener|obtenha|obter|descargar|baixar)(?: o)? outlook"
    r" (?:for|für|pour|per|para) .{0,120}"
    r"|outlook (?:für|pour|per|para|for) (?:ios|android).{0,90}"
    r"|(?:diese (?:nachricht|mail) wurde )?mit der .{1,30} mail app gesendet.{0,30}"
    r"|(?:télécharger|get|ottieni) (?:blue)?mail .{0,80}"
    r"|yahoo mail: .{0,80}"
    r"|sent with .{1,40} secure email\.?"
    r")[\s.!]*$"
)
"""A whole line that a phone or a mail program adds under each mail."""
