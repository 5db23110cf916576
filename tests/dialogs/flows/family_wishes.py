"""What a family of two writes: Leo at another time, both coming after all, questions about Leo."""

from tests.dialogs.flows.family_texts import Texts

LEO_ON_FRIDAY: Texts = {
    "en": (
        "Ada's coming. Can Leo's be moved to Friday at 9?",
        "I confirm Ada's. Leo needs another time, would Friday at 9 work?",
        "Ada is fine, please move Leo's to Friday 9am",
        "Ada will be there thursday. Leo can't, can he come Friday at 9?",
        "Move Leo's to Friday at 9 please, Ada is coming",
        "Ada yes. For Leo is there anything Friday at 9?",
    ),
    "it": (
        "Ada viene. Quello di Leo si può spostare a venerdì alle 9?",
        "Confermo Ada. Leo ha bisogno di un altro orario, venerdì alle 9?",
        "Ada va bene, sposti quello di Leo a venerdì alle 9",
        "Ada giovedì c'è. Leo non può, può venire venerdì alle 9?",
        "sposti Leo a venerdì alle 9 per favore, Ada viene",
        "Ada sì. Per Leo c'è posto venerdì alle 9?",
    ),
    "es": (
        "La de Ada la confirmo. ¿La de Leo se puede cambiar al viernes a las 9?",
        "Ada va. Leo necesita otra hora, ¿puede ser el viernes a las 9?",
        "Ada bien, cambie la de Leo al viernes a las 9",
        "Ada sí va el jueves. Leo no puede, ¿podría ir el viernes a las 9?",
        "mueva la de Leo al viernes a las 9 por favor, Ada va",
        "Ada sí. Para Leo ¿hay algo el viernes a las 9?",
    ),
    "fr": (
        "Ada vient. Celui de Leo peut être déplacé à vendredi 9h ?",
        "Je confirme Ada. Leo a besoin d'un autre horaire, vendredi à 9h c'est possible ?",
        "Ada c'est bon, déplacez celui de Leo à vendredi 9h",
        "Ada sera là jeudi. Leo ne peut pas, il pourrait venir vendredi à 9h ?",
        "déplacez Leo à vendredi 9h svp, Ada vient",
        "Ada oui. Pour Leo vous avez vendredi à 9h ?",
    ),
    "de": (
        "Ada kommt. Kann man den von Leo auf Freitag 9 Uhr verschieben?",
        "Ada bestätige ich. Leo braucht eine andere Zeit, ginge Freitag um 9?",
        "Ada passt, bitte Leo auf Freitag 9 Uhr verschieben",
        "Ada kommt am Donnerstag. Leo kann nicht, kann er Freitag um 9 kommen?",
        "verschieben Sie Leo bitte auf Freitag 9 Uhr, Ada kommt",
        "Ada ja. Für Leo hätten Sie Freitag um 9 was?",
    ),
    "pt": (
        "A Ada vai. A do Leo dá pra mudar para sexta às 9?",
        "Confirmo a Ada. O Leo precisa de outra hora, pode ser sexta às 9?",
        "A Ada tá certo, muda a do Leo para sexta às 9",
        "A Ada vai na quinta. O Leo não pode, ele pode ir sexta às 9?",
        "passa o Leo para sexta às 9 por favor, a Ada vai",
        "Ada sim. Para o Leo tem sexta às 9?",
    ),
}
"""Ada comes, and Leo shall come on Friday at nine."""

BOTH_COME: Texts = {
    "en": (
        "great, we're both coming",
        "ok then we'll both be there",
        "Please don't cancel anything, they're both coming",
        "ah ok, both Ada and Leo are coming",
        "no worries, Ada and Leo will both be there",
        "alright, both of us are coming thursday",
    ),
    "it": (
        "va bene, veniamo tutti e due",
        "ah ok allora veniamo entrambi",
        "non disdica niente, vengono tutti e due",
        "ok allora Ada e Leo vengono",
        "perfetto, ci siamo tutti e due, Ada e Leo",
        "allora giovedì veniamo tutti e due",
    ),
    "es": (
        "vale, vamos los dos",
        "ah ok, pues vamos los dos",
        "no cancele nada, van los dos",
        "ah vale, entonces Ada y Leo van",
        "perfecto, iremos los dos, Ada y Leo",
        "pues entonces el jueves vamos los dos",
    ),
    "fr": (
        "d'accord, on vient tous les deux",
        "ah ok, alors nous venons tous les deux",
        "n'annulez rien, ils viennent tous les deux",
        "ah bon, alors Ada et Leo viennent",
        "parfait, on sera là tous les deux, Ada et Leo",
        "alors jeudi on vient tous les deux",
    ),
    "de": (
        "passt, wir kommen beide",
        "ah ok, dann kommen wir beide",
        "bitte nichts absagen, beide kommen",
        "ach so, dann kommen Ada und Leo",
        "super, wir sind beide da, Ada und Leo",
        "gut, dann kommen wir Donnerstag beide",
    ),
    "pt": (
        "tá bom, vamos os dois",
        "ah ok, então vamos os dois",
        "não cancele nada, vão os dois",
        "ah tá, então a Ada e o Leo vão",
        "perfeito, vamos os dois, a Ada e o Leo",
        "então quinta vamos os dois",
    ),
}
"""After a hand-over closed what was asked, or a question was answered: both come."""

ABOUT_LEOS: Texts = {
    "en": (
        "When is Leo on again?",
        "Did my wife cancel Leo's? She said she would",
        "Wasn't Leo's on another day?",
        "has Leo's been cancelled?? I never asked for that",
        "remind me what time Leo is?",
        "is Leo's appointment still on?",
    ),
    "it": (
        "Quando tocca a Leo?",
        "Mio marito ha disdetto quello di Leo? Mi diceva di sì",
        "Leo non ce l'aveva un altro giorno?",
        "l'appuntamento di Leo è stato annullato?? io non ho chiesto niente",
        "a che ora sarebbe Leo?",
        "quello di Leo c'è ancora?",
    ),
    "es": (
        "¿Cuándo le toca a Leo?",
        "¿Mi marido ha cancelado la de Leo? Me dijo que a lo mejor",
        "¿la de Leo no era otro día?",
        "¿la cita de Leo está anulada?? yo no pedí nada",
        "¿a qué hora era lo de Leo?",
        "¿sigue en pie la de Leo?",
    ),
    "fr": (
        "C'est quand déjà pour Leo ?",
        "Mon mari a annulé celui de Leo ? Il m'a dit peut-être",
        "Leo n'avait pas le sien un autre jour ?",
        "le rendez-vous de Leo a été annulé ?? je n'ai rien demandé",
        "Leo c'est à quelle heure déjà ?",
        "celui de Leo tient toujours ?",
    ),
    "de": (
        "Wann war nochmal Leo dran?",
        "Hat mein Mann Leos Termin abgesagt? Er meinte vielleicht",
        "War Leo nicht an einem anderen Tag?",
        "wurde der Termin von Leo abgesagt?? ich hab nichts abgesagt",
        "um wie viel Uhr ist Leo dran?",
        "steht der von Leo noch?",
    ),
    "pt": (
        "Quando é mesmo a vez do Leo?",
        "Meu marido cancelou a do Leo? Ele disse que talvez",
        "a do Leo não era outro dia?",
        "a consulta do Leo foi cancelada?? eu não pedi nada",
        "que horas é mesmo a do Leo?",
        "a do Leo ainda tá de pé?",
    ),
}
"""Questions that are answered with what stands of Leo's."""
