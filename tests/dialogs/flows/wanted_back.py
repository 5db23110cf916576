"""What people write who want back what they just cancelled, by kind.

The visit was on Thursday the 26th of November at three, with one appointment ahead.
"""

CONFIRMED_AGAIN = {
    "en": (
        *("yes I confirm thursday at 3, I'll be there", "confirmed for thursday at 3pm, I'll come"),
        *(
            "ok I confirm for thursday 3pm, will be there",
            "Yes, thursday at 3 confirmed, I'm coming",
        ),
    ),
    "it": (
        *("sì confermo giovedì alle 15, ci sarò", "confermo l'appuntamento di giovedì alle 15"),
        *("confermo per giovedì alle 3, vengo", "Sì, giovedì alle 15 confermato, vengo"),
    ),
    "es": (
        *("sí, confirmo el jueves a las 3, ahí estaré", "confirmo la cita del jueves a las 15"),
        *("confirmo para el jueves a las 3, voy", "sí, jueves a las 3 confirmado, allí estaré"),
    ),
    "fr": (
        *("oui je confirme jeudi 15h, je serai là", "je confirme le rendez-vous de jeudi à 15h"),
        *("je confirme pour jeudi 15h, je viens", "oui, jeudi 15h confirmé, je viendrai"),
    ),
    "de": (
        *(
            "ja ich bestätige Donnerstag 15 Uhr, ich komme",
            "bestätige den Termin Donnerstag 15 Uhr",
        ),
        *(
            "ich bestätige für Donnerstag um 15 Uhr, bin da",
            "Ja, Donnerstag 15 Uhr, ich bestätige und komme",
        ),
    ),
    "pt": (
        *("sim, confirmo quinta às 15h, vou estar aí", "confirmo a consulta de quinta às 15h"),
        *("confirmo para quinta às 3, eu vou", "Sim, quinta às 15h confirmado, estarei lá"),
    ),
}
"""A confirmation of what was cancelled, with its day and hour."""

PUT_BACK = {
    "en": (
        *("could you put me down again for thursday at 3?", "please book me back in for thursday"),
        *("can you re-book thursday for me", "please reinstate thursday's one"),
        *("sign me up again for thursday at 3 please", "can you pop me back in on thursday"),
    ),
    "it": (
        *("può riprenotarmi giovedì?", "mi rimetta in agenda per giovedì alle 3"),
        *("può segnarmi di nuovo per giovedì?", "riprenotatemi per giovedì alle 15, per favore"),
        *("potete ridarmi quello di giovedì?", "mi riprenoti giovedì per favore"),
    ),
    "es": (
        *("vuelva a dejármela el jueves a las 3", "¿puede volver a darme la del jueves?"),
        *("recupéreme la del jueves por favor", "¿me vuelve a apuntar para el jueves a las 3?"),
        *("apúnteme otra vez para el jueves", "vuelva a ponerme el jueves a las 3 por favor"),
    ),
    "fr": (
        *("pouvez-vous me remettre jeudi à 15h ?", "réinscrivez-moi pour jeudi svp"),
        *("vous pouvez me réinscrire pour jeudi ?", "remettez-moi celui de jeudi svp"),
        *("notez-moi à nouveau pour jeudi 15h", "pouvez-vous rétablir celui de jeudi ?"),
    ),
    "de": (
        *("tragen Sie mich wieder für Donnerstag um 3 ein", "bitte Donnerstag wieder eintragen"),
        *("können Sie mich wieder für Donnerstag eintragen?", "nehmen Sie mich wieder auf bitte"),
        *("schreiben Sie mich wieder für Donnerstag ein", "setzen Sie den Donnerstag wieder ein"),
    ),
    "pt": (
        *("podem voltar a marcar a de quinta?", "volte a pôr-me na quinta às 3"),
        *("pode remarcar-me outra vez a de quinta?", "volte a marcar-me para quinta por favor"),
        *("pode pôr-me de novo na quinta às 3?", "reponha a de quinta por favor"),
    ),
}
"""Verbs of putting back, with the day or the time of what was cancelled."""

ANOTHER_MEANT = {
    "en": (
        *("sorry wrong appointment, I need this one", "I meant a different one, I need this one"),
        *("oops meant to cancel my hairdresser, please leave mine on", "mixed up, leave mine in"),
    ),
    "it": (
        *("scusi ho sbagliato appuntamento, questo mi serve", "era un altro, di questo ho bisogno"),
        *("volevo disdire il parrucchiere, il mio lo lasci", "mi sono confusa, questo lo tengo"),
    ),
    "es": (
        *(
            "perdón me confundí de cita, esta sí la necesito",
            "quería anular otra, esta la necesito",
        ),
        *("era la peluquería lo que anulaba, la mía déjela", "me confundí, esta la mantengo"),
    ),
    "fr": (
        *("pardon je me suis trompé de rendez-vous, celui-là j'en ai besoin", "laissez le mien"),
        *("je voulais annuler le coiffeur, laissez le mien", "je confondais, celui-ci je le garde"),
    ),
    "de": (
        *("sorry falscher Termin, den hier brauche ich", "es war ein anderer, den brauch ich"),
        *(
            "ich wollte den Friseur absagen, lassen Sie meinen stehen",
            "verwechselt, den behalte ich",
        ),
    ),
    "pt": (
        *("desculpe enganei-me na consulta, desta preciso", "era outra, esta eu preciso"),
        *("foi engano, deixe a minha", "confundi, esta eu mantenho"),
    ),
}
"""Another appointment was meant, this one is needed."""

KEPT = {
    "en": (
        *(
            "I'm keeping it",
            "I'll keep it after all",
            "leave it as it was please",
            "I want it back",
        ),
        *("changed my mind, keeping it", "let's keep it as it was"),
    ),
    "it": (
        *("ci ripenso, lo tengo", "lo mantengo", "lasci tutto com'era", "lasciatelo com'era"),
        *("ho cambiato idea, lo tengo", "ripensandoci lo teniamo"),
    ),
    "es": (
        *("me lo he pensado mejor, la mantengo", "déjela como estaba", "déjelo como estaba"),
        *("he cambiado de idea, me la quedo", "la mantengo", "mejor me la quedo"),
    ),
    "fr": (
        *("laissez comme c'était", "j'ai réfléchi, je le garde", "finalement je le garde"),
        *("je garde mon rdv", "laissez-le comme avant svp", "je le maintiens finalement"),
    ),
    "de": (
        *("hab's mir überlegt, ich behalte ihn", "lassen Sie ihn doch stehen", "ich behalte ihn"),
        *("lassen Sie alles wie es war", "ich behalte den Termin doch", "doch, den behalte ich"),
    ),
    "pt": (
        *("pensei melhor, vou manter", "deixe como estava", "vou manter a consulta"),
        *(
            "mudei de ideias, fico com a consulta",
            "deixem como estava por favor",
            "afinal mantenho",
        ),
    ),
}
"""What is kept after all, or left as it was."""

PLACE_BACK = {
    "en": ("can I have my place back?", "could I get that slot back", "I'd like my spot back"),
    "it": ("posso riavere il mio posto?", "mi ridate il mio posto?", "rivorrei il mio posto"),
    "es": ("¿me devuelven mi hora?", "¿me devuelve la cita?", "¿puedo recuperar mi hora?"),
    "fr": ("je peux récupérer ma place ?", "vous me rendez ma place ?", "rendez-moi ma place"),
    "de": (
        *("kann ich meinen Platz zurückhaben?", "könnte ich meinen Termin wiederhaben?"),
        "ich hätte gern meinen Termin zurück",
    ),
    "pt": (
        *("posso ter a minha vaga de volta?", "devolvem-me a minha vaga?"),
        "queria a minha hora de volta",
    ),
}
"""The place that is asked for again."""

KINDS = (CONFIRMED_AGAIN, PUT_BACK, ANOTHER_MEANT, KEPT, PLACE_BACK)
