"""What families write of each of Ada, Leo and Mia, by language; each kind in several wordings."""

Texts = dict[str, tuple[str, ...]]

LEO_IS_OFF: Texts = {
    "en": (
        "Leo has a tummy bug. Please cancel his, Ada and Mia will be there as planned",
        "Hi, Leo's poorly so he won't make it. Ada and Mia are both still coming",
        "just Leo isn't coming, he has tonsillitis. the girls Ada and Mia are coming",
        "Cancel Leo's please he's got a school play. Ada and Mia are still on",
        "Ada yes, Mia yes, Leo can't he's away with his dad",
        "Only Leo can't come. The other two are coming",
    ),
    "it": (
        "Leo ha la tonsillite. Per Leo disdica pure, Ada e Mia vengono come previsto",
        "Buongiorno, Leo ha la febbre quindi non viene. Ada e Mia invece ci sono",
        "solo Leo non viene, è in gita con la scuola. Ada e Mia vengono tutte e due",
        "disdica quello di Leo per favore che ha l'influenza. Ada e Mia vengono",
        "Ada e Mia sì, Leo no purtroppo, è malato. annulli il suo",
        "Leo non può venire, ha un compito in classe. Le altre due vengono",
    ),
    "es": (
        "Leo tiene anginas. Anule la de Leo por favor, Ada y Mia van como habíamos quedado",
        "Hola, Leo está con fiebre así que no va a ir. Ada y Mia sí van",
        "solo Leo no puede ir, tiene excursión del cole. Ada y Mia van las dos",
        "cancele la de Leo porfa que está malito. Ada y Mia van",
        "Ada y Mia sí van, Leo no va, que está con gripe. cancele la suya",
        "Leo no puede ir. Los otros dos sí",
    ),
    "fr": (
        "Leo a une angine. Annulez le rendez-vous de Leo svp, Ada et Mia viennent comme prévu",
        "Bonjour, Leo est malade donc il ne viendra pas. Ada et Mia seront là",
        "seul Leo ne vient pas, il a une sortie scolaire. Ada et Mia viennent toutes les deux",
        "annulez celui de Leo svp il a de la fièvre. Ada et Mia viennent",
        "Ada et Mia oui, Leo ne peut pas, il est chez son père",
        "Leo ne pourra pas venir. Les deux autres viennent",
    ),
    "de": (
        "Leo hat Fieber. Den von Leo bitte absagen, Ada und Mia kommen wie geplant",
        "Hallo, Leo ist krank und kommt nicht. Ada und Mia kommen aber beide",
        "nur Leo kommt nicht, er hat Mandelentzündung. die Mädels Ada und Mia kommen",
        "Bitte Leos Termin absagen, er ist auf Klassenfahrt. Ada und Mia kommen",
        "Ada und Mia kommen, Leo nicht, der hat Magen-Darm. Sagen Sie seinen bitte ab",
        "Leo kann nicht. Die anderen beiden kommen",
    ),
    "pt": (
        "O Leo está com amigdalite. Para o Leo pode desmarcar, a Ada e a Mia vão como combinado",
        "Oi, o Leo tá com febre então ele não vai. A Ada e a Mia vão sim",
        "só o Leo não vai, tem passeio da escola. a Ada e a Mia vão as duas",
        "cancela a do Leo por favor que ele tá doente. Ada e Mia vão",
        "a Ada e a Mia vão, o Leo não, tá gripado. desmarca o dele",
        "o Leo não pode ir. As outras duas vão",
    ),
}
"""To the reminder of all three: Leo's is off, Ada and Mia come."""

ONLY_LEOS: Texts = {
    "en": (
        "just Leo's, Ada and Mia are coming",
        "no wait, Ada and Mia are coming, only Leo isn't",
        "right, only cancel Leo's. the other two will be there",
        "Leo's please, he's ill. Ada and Mia will come",
        "sorry only Leo's, Mia and Ada are still coming",
        "exactly, cancel Leo only, the girls Ada and Mia are coming",
    ),
    "it": (
        "solo quello di Leo, Ada e Mia vengono",
        "no aspetti, Ada e Mia vengono, solo Leo no",
        "esatto, disdica solo Leo. le altre due vengono",
        "quello di Leo, è malato. Ada e Mia vengono",
        "scusi solo Leo, Mia e Ada ci sono",
        "giusto, annulli Leo e basta, Ada e Mia vengono",
    ),
    "es": (
        "solo la de Leo, Ada y Mia van",
        "no espere, Ada y Mia sí van, solo Leo no",
        "exacto, cancele solo la de Leo. las otras dos van",
        "la de Leo, está malo. Ada y Mia van",
        "perdone, solo Leo, Mia y Ada sí van",
        "eso, anule la de Leo nada más, Ada y Mia van",
    ),
    "fr": (
        "seulement celui de Leo, Ada et Mia viennent",
        "non attendez, Ada et Mia viennent, juste Leo non",
        "exact, annulez seulement Leo. les deux autres viennent",
        "celui de Leo, il est malade. Ada et Mia viennent",
        "pardon, que celui de Leo, Mia et Ada viennent bien",
        "voilà, annulez juste celui de Leo, Ada et Mia seront là",
    ),
    "de": (
        "nur den von Leo, Ada und Mia kommen",
        "nein Moment, Ada und Mia kommen, nur Leo nicht",
        "genau, nur Leo absagen. die anderen zwei kommen",
        "den von Leo, er ist krank. Ada und Mia kommen",
        "Entschuldigung, nur Leo, Mia und Ada kommen schon",
        "richtig, sagen Sie nur Leo ab, Ada und Mia kommen",
    ),
    "pt": (
        "só a do Leo, a Ada e a Mia vão",
        "não espera, a Ada e a Mia vão, só o Leo que não",
        "isso, cancela só o Leo. as outras duas vão",
        "a do Leo, ele tá doente. Ada e Mia vão",
        "desculpa, só o Leo, a Mia e a Ada vão sim",
        "exato, desmarca a do Leo só, a Ada e a Mia vão",
    ),
}
"""To "which one shall we cancel?": Leo's, and Ada and Mia come."""

MIA_AFTER_ALL: Texts = {
    "en": (
        "Oh no, Mia has a dentist thing that day. Can you cancel hers?",
        "Ah sorry Mia's got a birthday party then, could you cancel hers please",
        "Damn Mia can't come after all, please cancel hers",
        "Mia woke up with a rash, cancel hers please",
        "one change, Mia isn't coming, the others are",
        "oops forgot Mia is at camp. cancel her appointment please",
    ),
    "it": (
        "Accidenti, Mia ha una festa quel giorno. Può disdire il suo?",
        "Mia purtroppo ha la febbre, può annullare il suo?",
        "scusi, Mia alla fine non viene. disdica il suo per favore",
        "Mia si è svegliata con la febbre, annulli il suo grazie",
        "una modifica, Mia non viene, gli altri sì",
        "mi sono scordata che Mia è al campo scuola. disdica il suo appuntamento per favore",
    ),
    "es": (
        "Ay, Mia tiene un cumple ese día. ¿Puede cancelar la suya?",
        "Mia se ha puesto mala, ¿puede anular la suya?",
        "perdone, Mia al final no va. cancele la suya por favor",
        "Mia se ha levantado con fiebre, anule la suya gracias",
        "un cambio, Mia no va, los demás sí",
        "se me olvidó que Mia está de campamento. cancele su cita por favor",
    ),
    "fr": (
        "Mince, Mia a un anniversaire ce jour-là. Pouvez-vous annuler le sien ?",
        "Mia est tombée malade, vous pouvez annuler le sien ?",
        "désolée, Mia ne vient pas finalement. annulez le sien svp",
        "Mia s'est réveillée avec de la fièvre, annulez le sien merci",
        "un changement, Mia ne vient pas, les autres oui",
        "j'avais oublié que Mia est en colonie. annulez son rendez-vous svp",
    ),
    "de": (
        "Mist, Mia hat an dem Tag einen Kindergeburtstag. Können Sie ihren absagen?",
        "Mia ist krank geworden, könnten Sie ihren Termin absagen?",
        "sorry, Mia kommt doch nicht. bitte ihren absagen",
        "Mia ist mit Fieber aufgewacht, bitte sagen Sie ihren ab",
        "eine Änderung, Mia kommt nicht, die anderen schon",
        "hab vergessen dass Mia auf Klassenfahrt ist. bitte ihren Termin absagen",
    ),
    "pt": (
        "Ih, a Mia tem uma festinha nesse dia. Pode cancelar a dela?",
        "a Mia ficou doente, pode desmarcar a dela?",
        "desculpa, a Mia afinal não vai. cancela a dela por favor",
        "a Mia acordou com febre, desmarca a dela obrigada",
        "uma mudança, a Mia não vai, os outros sim",
        "esqueci que a Mia está no acampamento. cancela a consulta dela por favor",
    ),
}
"""After all three were confirmed: Mia's is off."""

THE_OTHERS_COME: Texts = {
    "en": (
        "yes just Leo. Ada and Mia are coming",
        "Ada and Mia are still coming",
        "Ada and Mia keep theirs, they'll be there thursday",
        "yes Leo's was right. the other two are coming",
        "thanks. Mia and Ada will both be there",
        "yep only his. Ada comes and Mia too",
    ),
    "it": (
        "sì, solo Leo. Ada e Mia vengono",
        "Ada e Mia vengono",
        "Ada e Mia tengono il loro, ci saranno giovedì",
        "sì quello di Leo. le altre due vengono",
        "grazie. Mia e Ada ci saranno tutte e due",
        "sì solo il suo. Ada viene e anche Mia",
    ),
    "es": (
        "sí, solo Leo. Ada y Mia van",
        "Ada y Mia sí van",
        "Ada y Mia mantienen la suya, irán el jueves",
        "sí la de Leo. las otras dos van",
        "gracias. Mia y Ada van las dos",
        "sí, solo la suya. Ada va y Mia también",
    ),
    "fr": (
        "oui juste Leo. Ada et Mia viennent",
        "Ada et Mia viennent bien",
        "Ada et Mia gardent le leur, elles viendront jeudi",
        "oui celui de Leo. les deux autres viennent",
        "merci. Mia et Ada seront là toutes les deux",
        "oui seulement le sien. Ada vient et Mia aussi",
    ),
    "de": (
        "ja nur Leo. Ada und Mia kommen",
        "Ada und Mia kommen schon",
        "Ada und Mia behalten ihren, sie kommen am Donnerstag",
        "ja den von Leo. die anderen beiden kommen",
        "danke. Mia und Ada kommen beide",
        "ja nur seinen. Ada kommt und Mia auch",
    ),
    "pt": (
        "sim, só o Leo. a Ada e a Mia vão",
        "a Ada e a Mia vão sim",
        "a Ada e a Mia mantêm a delas, vão na quinta",
        "sim a do Leo. as outras duas vão",
        "obrigada. a Mia e a Ada vão as duas",
        "sim só a dele. a Ada vai e a Mia também",
    ),
}
"""After Leo's was cancelled: Ada and Mia come."""
