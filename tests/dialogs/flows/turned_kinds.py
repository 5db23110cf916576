"""Texts that turn what they say, or only look so, with the state that they answer in."""

from tests.dialogs.flows.family_texts import Texts

MAYBE_BACK: Texts = {
    "en": (
        "my mistake, maybe we'll come",
        "oops wrong button, perhaps I can make it",
        "pressed it by accident, we're coming I hope",
        "sorry, undo that if my shift gets changed",
        "undo it, but only if my husband can drive me",
        "my wife says undo it",
    ),
    "it": (
        "errore mio, forse veniamo",
        "ho premuto male, magari ce la faccio",
        "per errore, spero di venire, ci sono forse",
        "ho sbagliato, vengo se mi cambiano il turno",
        "annulli la disdetta, ma solo se mio marito mi accompagna",
        "mia moglie dice di ripristinarlo",
    ),
    "es": (
        "error mío, a lo mejor vamos",
        "le he dado mal, quizás puedo ir",
        "fue un error, igual voy, no es seguro",
        "me equivoqué, voy si me cambian el turno",
        "me equivoqué, puedo ir a menos que surja algo",
        "mi mujer dice que fue un error, que vamos",
    ),
    "fr": (
        "erreur de ma part, on vient peut-être",
        "mauvaise touche, peut-être que je viens",
        "c'était une erreur, je viens j'espère",
        "je me suis trompée, je viens si on me change mes horaires",
        "par erreur, je viens mais seulement si mon mari me conduit",
        "ma femme dit que c'était une erreur, on vient",
    ),
    "de": (
        "mein Fehler, vielleicht kommen wir",
        "falsch gedrückt, eventuell komme ich",
        "war ein Versehen, ich komme hoffentlich",
        "war ein Fehler, ich komme wenn die Schicht getauscht wird",
        "aus Versehen, ich komme aber nur wenn mein Mann mich fährt",
        "meine Frau sagt das war ein Versehen, wir kommen",
    ),
    "pt": (
        "erro meu, talvez vamos",
        "carreguei mal, se calhar vou",
        "foi engano, vou espero eu",
        "enganei-me, vou se me trocarem o turno",
        "por engano, vou mas só se o meu marido me levar",
        "a minha mulher diz que foi engano, vamos",
    ),
}
"""After a cancellation: it may be taken back, and is not yet."""

GIVEN_UP: Texts = {
    "en": ("no problem, you keep it", "it's fine, you can keep it", "you keep it then"),
    "it": ("nessun problema, lo tenga lei", "pazienza, tenetevelo", "lo dia a qualcun altro"),
    "es": ("no pasa nada, quédesela usted", "quédensela", "désela a otra persona"),
    "fr": ("pas de souci, gardez-le", "tant pis, gardez-le", "vous pouvez le garder"),
    "de": (
        "kein Problem, behalten Sie ihn",
        "macht nichts, behaltet ihn",
        "egal, behalten Sie ihn",
    ),
    "pt": ("sem problema, fique com ela", "tudo bem, fiquem com ela", "pode ficar com ela"),
}
"""After a cancellation: it is left to the practice."""

SUITS_ANOTHER: Texts = {
    "en": ("three suits my wife", "3pm works for my husband", "thursday at three suits my mum"),
    "it": (
        "alle tre va bene a mia moglie",
        "le 15 vanno bene a mio marito",
        "alle tre sta bene a mia madre",
    ),
    "es": (
        "a las tres le viene bien a mi mujer",
        "a las 15 le va bien a mi marido",
        "si a las tres puedo, allí estaré",
    ),
    "fr": (
        "quinze heures convient à ma femme",
        "15h ça va à mon mari",
        "à quinze heures ça arrange ma mère",
    ),
    "de": ("um drei passt meiner Frau", "15 Uhr passt meinem Mann", "drei passt gut meiner Mutter"),
    "pt": (
        "às três dá jeito à minha mulher",
        "às 15h convém ao meu marido",
        "às três fica bem à minha mãe",
    ),
}
"""To a reminder: the time suits somebody else, or is only supposed to."""

TOLD_ON: Texts = {
    "en": (
        "text dave, i'll be there soon",
        "tell my wife I'm coming on Thursday",
        "let my sister know I'll be there Thursday at 3",
        "message steve that I can come Thursday",
    ),
    "it": (
        "di' a mia madre che arrivo",
        "scrivi a Davide, ci sono giovedì",
        "dica a mia moglie che vengo giovedì",
        "avvisa mia sorella che giovedì alle 15 ci sono",
    ),
    "es": (
        "dile a mi madre que ya voy",
        "escribe a Davizinho, voy el jueves",
        "dígale a mi mujer que el jueves voy",
        "avisa a mi hermana que el jueves a las 3 ahí estaré",
    ),
    "fr": (
        "dis à ma mère que j'arrive",
        "écris à Davide, je viens jeudi",
        "dites à ma femme que je viens jeudi",
        "préviens ma soeur que je serai là jeudi à 15h",
    ),
    "de": (
        "sag meiner Mutter, ich komme",
        "schreib Davide, ich komme am Donnerstag",
        "sagen Sie meiner Frau dass ich am Donnerstag komme",
        "gib meiner Schwester Bescheid, ich bin Donnerstag um drei da",
    ),
    "pt": (
        "diz à minha mãe que já vou",
        "escreve ao Davizinho, eu vou na quinta",
        "diga à minha mulher que vou na quinta",
        "avisa a minha irmã que na quinta às 15h estou aí",
    ),
}
"""To a reminder: it is to be told to somebody else."""

BY_WHAT_MEANS: Texts = {
    "en": (
        "can I cancel by text?",
        "My husband asks, can we cancel by phone?",
        "can I cancel online?",
    ),
    "it": (
        "si può disdire per sms?",
        "Mio marito chiede, si può disdire per sms?",
        "posso disdire per telefono?",
    ),
    "es": (
        "¿se puede cancelar por sms?",
        "Mi marido pregunta, ¿se puede anular por teléfono?",
        "¿puedo cancelar por mensaje?",
    ),
    "fr": (
        "on peut annuler par sms ?",
        "Mon mari demande, on peut annuler par sms ?",
        "je peux annuler par téléphone ?",
    ),
    "de": (
        "kann man per SMS absagen?",
        "Mein Mann fragt, kann man per SMS absagen?",
        "kann ich telefonisch absagen?",
    ),
    "pt": (
        "dá para cancelar por sms?",
        "O meu marido pergunta, dá para cancelar por sms?",
        "posso desmarcar por mensagem?",
    ),
}
"""To a reminder: it is asked how one cancels."""

OF_RELATIVES: Texts = {
    "en": (
        "someone wrote: cancel Leo's",
        "Leo's mum is ill, cancel hers",
        "it says here: Leo isn't coming",
    ),
    "it": (
        "qualcuno ha scritto: disdica quello di Leo",
        "la mamma di Leo è malata, disdica il suo",
        "mia suocera dice: annulli quello di Leo",
    ),
    "es": (
        "alguien escribió: cancele la de Leo",
        "la madre de Leo está mala, cancele la suya",
        "mi suegra dice: anule la de Leo",
    ),
    "fr": (
        "quelqu'un a écrit : annulez celui de Leo",
        "la mère de Leo est malade, annulez le sien",
        "ma voisine dit : annulez celui de Leo",
    ),
    "de": (
        "jemand hat geschrieben: den von Leo absagen",
        "die Mutter von Leo ist krank, sagen Sie ihren ab",
        "meine Nachbarin sagt: Leos Termin absagen",
    ),
    "pt": (
        "alguém escreveu: cancele a do Leo",
        "a mãe do Leo está doente, cancele a dela",
        "a minha vizinha diz: cancele a do Leo",
    ),
}
"""To the reminder of a family: somebody else's words, or whose visit it is not known."""

GOES: Texts = {"es": ("va Leo",), "pt": ("vai o Leo",)}
"""To "which one shall we cancel?": Leo comes."""

THERE: Texts = {
    "en": ("ok great I'll be there", "perfect, I'm coming", "lovely, will be there"),
    "it": ("ok perfetto ci sarò", "bene, vengo", "ottimo, ci sono"),
    "es": ("vale genial allí estaré", "perfecto, voy", "genial, ahí estaré"),
    "fr": ("ok super je serai là", "parfait, je viens", "super, j'y serai"),
    "de": ("ok super ich bin da", "perfekt, ich komme", "prima, ich werde da sein"),
    "pt": ("ok ótimo estarei lá", "perfeito, eu vou", "ótimo, lá estarei"),
}
"""To several times on offer: which of them is not said."""

CHANGE_NOTHING: tuple[tuple[str, Texts], ...] = (
    *(("cancelled", MAYBE_BACK), ("cancelled", GIVEN_UP), ("reminded", SUITS_ANOTHER)),
    *(("reminded", TOLD_ON), ("handed", TOLD_ON), ("reminded", BY_WHAT_MEANS)),
    *(("two", OF_RELATIVES), ("two", BY_WHAT_MEANS), ("three_which", GOES)),
    *(("several_offered", THERE),),
)

COMES_AS_SAID: Texts = {
    "en": (
        "Thursday works for my boss, I'll be there Thursday",
        "My boss said no problem. I'll be there Thursday",
        "my mum can take the kids, I'm coming Thursday",
    ),
    "it": (
        "Il capo ha detto di sì. Giovedì ci sono",
        "mia madre tiene i bambini, vengo giovedì",
    ),
    "es": ("Mi jefe dijo que sí. El jueves voy", "mi madre se queda con los niños, el jueves voy"),
    "fr": ("Mon patron a dit oui. Je viens jeudi", "ma mère garde les enfants, je viens jeudi"),
    "de": (
        "Der Chef hat ja gesagt. Ich komme am Donnerstag",
        "meine Mutter nimmt die Kinder, ich komme am Donnerstag",
    ),
    "pt": ("O chefe disse que sim. Quinta vou", "a minha mãe fica com os miúdos, quinta vou"),
}
"""To a reminder, and after a hand-over: why one comes."""

BACK_AS_SAID: Texts = {
    "en": (
        "sorry, hang on, my mistake, I'm coming",
        "My boss said ok. Can I have my slot back?",
        "I hope it's not too late, can I have my slot back",
    ),
    "it": ("un momento, ho sbagliato, vengo", "Il capo ha detto ok. Posso riavere il mio posto?"),
    "es": (
        "espere, me equivoqué, voy",
        "Mi jefe dijo que sí. ¿Puedo recuperar mi cita?",
        "ojalá no sea tarde, ¿puedo recuperar mi cita?",
    ),
    "fr": (
        "attendez, c'est une erreur, je viens",
        "Mon chef a dit oui. Je peux le récupérer ?",
        "j'espère que ce n'est pas trop tard, je peux récupérer mon rdv ?",
    ),
    "de": (
        "Moment, war ein Versehen, ich komme",
        "Chef hat ja gesagt. Kann ich ihn wiederhaben?",
        "hoffentlich ist es nicht zu spät, kann ich meinen Termin wiederhaben?",
    ),
    "pt": (
        "espere, foi engano, eu vou",
        "O chefe disse que sim. Posso recuperar a consulta?",
        "espero que não seja tarde, posso recuperar a minha consulta?",
    ),
}
"""After a cancellation: a halt, and why, turn nothing."""

FAMILY_AS_SAID: Texts = {
    "en": ("Ada is coming, Leo I don't know yet", "cancel Leo's, he's at his mum's for the week"),
    "it": ("Ada viene, di Leo non so ancora", "disdica quello di Leo, è dalla nonna"),
    "es": ("Ada va, de Leo todavía no sé", "cancele la de Leo, está con su abuela"),
    "fr": (
        "Ada vient, pour Leo je ne sais pas encore",
        "annulez celui de Leo, il est chez son père",
    ),
    "de": (
        "Ada kommt, bei Leo weiß ich es noch nicht",
        "Leos Termin bitte absagen, er ist bei der Oma",
    ),
    "pt": ("a Ada vai, do Leo ainda não sei", "cancele a do Leo, está com a avó"),
}
"""To the reminder of two: what is open of one leaves the other's as it is said."""

ACT_STILL: tuple[tuple[str, Texts], ...] = (
    *(("reminded", COMES_AS_SAID), ("handed", COMES_AS_SAID)),
    *(("cancelled", BACK_AS_SAID), ("two", FAMILY_AS_SAID)),
)
