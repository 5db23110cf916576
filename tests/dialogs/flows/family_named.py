"""Texts that name one of a family, {0}, and nobody else; whatever they are read as."""

NAMES_ONE = {
    "en": (
        *("cancel {0}", "yes exactly, just cancel {0}'s", "just {0}'s", "{0} can't come", "no {0}"),
        *("yes {0}", "{0} is coming", "only {0}", "cancel {0}'s please, thanks", "{0}'s please"),
        *("not {0}", "{0} won't make it after all", "yes please cancel {0}'s", "{0} no"),
        *("move {0} to friday at 9", "yes {0} friday 9am", "can {0} come friday at 9?"),
        *("so {0}'s is off then", "yes go ahead with {0}'s", "ok cancel for {0} then"),
    ),
    "it": (
        *("annullate {0}", "sì esatto, annullato solo {0}", "solo {0}", "{0} non può venire"),
        *("no {0}", "sì {0}", "{0} viene", "quello di {0}", "disdica quello di {0} grazie"),
        *("non {0}", "sì disdica {0}", "{0} no", "sposti {0} a venerdì alle 9"),
        *("sì {0} venerdì alle 9", "allora salta {0}", "sì proceda con {0}"),
        *("ok annulla per {0}", "confermo {0}", "{0} alla fine non viene"),
    ),
    "es": (
        *("anule a {0}", "sí, anular solo la de {0}", "solo {0}", "{0} no puede ir", "no {0}"),
        *("sí {0}", "{0} va", "la de {0}", "cancele la de {0} gracias", "{0} no"),
        *("sí cancele {0}", "pase a {0} al viernes a las 9", "sí {0} el viernes a las 9"),
        *("entonces {0} fuera", "sí, adelante con {0}", "vale anule por {0}", "confirmo {0}"),
        *("{0} al final no va", "la de {0} no"),
    ),
    "fr": (
        *("annulez {0}", "oui annulez {0}", "juste {0}", "{0} ne vient pas", "non {0}"),
        *("oui {0}", "{0} vient", "celui de {0}", "annulez celui de {0} merci", "pas {0}"),
        *("{0} non", "décalez {0} à vendredi 9h", "oui {0} vendredi 9h", "donc {0} saute"),
        *("oui allez-y pour {0}", "ok annulez pour {0}", "je confirme {0}"),
        *("finalement {0} ne vient pas", "c'est {0} qui ne vient pas"),
    ),
    "de": (
        *("{0} absagen", "ja genau, nur {0} absagen", "nur {0}", "{0} kommt nicht", "nein {0}"),
        *("ja {0}", "{0} kommt", "den von {0}", "bitte {0} absagen danke", "nicht {0}"),
        *("{0} nein", "{0} auf Freitag 9 Uhr verschieben", "ja {0} Freitag 9 Uhr"),
        *("{0} fällt also aus", "ja machen Sie das mit {0}", "ok für {0} absagen"),
        *("{0} bestätige ich", "{0} kommt doch nicht", "es geht um {0}"),
    ),
    "pt": (
        *("cancela {0}", "isso, cancela só a do {0}", "só {0}", "{0} não pode ir", "não {0}"),
        *("sim {0}", "{0} vai", "a do {0}", "cancela a do {0} obrigada", "{0} não"),
        *("passa {0} pra sexta às 9", "sim {0} sexta às 9", "então {0} fica fora"),
        *("sim pode ser {0}", "ok cancela pra {0}", "confirmo {0}", "{0} afinal não vai"),
        *("é {0} que não vai", "a do {0} não"),
    ),
}
