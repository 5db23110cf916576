"""What families write of each of Ada, Leo and Mia with reasons, and of what stays open."""

from tests.dialogs.flows.family_texts import Texts

LEO_AFTER_ALL: Texts = {
    "en": (
        "oh no, Leo has a maths test on Thursday afternoon. cancel for him please",
        "Leo's got something, I just saw the spots. only Ada and Mia are coming. cancel Leo's",
        "damn, Leo has an exam that day. please cancel for him",
        "Leo is covered in spots, just noticed. cancel Leo's please",
        "ugh Leo's school trip is that day! cancel it for him",
        "Leo broke his arm. We are at the hospital. Please cancel Leo's",
    ),
    "it": (
        "uffa, Leo giovedì ha la verifica di matematica. annullate per lui",
        "Leo ha qualcosa, ho appena visto le bolle. vengono solo Ada e Mia. quello di Leo disdica",
        "accidenti, Leo ha la gita quel giorno. disdica per lui",
        "Leo è pieno di bolle, me ne sono accorta ora. disdica quello di Leo",
        "mannaggia Leo ha la partita giovedì. annulli per lui grazie",
        "Leo si è rotto il braccio. Siamo in ospedale. Annullate quello di Leo",
    ),
    "es": (
        "vaya, Leo tiene examen de mates el jueves por la tarde. anulen por él",
        "Leo tiene varicela, le acabo de ver los granitos. solo van Ada y Mia. la de Leo cancélela",
        "uf, Leo tiene excursión ese día. cancele por él",
        "Leo está lleno de granos, lo acabo de ver. anule la de Leo",
        "ay Leo tiene partido el jueves. cancele la suya",
        "Leo se ha roto el brazo. Estamos en el hospital. Anulen la de Leo",
    ),
    "fr": (
        "ah zut, Leo a un contrôle de maths jeudi aprem. annulez pour lui",
        "Leo a un truc, je viens de voir les boutons. seules Ada et Mia viennent. annulez Leo",
        "mince, Leo a une sortie ce jour-là. annulez pour lui svp",
        "Leo est couvert de boutons, je viens de m'en rendre compte. annulez celui de Leo",
        "oh là là Leo a un match jeudi. annulez le sien",
        "Leo s'est cassé le bras. On est à l'hôpital. Annulez celui de Leo",
    ),
    "de": (
        "ach Mist, Leo hat am Donnerstag Mathearbeit. Bitte für ihn absagen",
        "Leo hat was, gerade die Pusteln entdeckt. nur Ada und Mia kommen. Leo bitte absagen",
        "oje, Leo hat an dem Tag Wandertag. sagen Sie für ihn bitte ab",
        "Leo ist voller Pusteln, eben erst gesehen. Leos Termin bitte absagen",
        "mist, Leo hat Donnerstag ein Spiel. bitte seinen absagen",
        "Leo hat sich den Arm gebrochen. Wir sind im Krankenhaus. Bitte Leos Termin absagen",
    ),
    "pt": (
        "ai, o Leo tem prova de matemática na quinta à tarde. cancela pra ele",
        "o Leo tá com catapora, acabei de ver as bolinhas. só a Ada e a Mia vão. a do Leo cancela",
        "poxa, o Leo tem passeio nesse dia. desmarca pra ele",
        "o Leo tá cheio de bolinhas, acabei de ver. cancela a do Leo",
        "eita o Leo tem jogo na quinta. cancela a dele",
        "o Leo quebrou o braço. Estamos no hospital. Cancela a do Leo",
    ),
}
"""After all were confirmed: Leo's is cancelled, whatever is told of why."""

MIAS_STAYS_OPEN: Texts = {
    "en": (
        "You can cancel Leo's, he has the flu. For Mia I'll ask and let you know",
        "Leo can't come, he's ill. Mia I don't know yet",
        "Please cancel Leo's. About Mia's I'll let you know",
        "cancel Leo's please, Mia's I'll confirm later",
        "Leo is not coming. I'll tell you about Mia tomorrow",
        "Leo's out, please cancel his. Mia: I'll get back to you",
    ),
    "it": (
        "Per Leo annullate pure, ha l'influenza. Per Mia chiedo e vi dico",
        "Leo non viene, è malato. Per Mia non so ancora",
        "Disdica quello di Leo. Per Mia le faccio sapere",
        "annulli Leo per favore, Mia la confermo più tardi",
        "Leo non può venire. Di Mia vi dico domani",
        "Leo ha la febbre, annulli il suo. Mia: vi faccio sapere",
    ),
    "es": (
        "Anulen la de Leo, tiene gripe. Lo de Mia pregunto y les digo",
        "Leo no va, está malo. De Mia todavía no sé",
        "Cancele la de Leo. Lo de Mia le aviso",
        "anule la de Leo por favor, la de Mia la confirmo más tarde",
        "Leo no puede ir. De Mia le digo mañana",
        "Leo tiene fiebre, cancele la suya. Mia: luego les digo",
    ),
    "fr": (
        "Annulez pour Leo, il a la grippe. Pour Mia je demande et je vous dis",
        "Leo ne vient pas, il est malade. Pour Mia je ne sais pas encore",
        "Annulez celui de Leo. Pour Mia je vous redis",
        "annulez Leo svp, pour Mia je confirme plus tard",
        "Leo ne peut pas venir. Pour Mia je vous dirai demain",
        "Leo a de la fièvre, annulez le sien. Mia : je vous tiens au courant",
    ),
    "de": (
        "Für Leo bitte absagen, er hat Grippe. Wegen Mia frage ich und sage Bescheid",
        "Leo kommt nicht, er ist krank. Bei Mia weiß ich es noch nicht",
        "Bitte Leo absagen. Wegen Mia melde ich mich noch",
        "Leo bitte absagen, Mia bestätige ich später",
        "Leo kann nicht kommen. Wegen Mia sage ich morgen Bescheid",
        "Leo hat Fieber, bitte seinen absagen. Mia: da melde ich mich",
    ),
    "pt": (
        "Para o Leo podem cancelar, tá com gripe. Da Mia vou perguntar e aviso",
        "O Leo não vai, tá doente. Da Mia ainda não sei",
        "Cancela a do Leo. Da Mia depois aviso",
        "cancela o Leo por favor, a da Mia confirmo mais tarde",
        "o Leo não pode ir. Da Mia aviso amanhã",
        "o Leo tá com febre, desmarca o dele. Mia: depois te digo",
    ),
}
"""Leo's is cancelled, and Mia's left as it is."""

ADA_COMES_LEO_NOT: Texts = {
    "en": (
        "so: Ada is coming, Leo no",
        "Ada's coming, Leo isn't",
        "Ada will be there, Leo not",
        "ok: Ada comes, Leo no",
        "Right: Ada is coming, not Leo",
        "Ada can come, Leo no unfortunately",
    ),
    "it": (
        "Allora: Ada viene, Leo no",
        "dunque Ada viene, Leo no",
        "Ada c'è, Leo no",
        "ecco: Ada ci sarà, Leo invece no",
        "Ada viene ma Leo no",
        "Ada viene, Leo no grazie",
    ),
    "es": (
        "A ver: Ada va, Leo no",
        "pues Ada va, Leo no",
        "Ada sí va, Leo no",
        "Mire: Ada viene, Leo no",
        "Ada va pero Leo no",
        "Ada sí que va, Leo no, gracias",
    ),
    "fr": (
        "Alors : Ada vient, Leo non",
        "donc Ada vient, Leo pas",
        "Ada sera là, Leo non",
        "voilà : Ada vient, pas Leo",
        "Ada vient mais Leo non",
        "Ada vient bien, Leo non merci",
    ),
    "de": (
        "Also: Ada kommt, Leo nicht",
        "Ada kommt, Leo nein",
        "Ada kommt schon, Leo ned",
        "also Ada kommt, Leo leider nicht",
        "Ada kommt, aber Leo nicht",
        "Ada ist da, Leo nicht",
    ),
    "pt": (
        "Então: a Ada vai, o Leo não",
        "olha, a Ada vai, o Leo não",
        "a Ada vai sim, o Leo não",
        "a Ada vai mas o Leo não",
        "bom: a Ada vai, Leo não",
        "a Ada vai, o Leo não, obrigada",
    ),
}
"""To "which one to cancel?" of two: Ada comes, Leo does not."""

LEOS_STAYS_OPEN: Texts = {
    "en": (
        "I'll let you know about Leo's, Ada and Mia are coming",
        "Ada and Mia are coming. About Leo I don't know yet",
    ),
    "it": (
        "per Leo le faccio sapere, Ada e Mia vengono",
        "Ada e Mia ci sono, di Leo non so ancora",
    ),
    "es": (
        "lo de Leo ya le digo, Ada y Mia van",
        "Ada y Mia van, de Leo todavía no sé",
    ),
    "fr": (
        "pour Leo je vous dirai, Ada et Mia viennent",
        "Ada et Mia seront là, pour Leo je ne sais pas encore",
    ),
    "de": (
        "wegen Leo melde ich mich, Ada und Mia kommen",
        "Ada und Mia kommen, bei Leo weiß ich es noch nicht",
    ),
    "pt": (
        "do Leo aviso depois, a Ada e a Mia vão",
        "a Ada e a Mia vão, do Leo ainda não sei",
    ),
}
"""Ada and Mia come, and Leo's is left as it is."""
