"""What families write of all of them at once, and of one beside the rest that stays as it is."""

from tests.dialogs.flows.family_texts import Texts

NONE_COMES: Texts = {
    "en": (
        "None of us can come, we've all got the flu. Please cancel all of them",
        "we're all down with covid, none of the three can make it. cancel all three please",
        "Nobody's coming, everyone is ill. Cancel them all please",
        "None of the three can come on Thursday, please cancel them all",
        "cancel all three please, the whole house is sick",
    ),
    "it": (
        "Nessuno dei tre può venire, siamo tutti con l'influenza. Annullateli tutti per favore",
        "non viene nessuno, siamo tutti malati. disdite tutto per favore",
        "nessuno di noi può venire, abbiamo tutti la febbre, annulli tutti e tre",
        "Tutti e tre ammalati purtroppo, disdica tutti e tre gli appuntamenti",
        "siamo tutti a letto con la febbre, nessuno dei tre viene. Disdica tutti gli appuntamenti",
        "giovedì non può venire nessuno dei tre, cancelli tutti e tre gli appuntamenti",
    ),
    "es": (
        "Ninguno de los tres podemos ir, tenemos todos fiebre. Cancele las tres por favor",
        "Ninguno de los tres puede ir, estamos todos malos. Anúlelas todas",
        "no va ninguno, estamos todos con gripe, anule las tres citas",
        "Los tres están malos, cancele todas las citas por favor",
        "estamos todos en cama con fiebre, ninguno puede ir. anúlenlas todas",
        "no podemos ir ninguno de los tres, cancelen las tres gracias",
    ),
    "fr": (
        "Aucun des trois ne peut venir, on est tous malades. Annulez-les tous svp",
        "personne ne vient, on a tous la grippe, annulez tout svp",
        "on est tous malades, aucun de nous ne pourra venir. Annulez les trois rendez-vous",
        "Les trois sont malades, annulez tous les rdv s'il vous plaît",
        "aucun des trois ne viendra jeudi, annulez les trois merci",
        "nous sommes tous au lit avec de la fièvre. Annulez tous les trois",
    ),
    "de": (
        "Keiner von den dreien kann kommen, wir haben alle Grippe. Bitte alle absagen",
        "Keiner von uns kann kommen, wir sind alle krank, bitte alle drei absagen",
        "es kommt keiner, alle krank. bitte alle Termine absagen",
        "Alle drei sind krank, bitte sagen Sie alle drei Termine ab",
        "wir liegen alle mit Fieber im Bett, keiner kann kommen. Bitte alle drei stornieren",
        "keiner der drei kommt am Donnerstag, sagen Sie bitte alle ab",
    ),
    "pt": (
        "Nenhum dos três pode ir, estamos todos com gripe. Cancele todas por favor",
        "nenhum de nós vai, estamos todos doentes. Desmarque as três",
        "ninguém vai, tá todo mundo doente. cancela as três por favor",
        "Os três estão com febre, cancele todas as consultas",
        "estamos todos de cama, não vai nenhum dos três. Desmarquem as três consultas",
        "nenhum dos três consegue ir na quinta, podem cancelar todas?",
    ),
}
"""None of the three comes: all three are to be cancelled."""

ALL_COME_INSTEAD: Texts = {
    "en": (
        "wait no, wrong week, sorry! Don't cancel any of them, all three are coming",
        "Sorry, I got the date wrong. Don't cancel anyone, we're all coming",
        "oh hold on, I misread it. don't cancel anything, we will all be there",
        "None of them! My mistake, all three of us are coming",
        "Actually don't cancel any, we're all three coming",
        "none, I mixed up the weeks. All three are still coming",
    ),
    "it": (
        "no aspetti, guardavo la settimana sbagliata! non disdica nessuno, veniamo tutti e tre",
        "scusi, ho sbagliato settimana. Non annulli niente, veniamo tutti",
        "oddio no, ho confuso le date, non cancelli nessun appuntamento, ci siamo tutti e tre",
        "Nessuno! Errore mio, veniamo tutti e tre",
        "anzi non disdica nessuno, veniamo tutti",
        "nessuno, avevo guardato il giorno sbagliato. Vengono tutti e tre",
    ),
    "es": (
        "ay no espere, miraba la semana equivocada! no cancele ninguna, vamos los tres",
        "perdón, me equivoqué de semana. No anule nada, vamos todos",
        "uy, me confundí de fecha, no cancele a nadie, vamos los tres",
        "Ninguna! fallo mío, vamos los tres",
        "mejor no anule ninguna, vamos todos",
        "ninguna, estaba mirando otra semana. Van los tres",
    ),
    "fr": (
        "ah attendez, je regardais la mauvaise semaine ! n'annulez personne, on vient tous les 3",
        "pardon, je me suis trompée de semaine. N'annulez rien, on vient tous",
        "oups j'ai confondu les dates, n'annulez aucun rendez-vous, nous venons tous les trois",
        "Aucun ! Erreur de ma part, on vient tous les trois",
        "finalement n'annulez rien, on sera là tous les trois",
        "aucun, je m'étais trompé de jour. Les trois viennent",
    ),
    "de": (
        "ach nein warten Sie, ich war in der falschen Woche! Keinen absagen, wir kommen alle drei",
        "Sorry, hab mich in der Woche geirrt. Nichts absagen, wir kommen alle",
        "oh, ich habe die Tage verwechselt, bitte niemanden absagen, alle drei kommen",
        "Keinen! Mein Fehler, wir kommen alle drei",
        "doch nichts absagen bitte, wir kommen alle drei",
        "keinen, ich hatte auf die falsche Woche geschaut. Alle drei kommen",
    ),
    "pt": (
        "ai não espera, estava a ver a semana errada! não cancele ninguém, vamos os três",
        "desculpe, enganei-me na semana. Não desmarque nada, vamos todos",
        "opa, confundi as datas, não cancela nenhuma, vamos os três",
        "Nenhuma! Erro meu, vamos os três",
        "afinal não cancele nenhuma, vamos todos",
        "nenhuma, tinha visto o dia errado. Vão os três",
    ),
}
"""To "which one shall we cancel?": none, and all three come."""

MIAS_OFF_OTHERS_UNCHANGED: Texts = {
    "en": (
        "oh no she's on a school trip, cancel Mia's please, the other two don't change",
        "ah she's away that day, please cancel Mia's. The others stay the same",
        "Damn, she's got an exam then. Cancel Mia's, nothing changes for the other two",
        "oh dear she has swimming, cancel Mia's please and leave the other two",
        "she's at her dad's that day, can you cancel Mia's? the others as they are",
        "Mia's needs cancelling, she's on a trip. The other two are unchanged",
    ),
    "it": (
        "accidenti è in gita con la scuola, disdica Mia per favore, gli altri due non cambiano",
        "ah è via quel giorno, annulli Mia. Gli altri restano uguali",
        "mannaggia ha un esame, cancelli quello di Mia, per gli altri due non cambia niente",
        "uffa ha nuoto, disdica Mia e lasci gli altri due",
        "quel giorno è dal papà, può disdire quello di Mia? gli altri così come sono",
        "ah no, lei è in gita. Disdica Mia, gli altri due rimangono invariati",
    ),
    "es": (
        "vaya, está de excursión con el cole, anule la de Mia por favor, las otras dos no cambian",
        "uy tiene examen, anule la de Mia, las otras dos quedan igual",
        "anda, tiene natación, cancele la de Mia y deje las otras dos",
        "ese día está con su padre, ¿puede anular la de Mia? las otras como están",
        "ay no, ella está de viaje. Anule la de Mia, para los otros dos no cambia nada",
    ),
    "fr": (
        "mince elle est en voyage scolaire, annulez celui de Mia, les deux autres ne bougent pas",
        "ah elle n'est pas là ce jour-là, annulez Mia svp. Les autres restent pareils",
        "zut elle a un examen, annulez celui de Mia, rien ne change pour les deux autres",
        "oh elle a piscine, annulez celui de Mia et laissez les deux autres",
        "là elle est chez son père, pouvez-vous annuler celui de Mia ? les autres comme prévu",
        "ah non elle est en classe verte. Annulez Mia, les deux autres sont inchangés",
    ),
    "de": (
        "oh, sie ist auf Klassenfahrt, bitte Mias absagen, die anderen beiden ändern sich nicht",
        "oh, sie hat Prüfung, sagen Sie Mias Termin ab, bei den anderen beiden ändert sich nichts",
        "oh je sie hat Schwimmen, bitte Mia absagen und die anderen beiden lassen",
        "ach nein, sie ist verreist. Mia bitte absagen, die anderen zwei bleiben unverändert",
    ),
    "pt": (
        "poxa ela tem passeio da escola, cancela a da Mia por favor, as outras duas não mudam",
        "ah nesse dia ela está fora, desmarque a da Mia. As outras ficam iguais",
        "ai ela tem prova, cancele a da Mia, para os outros dois não muda nada",
        "ih ela tem natação, cancela a da Mia e deixa as outras duas",
        "nesse dia ela está com o pai, pode cancelar a da Mia? as outras como estão",
        "ah não, ela está viajando. Desmarque a da Mia, as outras duas continuam iguais",
    ),
}
"""All three are confirmed: Mia's is to be cancelled, and the others stay as they are."""

LEOS_TO_FRIDAY_ASKED: Texts = {
    "en": (
        "Ada is coming on Thursday. Can you move Leo's to Friday morning?",
        "Ada yes. Could you change Leo's to Friday?",
        "Ada will be there on thursday. Leo's, can you move it to friday morning?",
        "Ada's is fine. Would you move Leo's to Friday morning please?",
        "Ada can come. Leo's could you switch to friday at 9?",
        "yes for Ada. Can Leo's be moved to Friday morning?",
    ),
    "it": (
        "Ada giovedì viene. Quello di Leo me lo sposta a venerdì mattina?",
        "Ada sì. Può spostare Leo a venerdì?",
        "Ada c'è giovedì. Leo me lo può spostare a venerdì mattina?",
        "Per Ada va bene. Mi sposta quello di Leo a venerdì mattina?",
        "Ada viene, quello di Leo si può spostare a venerdì alle 9?",
        "sì per Ada. Il suo di Leo lo spostate a venerdì mattina?",
    ),
    "es": (
        "Ada sí va el jueves. La de Leo me la pasa al viernes por la mañana?",
        "Ada sí. ¿Puede cambiar la de Leo al viernes?",
        "Ada va el jueves. ¿La de Leo me la puede mover al viernes por la mañana?",
        "Ada bien. ¿Me cambia la de Leo al viernes por la mañana?",
        "Ada viene, ¿la de Leo se puede pasar al viernes a las 9?",
        "sí para Ada. ¿Me mueven la de Leo al viernes por la mañana?",
    ),
    "fr": (
        "Ada vient jeudi. Celui de Leo vous me le déplacez à vendredi matin ?",
        "Ada oui. Pouvez-vous déplacer Leo à vendredi ?",
        "Ada sera là jeudi. Pour Leo, vous pouvez le décaler à vendredi matin ?",
        "Ada c'est bon. Vous me changez celui de Leo pour vendredi matin ?",
        "Ada vient, celui de Leo on peut le déplacer à vendredi 9h ?",
        "oui pour Ada. Le rdv de Leo peut être déplacé à vendredi matin ?",
    ),
    "de": (
        "Ada kommt am Donnerstag. Leos verschieben Sie mir auf Freitagvormittag?",
        "Ada ja. Können Sie Leo auf Freitag verschieben?",
        "Ada ist Donnerstag da. Den von Leo, können Sie den auf Freitag früh verlegen?",
        "Bei Ada passt es. Verschieben Sie mir den von Leo auf Freitagvormittag?",
        "Ada kommt, kann man Leos Termin auf Freitag 9 Uhr verschieben?",
        "ja für Ada. Könnt ihr Leos auf Freitag früh verlegen?",
    ),
    "pt": (
        "A Ada vai na quinta. A do Leo muda-me para sexta de manhã?",
        "Ada sim. Pode mudar a do Leo para sexta?",
        "A Ada vai na quinta. A do Leo, dá para passar para sexta de manhã?",
        "Ada ok. Você me troca a do Leo para sexta de manhã?",
        "A Ada vem, a do Leo pode passar para sexta às 9?",
        "sim para a Ada. Podem mudar a do Leo para sexta de manhã?",
    ),
}
"""Ada comes, and times on Friday are to be offered for Leo."""
