"""Words that point at a time of a list by its place: "the last one you wrote", "den mittleren"."""

from dialogs.flows.phrases import as_phrases

FIRST, SECOND, THIRD, MIDDLE, LAST = 0, 1, 2, 1, -1

PLACED = {
    "en": {
        **dict.fromkeys(("first", "1st"), FIRST),
        **dict.fromkeys(("second", "2nd"), SECOND),
        **dict.fromkeys(("third", "3rd"), THIRD),
        **dict.fromkeys(("middle",), MIDDLE),
        **dict.fromkeys(("last", "final", "bottom"), LAST),
    },
    "it": {
        **dict.fromkeys(("primo", "prima"), FIRST),
        **dict.fromkeys(("secondo", "seconda"), SECOND),
        **dict.fromkeys(("terzo", "terza"), THIRD),
        **dict.fromkeys(("mezzo", "centrale"), MIDDLE),
        **dict.fromkeys(("ultimo", "ultima"), LAST),
    },
    "es": {
        **dict.fromkeys(("primero", "primera", "primer"), FIRST),
        **dict.fromkeys(("segundo", "segunda"), SECOND),
        **dict.fromkeys(("tercero", "tercera"), THIRD),
        **dict.fromkeys(("medio",), MIDDLE),
        **dict.fromkeys(("ultimo", "ultima"), LAST),
    },
    "fr": {
        **dict.fromkeys(("premier", "premiere", "1er"), FIRST),
        **dict.fromkeys(("deuxieme", "second", "seconde", "2eme"), SECOND),
        **dict.fromkeys(("troisieme", "3eme"), THIRD),
        **dict.fromkeys(("milieu",), MIDDLE),
        **dict.fromkeys(("dernier", "derniere"), LAST),
    },
    "de": {
        **dict.fromkeys(("erste", "ersten", "erster"), FIRST),
        **dict.fromkeys(("zweite", "zweiten", "zweiter"), SECOND),
        **dict.fromkeys(("dritte", "dritten", "dritter"), THIRD),
        **dict.fromkeys(("mittlere", "mittleren", "mittlerer"), MIDDLE),
        **dict.fromkeys(("letzte", "letzten", "letzter"), LAST),
    },
    "pt": {
        **dict.fromkeys(("primeiro", "primeira"), FIRST),
        **dict.fromkeys(("segundo", "segunda"), SECOND),
        **dict.fromkeys(("terceiro", "terceira"), THIRD),
        **dict.fromkeys(("meio",), MIDDLE),
        **dict.fromkeys(("ultimo", "ultima"), LAST),
    },
}
"""Words for a place in a list, with its index; the middle one counts in a list of three."""

_SAID = {
    "en": [
        f"you {verb}{me}"
        for verb in ("offered", "suggested", "mentioned", "sent", "said", "had", "gave")
        for me in ("", " me")
    ],
    "it": [
        f"che {me}{who} {verb}"
        for me in ("", "mi ")
        for who in ("ha", "avete", "hai")
        for verb in ("proposto", "offerto", "detto", "dato", "indicato", "suggerito")
    ],
    "es": [
        f"que {me}{verb}"
        for me in ("", "me ")
        for verb in (
            *("dijo", "ofrecio", "dio", "propuso", "dijeron", "ofrecieron", "dieron", "indico"),
            *("ha dicho", "ha ofrecido", "ha dado", "ha propuesto", "ofrece", "ofrecen"),
            *("han dicho", "han ofrecido", "han dado", "han propuesto", "propone", "dice"),
        )
    ],
    "fr": [
        f"que vous {have} {verb}"
        for have in ("avez", "m avez")
        for verb in ("donne", "dit", "envoye", "ecrit", "indique", "suggere")
    ],
    "de": [
        f"{which} {who} {me}{verb}"
        for which in ("den", "die", "das")
        for who in ("sie", "ihr")
        for me in ("", "mir ")
        for verb in (
            *("vorgeschlagen haben", "angeboten haben", "geschickt haben", "gesagt haben"),
            *("vorgeschlagen habt", "angeboten habt", "geschickt habt", "vorschlagen", "anbieten"),
        )
    ],
    "pt": [
        f"que {me}{verb}"
        for me in ("", "me ")
        for verb in (
            *("propos", "ofereceu", "deu", "disse", "indicou", "sugeriu", "propuseram"),
            *("ofereceram", "deram", "disseram", "propoe", "oferecem", "falou", "passou"),
        )
    ],
}
"""Phrases that refer to our offer: "the first one that you offered"."""

LISTED = {
    "en": as_phrases(
        *_SAID["en"],
        *("on the list", "on your list", "of the list", "in the list", "you wrote", "you sent"),
        *("you gave me", "you gave", "you listed", "you put", "you offered", "you offer", "option"),
        *("choice", "slot", "appointment", "time", "of the three", "of those", "of these", "one"),
        *("id go for", "i d go for", "i d say", "i think", "i d prefer", "i prefer", "best"),
    ),
    "it": as_phrases(
        *_SAID["it"],
        *("della lista", "dell elenco", "nella lista", "che ha scritto", "che avete scritto"),
        *("che mi ha scritto", "che mi avete scritto", "che ha mandato", "che mi ha mandato"),
        *("che avete mandato", "opzione", "proposta", "scelta", "orario", "appuntamento"),
        *(
            "dei tre",
            "di questi",
            "di queste",
            "di quelli",
            "di quelle",
            "fra questi",
            "direi",
            "preferisco",
            "sceglierei",
            "di",
        ),
    ),
    "es": as_phrases(
        *_SAID["es"],
        *("de la lista", "que me puso", "que puso", "que me ha puesto", "que ha puesto"),
        *("que me pusieron", "que me escribio", "que escribio", "que me mando", "que mando"),
        *("que me han puesto", "que me mandaron", "opcion", "propuesta", "hora", "cita", "en"),
        *("de esos", "de estas", "de estos", "de ellas", "de ellos"),
        *("de las tres", "de los tres", "de esas", "prefiero", "yo diria", "de"),
    ),
    "fr": as_phrases(
        *_SAID["fr"],
        *("de la liste", "sur la liste", "que vous avez mis", "que vous avez ecrit", "du", "de"),
        *("que vous m avez propose", "que vous proposez", "que vous avez propose", "option"),
        *("proposition", "choix", "horaire", "creneau", "rdv", "des trois", "je prefere"),
        *("de ceux la", "de ceux ci", "parmi ceux la", "de celles la", "de celles ci", "d eux"),
        *("je dirais", "que vous m avez mis", "que vous avez envoye"),
    ),
    "de": as_phrases(
        *_SAID["de"],
        *("von der liste", "auf der liste", "aus der liste", "in der liste", "den sie geschrieben"),
        *("den sie geschrieben haben", "die sie geschrieben haben", "den sie genannt haben"),
        *("den ihr geschrieben habt", "den ihr geschickt habt", "den sie geschickt haben"),
        *("den sie vorgeschlagen haben", "moglichkeit", "option", "vorschlag", "termin", "uhrzeit"),
        *("davon", "von diesen", "von den genannten"),
        *("von den drei", "von denen", "ich wurde sagen", "lieber", "am liebsten"),
    ),
    "pt": as_phrases(
        *_SAID["pt"],
        *("da lista", "na lista", "que voce mandou", "que voce escreveu", "que voce colocou"),
        *("que mandou", "que me mandou", "que mandaram", "que me mandaram", "que escreveu"),
        *("que enviou", "que voces mandaram", "opcao", "proposta", "horario", "do", "de"),
        *("dessas", "destes", "destas", "deles", "delas"),
        *("dos tres", "desses", "eu diria", "acho que"),
    ),
}
"""Words of a list and of our texts, beside a place."""
