"""What families write of one of Ada and Leo alone, or of both: another time, and who comes."""

from tests.dialogs.flows.family_texts import Texts

LEO_RATHER_ON_FRIDAY: Texts = {
    "en": (
        "Can Leo come Friday at 9 instead? He has swimming Thursdays",
        "Could Leo come on Friday at 9? He's got football on Thursdays",
        "Leo has swimming that day, could he come Friday at 9?",
        "Would Friday at 9 work for Leo? He has a match on Thursday",
        "please move Leo to Friday at 9, he has an exam",
        "can we move Leo's to friday 9am",
    ),
    "it": (
        "Leo può venire venerdì alle 9? Il giovedì ha nuoto",
        "Leo potrebbe venire venerdì alle 9? Giovedì ha la partita",
        "Leo quel giorno ha calcio, può venire venerdì alle 9?",
        "si può spostare Leo a venerdì alle 9? ha una verifica",
        "sposti Leo a venerdì alle 9 per favore, ha la gita",
        "può spostare quello di Leo a venerdì alle 9?",
    ),
    "es": (
        "¿Leo puede ir el viernes a las 9? Los jueves tiene natación",
        "¿Podría ir Leo el viernes a las 9? El jueves tiene partido",
        "Leo ese día tiene fútbol, ¿puede ir el viernes a las 9?",
        "¿se puede pasar lo de Leo al viernes a las 9? tiene examen",
        "pase a Leo al viernes a las 9 por favor, tiene excursión",
        "¿puede cambiar la de Leo al viernes a las 9?",
    ),
    "fr": (
        "Leo peut venir vendredi à 9h ? Il a piscine le jeudi",
        "Est-ce que Leo peut venir vendredi à 9h ? Jeudi il a un match",
        "Leo a foot ce jour-là, il peut venir vendredi à 9h ?",
        "on peut décaler Leo à vendredi 9h ? il a un contrôle",
        "déplacez Leo à vendredi 9h svp, il a une sortie",
        "vous pouvez déplacer celui de Leo à vendredi 9h ?",
    ),
    "de": (
        "Kann Leo lieber am Freitag um 9 kommen? Donnerstags hat er Schwimmen",
        "Könnte Leo am Freitag um 9 kommen? Er hat donnerstags Fußball",
        "Leo hat an dem Tag Training, kann er Freitag um 9 kommen?",
        "Ginge für Leo Freitag um 9? Er hat Donnerstag Mathe",
        "Leo bitte auf Freitag um 9 verschieben, er hat ein Spiel",
        "können Sie Leos Termin auf Freitag um 9 verlegen?",
    ),
    "pt": (
        "O Leo pode ir na sexta às 9? Quinta ele tem natação",
        "o Leo poderia ir na sexta às 9? na quinta tem jogo",
        "o Leo tem futebol nesse dia, ele pode ir na sexta às 9?",
        "dá pra passar o Leo pra sexta às 9? ele tem prova",
        "passa o Leo pra sexta às 9 por favor, ele tem passeio",
        "pode mudar a do Leo para sexta às 9?",
    ),
}
"""Another time is wished for Leo, and not a word said of Ada."""

LEO_TAKES_FRIDAY: Texts = {
    "en": ("yes Leo friday 9am", "yes please, Leo on Friday at 9", "Friday at 9 for Leo, yes"),
    "it": ("sì Leo venerdì alle 9", "sì, venerdì alle 9 per Leo", "ok Leo venerdì alle 9 grazie"),
    "es": (
        "sí, Leo el viernes a las 9",
        "viernes a las 9 para Leo, sí",
        "vale Leo viernes a las 9",
    ),
    "fr": ("oui Leo vendredi 9h", "oui vendredi à 9h pour Leo", "ok Leo vendredi à 9h merci"),
    "de": ("ja Leo Freitag um 9", "ja, Freitag um 9 für Leo bitte", "passt, Leo Freitag 9 Uhr"),
    "pt": ("sim, o Leo sexta às 9", "sim, sexta às 9 para o Leo", "ok Leo na sexta às 9"),
}
"""The time offered for Leo is taken, with his name."""

SO_LEO_COMES: Texts = {
    "en": (
        "Leo has no school on Thursday so he is coming",
        "Leo's training is off, so he will be there",
        "Leo's a bit sniffly but he's still coming",
        "Leo has the day off so he can come",
        "Leo has a cold but he will be there",
        "Leo has no class that day so he'll come",
    ),
    "it": (
        "Leo giovedì non ha scuola quindi viene",
        "Leo quel giorno è libero, quindi ci sarà",
        "Leo è un po' raffreddato ma viene",
        "Leo non ha allenamento perciò viene",
        "Leo ha la tosse però viene lo stesso",
        "Leo giovedì è a casa quindi può venire",
    ),
    "es": (
        "Leo no tiene clase el jueves así que va",
        "Leo tiene el jueves libre, así que sí va",
        "Leo está un poco acatarrado pero va",
        "Leo no tiene cole así que puede ir",
        "Leo tiene tos pero sí va",
        "a Leo le han quitado el entreno así que va",
    ),
    "fr": (
        "Leo n'a pas école jeudi donc il vient",
        "Leo a sa journée libre, donc il sera là",
        "Leo est un peu enrhumé mais il vient",
        "Leo n'a pas cours du coup il viendra",
        "Leo tousse un peu mais il sera là",
        "Leo n'a pas d'entraînement donc il peut venir",
    ),
    "de": (
        "Leo hat Donnerstag keine Schule, also kommt er",
        "Leo hat da frei, deshalb kommt er",
        "Leo hat Schnupfen, aber er kommt",
        "Leo hat schulfrei, also kann er kommen",
        "Leo hustet ein bisschen, kommt aber trotzdem",
        "Leos Training fällt flach, also kommt er",
    ),
    "pt": (
        "o Leo não tem aula na quinta então ele vai sim",
        "o Leo tá de folga então vai",
        "o Leo tá um pouco constipado mas vai",
        "o Leo não tem treino por isso pode ir",
        "o Leo tá com tosse mas ele vai",
        "o Leo não tem escola nesse dia então ele vem",
    ),
}
"""What is told of Leo is no hindrance: he comes."""

I_COME_TOO: Texts = {
    "en": (
        "I'm coming too. You can confirm both, Ada and Leo",
        "and I'm coming as well. please confirm both, Ada and Leo",
        "Leo is coming and so am I. Ada and Leo both confirmed",
        "Me too, please confirm the two of us, Ada and Leo",
        "I'll be there too. Ada and Leo are both coming",
        "I will come too, confirm Ada and Leo please",
    ),
    "it": (
        "e vengo anch'io. può confermare tutti e due, Ada e Leo",
        "ci sono anch'io. confermi entrambi, Ada e Leo",
        "anche io vengo, quindi Ada e Leo vengono tutti e due",
        "anch'io. confermate Ada e Leo per favore",
        "vengo anche io, confermo Ada e Leo",
        "ci sarò anch'io. Ada e Leo vengono",
    ),
    "es": (
        "y yo también voy. puede confirmar las dos, Ada y Leo",
        "yo también voy. confirme las dos, Ada y Leo",
        "voy yo también, así que van los dos, Ada y Leo",
        "yo también. confirmen a Ada y a Leo por favor",
        "también voy yo, confirmo Ada y Leo",
        "yo también iré. Ada y Leo van los dos",
    ),
    "fr": (
        "et moi aussi je viens. vous pouvez confirmer les deux, Ada et Leo",
        "je viens aussi. confirmez les deux, Ada et Leo",
        "je viens aussi, donc Ada et Leo viennent tous les deux",
        "moi aussi. confirmez Ada et Leo svp",
        "moi aussi je serai là, je confirme Ada et Leo",
        "je serai là aussi. Ada et Leo viennent",
    ),
    "de": (
        "und ich komme auch. Sie können beide bestätigen, Ada und Leo",
        "ich komme auch. Bitte beide bestätigen, Ada und Leo",
        "ich komme auch, also kommen Ada und Leo beide",
        "ich auch. Ada und Leo bitte bestätigen",
        "komme auch, bestätige Ada und Leo",
        "ich bin auch da. Ada und Leo kommen",
    ),
    "pt": (
        "e eu também vou. pode confirmar as duas, Ada e Leo",
        "eu também vou. confirma as duas, Ada e Leo",
        "também vou, então vão os dois, Ada e Leo",
        "eu também. confirme a Ada e o Leo por favor",
        "vou também, confirmo Ada e Leo",
        "eu também vou. A Ada e o Leo vão",
    ),
}
"""Both come, and who writes is one of them."""
