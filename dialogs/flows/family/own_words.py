"""Phrases that the writer comes, or that the writer's visit stays, in every language."""

from dialogs.flows.phrases import as_phrases

FOR_ME = as_phrases(
    *("for me", "from me", "mine", "my one", "my appointment", "per me", "il mio", "la mia"),
    *("da parte mia", "para mi", "la mia", "el mio", "de mi parte", "pour moi", "le mien"),
    *("la mienne", "pour ma part", "de mon cote", "fur mich", "fuer mich", "bei mir", "meiner"),
    *("mein termin", "meinen", "para mim", "pra mim", "a minha", "o meu", "da minha parte"),
)
"""Words for the writer's own visit; a yes beside them is about that visit."""

I_DO = as_phrases(
    *("ich selbst komme", "ich selber komme", "i myself am coming", "io stessa vengo"),
    *("io stesso vengo", "yo misma voy", "yo mismo voy", "moi meme je viens", "je viens"),
    *("eu mesma vou", "eu mesmo vou", "eu propria vou", "eu proprio vou"),
    *("me yes", "yes me", "i can", "i will", "i do", "io si", "si io", "io ci sono", "io vengo"),
    *("yo si", "si yo", "yo si voy", "yo si puedo", "yo voy", "moi oui", "oui moi", "moi ok"),
    *("moi je viens", "moi je serai la", "moi c est bon", "moi ca va", "ich ja", "ich schon"),
    *("i ll be there", "i ll come", "i ll be coming", "i m still coming", "i can make it"),
    *("i am coming", "im coming", "i m coming", "io invece vengo", "io invece si", "io vengo"),
    *(
        "io pero vengo",
        "ich komme aber",
        "aber ich komme",
        "ja ich",
        "ich komme",
        "eu sim",
        "sim eu",
        "eu vou",
        "eu posso",
    ),
)
"""Complete phrases of the writer's own yes."""

EMPHATIC = as_phrases(
    *("me yes", "yes me", "io si", "si io", "yo si", "si yo", "yo si voy", "yo si puedo"),
    *("moi oui", "oui moi", "moi ok", "moi je viens", "moi je serai la", "moi c est bon"),
    *("moi ca va", "ich ja", "ich schon", "ja ich", "eu sim", "sim eu"),
)
"""Those of these phrases that are about the writer alone even if nobody else is named."""

ME_TOO = as_phrases(
    *("me too", "and me", "and me too", "me as well", "and i", "i will too", "so will i"),
    *("so am i", "io anche", "anch io", "anche io", "pure io", "e io", "e io pure", "anche per me"),
    *("yo tambien", "y yo", "tambien yo", "para mi tambien", "moi aussi", "et moi"),
    *("pour moi aussi", "moi egalement", "ich auch", "und ich", "ich ebenfalls", "fur mich auch"),
    *("eu tambem", "e eu", "tambem eu", "para mim tambem", "pra mim tambem", "mine too"),
    *("and i too", "e io anche", "y yo tambien", "et moi aussi", "und ich auch", "e eu tambem"),
    *("anche il mio", "la mia tambien", "le mien aussi", "meiner auch", "a minha tambem"),
)

STAYS = as_phrases(
    *("stays", "still stands", "stands", "resta", "rimane", "se mantiene", "se queda", "sigue"),
    *("reste", "est maintenu", "bleibt", "mantem se", "fica", "mantem"),
)
