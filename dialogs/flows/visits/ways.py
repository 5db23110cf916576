"""Words for ways to travel, and phrases that dismiss an obstacle, in every language."""

from dialogs.flows.phrases import as_phrases

NO_MATTER = as_phrases(
    *("never mind", "nevermind", "nae bother", "no bother", "no matter", "doesn t matter"),
    *("it doesn t matter", "no worries", "not to worry", "no problem", "it s fine", "that s fine"),
    *("it s ok", "it s okay", "that s ok", "no big deal", "all good", "non importa", "fa niente"),
    *("non fa niente", "non fa nulla", "fa nulla", "pazienza", "poco male", "nessun problema"),
    *("non c e problema", "vabbe", "va be", "va beh", "non fa niente dai", "tranquilli"),
    *(
        "da igual",
        "me da igual",
        "igual da",
        "no importa",
        "no pasa nada",
        "ni modo",
        "no hay drama",
    ),
    *("no hay problema", "sin problema", "tranquilos", "tranquila", "tranquilo", "que mas da"),
    *("pas grave", "c est pas grave", "ce n est pas grave", "c est pas bien grave", "tant pis"),
    *("ca fait rien", "ca ne fait rien", "peu importe", "pas de souci", "pas de soucis"),
    *(
        "aucun probleme",
        "pas de probleme",
        "y a pas de probleme",
        "c est correct",
        "pas de trouble",
    ),
    *("macht nichts", "macht nix", "das macht nichts", "egal", "ist egal", "ist aber egal"),
    *("is egal", "wurscht", "wurst", "nicht schlimm", "ned schlimm", "ist nicht schlimm"),
    *("kein problem", "halb so wild", "halb so schlimm", "schon gut", "nicht weiter schlimm"),
    *("nao faz mal", "nao tem problema", "nao ha problema", "nao importa", "tanto faz"),
    *("sem problema", "deixa pra la", "deixa para la", "tudo bem", "nao tem importancia"),
    *("sem stress", "paciencia", "tranquilo"),
)
"""Phrases that dismiss an obstacle."""

ANYWAY = as_phrases(
    *("igual voy", "igual me voy", "igual ire", "igual vamos", "igual nos vamos", "igual tomo"),
    *("igual cojo", "igual agarro"),
)
"""Phrases that mean "anyway" before a way to travel, and "maybe" elsewhere."""

WAYS = frozenset(
    {
        *("bus", "buses", "coach", "taxi", "cab", "uber", "train", "tram", "tube", "metro", "walk"),
        *("walking", "foot", "bike", "autobus", "pullman", "treno", "piedi", "bici", "corriera"),
        *("colectivo", "camion", "micro", "guagua", "tren", "tranvia", "remis", "pie", "moto"),
        *("bicicleta", "cercanias", "buseta", "pied", "train", "velo", "navette", "rer"),
        *("bahn", "zug", "fuss", "rad", "fahrrad", "strassenbahn", "ubahn", "offis", "bim"),
        *("onibus", "autocarro", "metro", "comboio", "trem", "pe", "boleia", "carona", "eletrico"),
    }
)
"""Words for ways to travel."""
