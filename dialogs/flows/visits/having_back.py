"""Patterns of wishes to have a cancelled appointment back, in each language.

Courtesies and words of the time are removed before the search: "could I have my Thursday three
o'clock back please" becomes "could i have my back".
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from dialogs.flows.phrases import AGREEING, left_over, said_apart, said_of, said_whole
from dialogs.flows.turn_context import TurnContext
from dialogs.languages import codes, table
from dialogs.languages.after import phrases_after
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern

_EN = "(my|the|that|our|this|it|me|) (appointment|slot|visit|booking|time|spot|place|one|appt|)"
_ME = "(me|us|it|that|my appointment|my slot)"
_IT = "(il|l|lo|la|) (mio|mia|nostro|) (appuntamento|posto|orario|visita|)"
_ES = "(mi|la|el|nuestra|) (cita|hora|turno|visita|lugar|consulta|)"
_FR = "(mon|le|notre|ma|la|) (rendez vous|rdv|creneau|place|heure|seance|)"
_DE = "(meinen|den|unseren|mein|ihn|mich|) (termin|platz|)"
_PT = "(a|o|) (minha|meu|nossa|) (consulta|marcacao|hora|horario|vaga|sessao|agendamento|)"
# the visit may be named in full, by its time, or not at all

_WISHES = (
    f"(can|could|may) (i|we) (still|) (have|get|take) {_EN} (back|again)",
    f"(can|could|may) (i|we) (still|) keep {_EN}",
    "(can|could) (i|we) still have it",
    f"(id|i|we|wed|i would|we would) (still|) (like|love|want) to (keep|get back|have back) {_EN}",
    f"(id|i|we|wed|i would|we would) (like|love|want) (to have|to get|) {_EN} back",
    "keep (my|the|that|our|it|me|us) (appointment|slot|visit|booking|time|spot|place|in|)",
    f"(can you|could you|would you|) (put|book) {_EN} back (in|on|down|)",
    f"(can you|could you|would you|) (give|let) (me|us) (have|) {_EN} back",
    f"give (me|us) back {_EN}",
    "(reinstate|restore|rebook|uncancel) (my|the|that|it) (appointment|slot|visit|booking|)",
    f"(posso|potrei|possiamo|potremmo) (ancora|) (riavere|tenere|mantenere|recuperare) {_IT}",
    "(posso|potrei|possiamo) (ancora|) (riaverlo|tenerlo|recuperarlo)",
    "posso ancora averlo",
    f"(vorrei|voglio|vorremmo|volevo) (riavere|tenere|mantenere|recuperare) {_IT}",
    f"(vorrei|voglio|vorremmo|volevo) (riaverlo|tenerlo) {_IT}",
    f"(rivorrei|rivoglio) {_IT}",
    f"(mi|ci|me lo|lo) (ridia|ridate|ridai|rimetta|rimettete|rimetti|tenga) (pure|) {_IT}",
    f"(mi|ci|me lo|lo) restituite {_IT}",
    f"(ridatemi|ridammi|rimettetemi|rimettimi|rimettilo|rimettetelo) {_IT}",
    f"(tenga|tenete|tieni|mantenga|mantenete|rimetta|rimettete|rimetti) (pure|) {_IT}",
    f"(ripristini|ripristinate|ripristina|ripristinatelo) {_IT}",
    f"(puo|potete|puoi) (rimettere|ripristinare|ridarmi|rimettermi|tenere|mantenere) {_IT}",
    "(puo|potete|puoi) (rimetterlo|ripristinarlo|tenerlo)",
    f"(puedo|podria|podemos) (aun|todavia|) (recuperar|conservar|mantener|quedarme con) {_ES}",
    "(puedo|podria|podemos) (recuperarla|mantenerla|conservarla)",
    f"(quiero|quisiera|querria|me gustaria|queremos) (recuperar|conservar|mantener) {_ES}",
    f"(quiero|quisiera|querria|me gustaria|queremos) (seguir con|quedarme con|recuperarla) {_ES}",
    f"(me|nos) (puede|pueden|podria|podrian) (devolver|volver a dar|guardar|mantener) {_ES}",
    f"(la|lo|) (puede|pueden|podria|podrian) (devolverme|mantener|mantenerme|conservar) {_ES}",
    f"(la|) (puede|pueden|podria|podrian) volver a (poner|ponerme|darme|ponerla|activar) {_ES}",
    f"(devuelvame|devuelvanme|devuelveme|mantenga|mantengan|conserve|conserven) {_ES}",
    f"(mantengame|mantengala|recuperela|reactivela|reactive|reactiven) {_ES}",
    f"(vuelva|vuelvan|vuelve) a (ponerla|ponerlo|poner|activarla) {_ES}",
    "(pongala|pongalo) (otra vez|de nuevo)",
    f"(je peux|puis je|est ce que je peux|on peut) (encore|) (ravoir|recuperer|garder) {_FR}",
    f"(je pourrais|pourrais je) (encore|) (ravoir|recuperer|garder|conserver) {_FR}",
    "(je peux|puis je|je pourrais) (encore|) le (ravoir|recuperer|reprendre|garder)",
    f"(je voudrais|j aimerais|je veux|je souhaite) (le|) (ravoir|recuperer|garder) {_FR}",
    f"(je voudrais|j aimerais|je veux|je souhaite) (le|) (conserver|maintenir) {_FR}",
    f"(rendez|redonnez|remettez|rends|redonne|remets) (moi|nous|le|la) {_FR}",
    f"(gardez|conservez|maintenez|retablissez|remettez) {_FR}",
    "(gardez|garde|reprenez|retablissez|maintenez) moi",
    "(gardez|reprenez|retablissez|maintenez) (le|la)",
    f"(vous pouvez|pouvez vous|tu peux) (me|le|) (remettre|redonner|rendre|garder) {_FR}",
    f"(vous pourriez|pourriez vous) (me|le|) (remettre|redonner|rendre|garder) {_FR}",
    f"(vous pouvez|pouvez vous|pourriez vous) (le|) (retablir|maintenir) {_FR}",
    f"(kann|konnte|darf) (ich|wir) {_DE} (doch|) (wieder haben|wiederhaben|zuruckhaben|behalten)",
    f"(kann|konnte|darf) (ich|wir) {_DE} (doch|) (zuruck haben|zuruckbekommen|zuruck)",
    "kann ich doch kommen",
    f"(ich|) (mochte|will|wurde gern|wurde gerne) {_DE} (doch|) (gern|gerne|) (behalten|zuruck)",
    f"(ich|) (mochte|will|wurde gern) {_DE} (doch|) (wieder haben|wiederhaben|zuruckhaben)",
    "(meinen|den|unseren) (termin|) (doch|lieber|) (doch|) (behalten|stehen lassen|drin lassen)",
    "(meinen|den|unseren|) termin (doch|) wieder (eintragen|aufnehmen|rein|einsetzen)",
    f"(konnen|konnten) (sie|ihr) (mir|) {_DE} (doch|) (wieder eintragen|zuruckgeben|wiedergeben)",
    f"(konnen|konnten) (sie|ihr) {_DE} (doch|) (wieder reinsetzen|wieder aufnehmen|stehen lassen)",
    f"(geben|gebt) (sie|) (mir|uns) {_DE} (zuruck|wieder)",
    f"(tragen|setzen|nehmen) (sie|) {_DE} wieder (ein|rein|auf)",
    "(ihn|) wieder (eintragen|reinsetzen)",
    f"(posso|podia|poderia|podemos) (ainda|) (recuperar|manter|ficar com|ter de volta) {_PT}",
    f"(posso|podia|poderia|podemos) (voltar a|) ter {_PT} de volta",
    f"(quero|queria|gostava de|gostaria de) (recuperar|manter|ficar com|ter de volta) {_PT}",
    f"(pode|podem|podia|podiam|poderia) (repor|manter|devolver|devolver me|me devolver) {_PT}",
    f"(pode|podem|podia|podiam|poderia) voltar a (por|marcar|colocar|dar me) {_PT}",
    f"(devolva|devolvam|mantenha|mantenham|reponha|reponham) (me|) {_PT}",
    f"me (devolva|devolve|devolvam) {_PT}",
    "(volte|volta|voltem) a (por|marcar)",
    f"(ponha|coloque|coloca) {_PT} de volta",
    "pode remarcar igual",
)

_AGAIN = (
    (
        "(leave|keep|put) (my|the|that|our|) (appointment|slot|visit|booking|one|)"
        " (as it was|where it was|like it was|how it was)"
    ),
    (
        "(lasci|lasciate|lascia|lasciami|lasciatemi|mi lasci|mi lasciate) (il|l|) (mio|)"
        " (appuntamento|) (com era|come era|come prima|come stava|dov era)"
    ),
    (
        "(deja|deje|dejen|dejame|dejeme|dejenme|dejad) (la|mi|) (cita|hora|)"
        " (como estaba|como antes|donde estaba|puesta)"
    ),
    (
        "(laissez|laisse|laissez moi) (le|mon|) (rdv|rendez vous|)"
        " (comme avant|comme c etait|comme il etait|en place)"
    ),
    "(termin|) doch (bitte|) (behalten|stehen lassen|drin lassen)",
    "(lassen|lasst) (sie|) (den|meinen|) termin (doch|) (stehen|drin|wie er war|so wie er war)",
    (
        "(deixe|deixa|deixem|deixe me|me deixe) (a|minha|) (consulta|)"
        " (como estava|como antes|marcada)"
    ),
    f"(can you|could you|) (put|book|pop|sign|write) {_ME} (down|up|in|) again (for|)",
    f"(can you|could you|) (pop|pencil|write|slot) {_ME} back (in|on|down|) (on|for|)",
    "(mi|ci) (rimetta|rimettete|rimetti) (in agenda|dentro) (per|)",
    f"(me|nos) (devuelve|devuelven|devolveis|recupera|recuperan) {_ES}",
    "(me|nos) (vuelve|vuelven|volveis) a (apuntar|anotar|meter|poner|dar) (para|)",
    f"(vuelva|vuelvan|vuelve) a (dejarmela|dejarmelo|ponermela|darmela) {_ES} (para|)",
    f"(vuelva|vuelvan|vuelve) a (ponerme|apuntarme|anotarme|darme|dejarme) {_ES} (para|)",
    "(apunteme|anoteme|pongame|pongamela|apuntenme|metame) (otra vez|de nuevo) (para|)",
    "(apunteme|anoteme|pongame|pongamela|apuntenme|metame) para (otra vez|de nuevo)",
    f"(recupereme|recuperenme|recuperame) {_ES}",
    "(reinscrivez|reinscris|renotez) (moi|nous) (pour|)",
    "(notez|inscrivez|mettez|reprenez) (moi|nous) (a nouveau|de nouveau) (pour|)",
    "(vous pouvez|pouvez vous|vous pourriez) me (reinscrire|renoter|reprendre) (pour|)",
    "pourriez vous me (reinscrire|renoter|reprendre) (pour|)",
    f"vous me (rendez|redonnez|remettez) {_FR}",
    f"(tragen|schreiben|setzen|nehmen) (sie|) {_DE} (doch|) wieder (fur|am|) (ein|rein|auf)",
    "(kann|konnte|darf) (ich|wir) (meinen|den|unseren) platz (doch|) (wieder haben|zuruckhaben)",
    "(volte|volta|voltem) a (por|marcar|colocar|dar|meter) (me|nos) (a|na|no|para|)",
    "(pode|podem|podia|podiam) voltar a (por|marcar|colocar|meter|dar) (me|nos|) (a|na|no|para|)",
    "(pode|podem|podia) (remarcar|marcar|por|colocar) (me|) (outra vez|de novo) (a|na|no|para|)",
    "(marque|ponha|coloque|meta) (me|) (outra vez|de novo) (a|na|no|para|)",
    f"(devolve|devolvem) (me|nos) {_PT}",
    f"(quero|queria) {_PT} de volta",
)
"""Wishes to put an appointment back."""

_BOOKED_ANEW = (
    f"(can you|could you|would you) (rebook|re book) {_EN} (for|) (me|us|)",
    "(puo|potete|puoi|potrebbe) (riprenotarmi|riprenotarci) (per|)",
    "(riprenotatemi|riprenotami) (per|)",
    "(puo|potete|puoi|potrebbe) (segnarmi|prenotarmi|mettermi) di nuovo (per|)",
    "mi (riprenoti|riprenotate|risegni) (per|)",
    "(can you|could you|would you) re book for (me|us)",
    f"(tragen|schreiben|setzen|nehmen) (sie|) {_DE} (doch|) wieder (fur|)",
)
"""Wishes to book again; these mean the cancelled visit only if its day or time is named."""

_KEPT = (
    "(im|i am|were|we are|ill|i will|lets|) (keeping|keep) (it|mine|this one|that one)",
    "leave (it|mine|everything|my appointment) (as it was|how it was|like it was)",
    "leave (it|mine|my appointment|this one) (on|in)",
    "i (do|really|still|) need this (one|appointment)",
    "this (one|is the one) i (do|really|still|) need",
    "(me|) lo (tengo|teniamo|mantengo|manteniamo)",
    "questo (me|) lo (tengo|mantengo)",
    "(lasci|lasciate|lascia|lasciatelo|lo lasci|lascialo) (tutto|) (com era|come era|come prima)",
    "(il mio|questo) (lo lasci|lo lasciate|lasciatelo|lasciamelo|mi serve)",
    "di questo ho bisogno",
    "(esta|) (la|lo) (mantengo|mantenemos|conservo)",
    "(mejor|) me (la|lo) quedo",
    "(dejela|dejelo|dejala|dejalo|dejenla|deje|dejen) (todo|) (como estaba|como antes)",
    "la mia (dejela|dejenla|dejala)",
    "(dejeme|dejenme|deje|dejen) la mia",
    "(esta|esa) (si|) (la|) necesito",
    "(celui ci|celui la|) (je|on) (le|la) (garde|maintiens|maintient|conserve)",
    "(je|on) (garde|maintiens|maintient) (mon|le|notre) (rendez vous|rdv|creneau)",
    "(laissez|laisse) (le|la|tout|) (comme c etait|comme avant|comme il etait)",
    "(laissez|laisse) (le mien|la mienne|le en place)",
    "(celui ci|celui la) j en ai besoin",
    "j ai besoin de (celui ci|celui la)",
    "(ich|) behalte (ihn|den|meinen|meinen termin|den termin) (doch|lieber|)",
    "(den|diesen|den hier) (behalte|brauche|brauch) ich (doch|)",
    "ich (brauche|brauch) (den hier|diesen|diesen termin|den termin) (doch|)",
    "(lassen|lasst|lass) (sie|) (ihn|meinen|den termin|meinen termin) (doch|) (stehen|drin)",
    "(lassen|lasst|lass) (sie|) (alles|es|ihn) (so|) (wie es war|wie er war|wie vorher)",
    f"(vou|vamos) manter {_PT}",
    f"(eu|) (mantenho|mantemos) {_PT}",
    "(fico|ficamos) com (a minha|a consulta|esta)",
    "(esta|essa) (eu|) (mantenho|preciso)",
    "(deixe|deixem|deixa) (tudo|) (como estava|como antes|como era)",
    "(deixe|deixem|deixa) (ficar|) a minha",
    "(desta|dessa|deste|desse) (eu|) preciso",
    "preciso (desta|dessa|deste|desse)",
)
"""Wishes to keep or leave it; these mean the cancelled visit only if none is ahead."""


_IN_MIND = frozenset({"presente", "mente", "mind", "cuenta", "conta", "tete", "kopf"})
"""Words of remembering: "lo tengo presente"."""

_GOT = {"es": frozenset({"tengo"})}
"""Words for "keep" in one language that mean "understood" in another."""

_IF_ABLE = frozenset({("si", "puedo"), ("si", "podemos")})
"""Words that mean "yes, I can" with an accent, and may mean "if I can" without it."""


def may_keep(turn: TurnContext, part: str) -> bool:
    """Return whether "I'll keep it" can only be about the cancelled visit, and is no question.

    "Si puedo" without its accent may also be "if I can".
    """
    said = said_whole(turn)
    able = (n for n, pair in enumerate(pairwise(said.words)) if pair in _IF_ABLE)
    perhaps = any(n not in said.accented for n in able)
    return not turn.ahead and "?" not in said_of(part).marks and not perhaps


def only_remembers(words: Sequence[str], locale: str) -> bool:
    """Return whether words only say that something is remembered, or was understood."""
    remembered = _IN_MIND | _GOT.get(locale, frozenset())
    return not remembered.isdisjoint(words)


def without_uncancelling(turn: TurnContext) -> list[str] | None:
    """Return the words of a text beside the wish to take the cancellation back, None without one.

    Courtesies, and what only agrees, are left out.
    """
    words, known = said_apart(turn).words, phrases_after(turn.heard.locale, "uncancel")
    for at in range(len(words)):
        if begun := known.begun(words, at, len(words)):
            rest = (*words[:at], *words[at + len(begun[-1].words) :])
            return list(left_over(rest, AGREEING))
    return None


@cache
def _phrases(*, timed: bool, alone: bool) -> Phrases:
    told = (each for locale in codes() for each in table(locale, "after")["back"])
    wishes = (*_WISHES, *_AGAIN, *told)
    written = (*wishes, *(_BOOKED_ANEW if timed else ()), *(_KEPT if alone else ()))
    return Phrases(Pattern(read_pattern(each), Cue.UNDO, "", firm=True) for each in written)


def without_wish(words: Sequence[str], *, timed: bool, alone: bool) -> list[str]:
    """Return the words of a text without the words of a wish to have a visit back.

    Args:
        words: the words.
        timed: whether the text names the day or the time of the appointment.
        alone: whether no other visit is ahead that the client may want to keep.
    """
    left, at, wishes = [], 0, _phrases(timed=timed, alone=alone)
    while at < len(words):
        begun = wishes.begun(words, at, len(words))
        if not begun:
            left.append(words[at])
        at += len(begun[-1].words) if begun else 1
    return left
