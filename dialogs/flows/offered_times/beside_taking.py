"""Words without a meaning of their own beside words of taking a time, by language."""


def _words(*written: str) -> frozenset[str]:
    return frozenset(" ".join(written).split())


BESIDE = {
    "en": _words(
        "that thats the one s it this time slot appointment for me us in on at then please kindly",
        "so and to just nicely well fine really great good lovely perfect ideal down day",
        "exactly right actually instead",
    ),
    "it": _words(
        "quello quell quella quel li orario ora la il lo l questo questa delle alle per me mi pure",
        "allora benissimo bene perfetto grazie dai proprio esatto esattamente ok appuntamento cosi",
        "si di e le a invece anzi",
    ),
    "es": _words(
        "esa ese eso esta este misma mismo hora la el lo a las de para mi pues entonces vale bien",
        "perfecto genial cita dia justo exacto exactamente por favor y realidad en",
    ),
    "fr": _words(
        "celui la celle ci ce cet cette heure horaire creneau le l rdv rendez vous a pour moi",
        "alors bien tres parfait parfaitement super donc exactement voila et svp oui jour ca"
        " finalement fait en",
    ),
    "de": _words(
        "den der die das dem diesen dieser termin zeit uhrzeit um fur fuer mich mir uns dann bitte",
        "ein gern gerne genau also doch gut super so ja jo sehr uhr wir da am und in ordnung"
        " stattdessen",
    ),
    "pt": _words(
        "esse essa este esta mesmo mesma isso hora horario o a as para pra mim por favor entao",
        "bem bom otimo otima perfeito exatamente certo sim nesse nessa neste nesta consulta e eu",
        "me dia afinal verdade na",
    ),
}
"""Words beside a verb of taking that point at the time or have no meaning of their own."""

THESE = _words(
    "those these them any that of do the one ones is work works fit for me i we sorry can won don"
    " doesn",
    "quelli queste questi quelle nessuno mi va vanno li bene purtroppo me per",
    "esas esos estas estos ninguna ninguno me va van viene vienen sirve bien para mi las los lo"
    " siento",
    "ceux ces celui la ca me ne va vont convient convenient aucun aucune d eux malheureusement",
    "davon die diese keiner keine passt passen mir leider von denen den da geht gehen",
    "esses essas estes nenhum nenhuma deles delas para mim pra da dao serve servem bem infelizmente"
    " me",
)
"""Words beside a refusal of all offered times, before the client names another time."""
