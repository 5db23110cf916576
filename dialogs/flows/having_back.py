"""Wishes to have a cancelled appointment back, as they are put together in each language.

Words of politeness and of the time are left out before they are looked for: "could I have my
Thursday three o'clock back please" is "could i have my back".
"""

from collections.abc import Sequence
from functools import cache

from dialogs.patterns import Pattern, Phrases, read_pattern
from dialogs.signs import Sign

_EN = "(my|the|that|our|this|it|me|) (appointment|slot|visit|booking|time|spot|place|one|appt|)"
_IT = "(il|l|lo|la|) (mio|mia|nostro|) (appuntamento|posto|orario|visita|)"
_ES = "(mi|la|el|nuestra|) (cita|hora|turno|visita|lugar|consulta|)"
_FR = "(mon|le|notre|ma|la|) (rendez vous|rdv|creneau|place|heure|seance|)"
_DE = "(meinen|den|unseren|mein|ihn|mich|) (termin|)"
_PT = "(a|o|) (minha|meu|nossa|) (consulta|marcacao|hora|horario|vaga|sessao|agendamento|)"
# what is wished back, named in full, by its time, or not at all

_WISHES = (
    f"(can|could|may) (i|we) (still|) (have|get|take) {_EN} (back|again)",
    f"(can|could|may) (i|we) (still|) keep {_EN}",
    "(can|could) (i|we) still (come|have it)",
    f"(id|i|we|wed|i would|we would) (still|) (like|love|want) to (keep|get back|have back) {_EN}",
    f"(id|i|we|wed|i would|we would) (like|love|want) (to have|to get|) {_EN} back",
    "keep (my|the|that|our|it|me|us) (appointment|slot|visit|booking|time|spot|place|in|)",
    f"(can you|could you|would you|) (put|book) {_EN} back (in|on|down|)",
    f"(can you|could you|would you|) (give|let) (me|us) (have|) {_EN} back",
    f"give (me|us) back {_EN}",
    "(reinstate|restore|rebook|uncancel) (my|the|that|it) (appointment|slot|visit|booking|)",
    f"(posso|potrei|possiamo|potremmo) (ancora|) (riavere|tenere|mantenere|recuperare) {_IT}",
    "(posso|potrei|possiamo) (ancora|) (riaverlo|tenerlo|recuperarlo)",
    "posso ancora (venire|averlo)",
    f"(vorrei|voglio|vorremmo|volevo) (riavere|tenere|mantenere|recuperare) {_IT}",
    f"(vorrei|voglio|vorremmo|volevo) (riaverlo|tenerlo) {_IT}",
    f"(rivorrei|rivoglio) {_IT}",
    f"(mi|ci|me lo|lo) (ridia|ridate|ridai|rimetta|rimettete|rimetti|restituite|tenga) {_IT}",
    f"(ridatemi|ridammi|rimettetemi|rimettimi|rimettilo|rimettetelo) {_IT}",
    f"(tenga|tenete|tieni|mantenga|mantenete|rimetta|rimettete|rimetti) (pure|) {_IT}",
    f"(ripristini|ripristinate|ripristina|ripristinatelo) {_IT}",
    f"(puo|potete|puoi) (rimettere|ripristinare|ridarmi|rimettermi|tenere|mantenere) {_IT}",
    "(puo|potete|puoi) (rimetterlo|ripristinarlo|tenerlo)",
    f"(puedo|podria|podemos) (aun|todavia|) (recuperar|conservar|mantener|quedarme con) {_ES}",
    "(puedo|podria|podemos) (recuperarla|mantenerla|conservarla|ir todavia|ir aun)",
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
    "je peux encore venir",
    f"(je voudrais|j aimerais|je veux|je souhaite) (le|) (ravoir|recuperer|garder) {_FR}",
    f"(je voudrais|j aimerais|je veux|je souhaite) (le|) (conserver|maintenir) {_FR}",
    f"(rendez|redonnez|remettez|rends|redonne|remets) (moi|nous|le|la) {_FR}",
    f"(gardez|garde|conservez|maintenez|retablissez|remettez) {_FR}",
    "(gardez|garde|reprenez|retablissez|maintenez) (moi|le|la)",
    f"(vous pouvez|pouvez vous|tu peux) (me|le|) (remettre|redonner|rendre|garder) {_FR}",
    f"(vous pourriez|pourriez vous) (me|le|) (remettre|redonner|rendre|garder) {_FR}",
    f"(vous pouvez|pouvez vous|pourriez vous) (le|) (retablir|maintenir) {_FR}",
    f"(kann|konnte|darf) (ich|wir) {_DE} (doch|) (wieder haben|wiederhaben|zuruckhaben|behalten)",
    f"(kann|konnte|darf) (ich|wir) {_DE} (doch|) (zuruck haben|zuruckbekommen|zuruck)",
    "kann ich (doch|noch) kommen",
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


@cache
def _phrases() -> Phrases:
    return Phrases(Pattern(read_pattern(each), Sign.UNDO, "", firm=True) for each in _WISHES)


def without_wish(words: Sequence[str]) -> list[str]:
    """Return the words of a text without those of a wish to have an appointment back."""
    left, at, wishes = [], 0, _phrases()
    while at < len(words):
        begun = wishes.begun(words, at, len(words))
        if not begun:
            left.append(words[at])
        at += len(begun[-1].words) if begun else 1
    return left
