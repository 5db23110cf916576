"""Recognises that a client sent a wrong digit: "wrong button", "ho schiacciato male"."""

from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.patterns import expand

_PATTERNS = (
    "(pressed|hit|sent|tapped|typed|pushed|clicked) (the |)wrong (one|button|key|number|thing)",
    "(wrong|incorrect) (button|key|digit)",
    "(fat fingers|butterfingers|my finger slipped|pressed wrong)",
    "(ho|avevo) (schiacciato|premuto|digitato|cliccato|pigiato) (male|per sbaglio)",
    (
        "(ho|avevo) (schiacciato|premuto|digitato|cliccato|pigiato)"
        " (il tasto sbagliato|quello sbagliato|il numero sbagliato|tasto sbagliato)"
    ),
    "(ho|avevo) sbagliato (tasto|numero|cifra|a premere|a schiacciare|a digitare)",
    "(tasto|numero|dito) (sbagliato|scivolato)",
    "me (he equivocado|equivoque|confundi|he confundido) de (boton|tecla|numero|opcion)",
    "(boton|numero) equivocado",
    "tecla equivocada",
    "(le |)(di|he dado|aprete|pulse|marque|toque|he pulsado|he marcado) mal",
    "(le |)(di|he dado|aprete|pulse|marque) (sin querer|por error)",
    "se me fue el dedo",
    "mauvais (bouton|chiffre|numero)",
    "mauvaise touche",
    "(je me suis|me suis) (trompe|trompee) de (touche|bouton|chiffre|numero)",
    "j ai (mal appuye|mal tape|mal clique)",
    "j ai (appuye|tape|clique) (par erreur|sur la mauvaise touche|sur le mauvais bouton)",
    "falsch (gedruckt|getippt|geklickt)",
    "(falsche|falschen) (taste|knopf|zahl|ziffer|nummer)",
    "(habe|hab) mich (vertippt|verdruckt|verklickt|vertan)",
    "(vertippt|verdruckt|verklickt)",
    "(enganei me|me enganei) (no|na|de) (botao|tecla|numero)",
    "(apertei|cliquei|carreguei|digitei|marquei) (errado|mal|sem querer|no errado|o errado)",
    "(apertei|cliquei|carreguei|digitei|marquei) (no|o) (botao|numero) errado",
    "(botao|numero) errado",
    "tecla errada",
)
WRONG_BUTTON = as_phrases(*(each for pattern in _PATTERNS for each in expand(pattern)))


def pressed_wrong(turn: TurnContext) -> bool:
    """Return whether a text says that its writer sent a wrong digit."""
    words = said_apart(turn).words
    return any(longest(words, at, WRONG_BUTTON) for at in range(len(words)))
