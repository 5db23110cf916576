"""More of what families write of each, with whose visits are kept and whose are cancelled."""

Each = tuple[str, str, frozenset[int], frozenset[int]]

ADA, LEO, MIA = 1, 2, 3


def _of(locale: str, text: str, kept: set[int], gone: set[int]) -> Each:
    return locale, text, frozenset(kept), frozenset(gone)


TO_THE_REMINDER = (
    _of(
        "en",
        "Mia's at her dad's this week so cancel hers please. Ada + Leo are good to go",
        {ADA, LEO},
        {MIA},
    ),
    _of(
        "en", "Ada and Leo will be there but Mia can't make it, she's got a cold", {ADA, LEO}, {MIA}
    ),
    _of(
        "en", "we'll bring Leo and Mia. Ada isn't coming she's on a school trip", {LEO, MIA}, {ADA}
    ),
    _of("en", "Yes for Ada and Leo, please cancel Mia's", {ADA, LEO}, {MIA}),
    _of(
        "en",
        "Could you cancel Leo's visit please? He's broken his arm. The others are still coming",
        {ADA, MIA},
        {LEO},
    ),
    _of(
        "en",
        "hiya, Leo and Mia have both got flu so won't be coming. Ada's fine",
        {ADA},
        {LEO, MIA},
    ),
    _of(
        "en",
        "Unfortunately Leo is unwell. Ada and Mia will attend as normal, Leo will not.",
        {ADA, MIA},
        {LEO},
    ),
    _of("en", "All coming except Leo, he's got nits lol", {ADA, MIA}, {LEO}),
    _of("it", "Ada e Leo ci saranno, Mia purtroppo no perché ha la febbre", {ADA, LEO}, {MIA}),
    _of("it", "confermo Ada e Leo. Mia non può, è dai nonni", {ADA, LEO}, {MIA}),
    _of(
        "it",
        "Salve, dovrei disdire l'appuntamento di Leo che è malato. Restano confermati Ada e Mia",
        {ADA, MIA},
        {LEO},
    ),
    _of(
        "it",
        "Mia ha la varicella, annullate il suo per favore. gli altri due ci sono",
        {ADA, LEO},
        {MIA},
    ),
    _of("it", "sì per Ada e Mia, per Leo invece devo annullare", {ADA, MIA}, {LEO}),
    _of("it", "Leo e Mia hanno la febbre tutti e due, non vengono. Ada sì", {ADA}, {LEO, MIA}),
    _of("it", "vengono solo Ada e Mia, Leo è in vacanza", {ADA, MIA}, {LEO}),
    _of(
        "es",
        "Ada y Leo irán sin problema. A Mia hay que cancelarla, está con fiebre",
        {ADA, LEO},
        {MIA},
    ),
    _of(
        "es", "confirmo la de Ada y la de Leo. Mia no puede, está con su abuela", {ADA, LEO}, {MIA}
    ),
    _of(
        "es",
        "Buenas, necesito anular la cita de Leo porque está enfermo. Las de Ada y Mia siguen igual",
        set(),
        {LEO},
    ),
    _of(
        "es",
        "Mia tiene varicela, anulen la suya por favor. Los otros dos sí van",
        {ADA, LEO},
        {MIA},
    ),
    _of("es", "llevo a Ada y a Leo, Mia no va", {ADA, LEO}, {MIA}),
    _of("es", "sí para Ada y Mia, la de Leo cancelarla por favor", {ADA, MIA}, {LEO}),
    _of("es", "Leo y Mia están con gripe los dos y no van a ir. Ada sí", {ADA}, {LEO, MIA}),
    _of("es", "van solo Ada y Mia, Leo está de viaje", {ADA, MIA}, {LEO}),
    _of(
        "fr",
        "Ada et Leo seront présents, Mia malheureusement non car elle a de la fièvre",
        {ADA, LEO},
        {MIA},
    ),
    _of(
        "fr",
        "je confirme pour Ada et Leo. Mia ne peut pas, elle est chez sa grand-mère",
        {ADA, LEO},
        {MIA},
    ),
    _of(
        "fr",
        "Bonjour, je dois annuler le rdv de Leo parce qu'il est malade. Ada et Mia c'est bon",
        {ADA, MIA},
        {LEO},
    ),
    _of(
        "fr",
        "Mia a la varicelle, annulez le sien s'il vous plaît. Les deux autres seront là",
        {ADA, LEO},
        {MIA},
    ),
    _of("fr", "je viens avec Ada et Leo, Mia ne vient pas", {ADA, LEO}, {MIA}),
    _of("fr", "oui pour Ada et Mia, pour Leo il faut annuler", {ADA, MIA}, {LEO}),
    _of(
        "fr",
        "Leo et Mia ont la grippe tous les deux, ils ne viendront pas. Ada oui",
        {ADA},
        {LEO, MIA},
    ),
    _of("fr", "seules Ada et Mia viennent, Leo est en vacances", {ADA, MIA}, {LEO}),
    _of("de", "Ada und Leo sind dabei, Mia leider nicht weil sie Fieber hat", {ADA, LEO}, {MIA}),
    _of("de", "Ada und Leo bestätige ich. Mia kann nicht, sie ist bei der Oma", {ADA, LEO}, {MIA}),
    _of(
        "de",
        "Guten Tag, ich muss Leos Termin absagen, er ist krank. Ada und Mia bleiben wie vereinbart",
        {ADA, MIA},
        {LEO},
    ),
    _of(
        "de",
        "Mia hat Windpocken, bitte ihren Termin stornieren. Die anderen zwei kommen",
        {ADA, LEO},
        {MIA},
    ),
    _of("de", "ich bringe Ada und Leo, Mia kommt nicht mit", {ADA, LEO}, {MIA}),
    _of("de", "ja für Ada und Mia, bei Leo bitte absagen", {ADA, MIA}, {LEO}),
    _of("de", "Leo und Mia haben beide Grippe und kommen nicht. Ada schon", {ADA}, {LEO, MIA}),
    _of("de", "es kommen nur Ada und Mia, Leo ist im Urlaub", {ADA, MIA}, {LEO}),
    _of("pt", "A Ada e o Leo vão, a Mia infelizmente não porque tá com febre", {ADA, LEO}, {MIA}),
    _of("pt", "confirmo a Ada e o Leo. A Mia não pode, tá na casa da avó", {ADA, LEO}, {MIA}),
    _of(
        "pt",
        "Preciso cancelar a consulta do Leo porque ele está doente. A Ada e a Mia continuam",
        {ADA, MIA},
        {LEO},
    ),
    _of(
        "pt",
        "A Mia tá com catapora, cancela a dela por favor. Os outros dois vão",
        {ADA, LEO},
        {MIA},
    ),
    _of("pt", "levo a Ada e o Leo, a Mia não vai", {ADA, LEO}, {MIA}),
    _of("pt", "sim para a Ada e a Mia, a do Leo pode desmarcar", {ADA, MIA}, {LEO}),
    _of("pt", "O Leo e a Mia estão com gripe os dois e não vão. A Ada vai", {ADA}, {LEO, MIA}),
    _of("pt", "só vão a Ada e a Mia, o Leo tá viajando", {ADA, MIA}, {LEO}),
)

TO_WHICH_ONE = (
    _of("en", "Only Leo's. Ada and Mia will still be coming", {ADA, MIA}, {LEO}),
    _of("en", "It's Leo who can't come, the other two can", {ADA, MIA}, {LEO}),
    _of("it", "Solo Leo. Ada e Mia verranno", {ADA, MIA}, {LEO}),
    _of("it", "è Leo che non viene, le altre due sì", {ADA, MIA}, {LEO}),
    _of("es", "Solo Leo. Ada y Mia sí irán", {ADA, MIA}, {LEO}),
    _of("fr", "Seulement Leo. Ada et Mia viendront", {ADA, MIA}, {LEO}),
    _of("fr", "c'est Leo qui ne vient pas, les deux autres oui", {ADA, MIA}, {LEO}),
    _of("de", "Nur Leo. Ada und Mia kommen", {ADA, MIA}, {LEO}),
    _of("de", "Leo ist der, der nicht kommt, die anderen beiden schon", {ADA, MIA}, {LEO}),
    _of("pt", "Só o Leo. A Ada e a Mia vão", {ADA, MIA}, {LEO}),
    _of("pt", "é o Leo que não vai, as outras duas vão sim", {ADA, MIA}, {LEO}),
)

AFTER_LEOS = (
    _of(
        "en", "Yes that's right, only Leo. Ada and Mia will be there as planned", {ADA, MIA}, set()
    ),
    _of("en", "Ada and Mia are still on for thursday", {ADA, MIA}, set()),
    _of("en", "but Ada and Mia are coming", {ADA, MIA}, set()),
    _of("it", "sì esatto solo Leo. Ada e Mia ci saranno come previsto", {ADA, MIA}, set()),
    _of("it", "gli altri due vengono", {ADA, MIA}, set()),
    _of("es", "sí, correcto, solo Leo. Ada y Mia irán como estaba previsto", {ADA, MIA}, set()),
    _of("es", "los otros dos sí van", {ADA, MIA}, set()),
    _of("fr", "oui c'est ça, seulement Leo. Ada et Mia viendront comme prévu", {ADA, MIA}, set()),
    _of("fr", "mais Ada et Mia viennent", {ADA, MIA}, set()),
    _of("de", "ja genau, nur Leo. Ada und Mia kommen wie geplant", {ADA, MIA}, set()),
    _of("de", "Ada und Mia bleiben bestehen", {ADA, MIA}, set()),
    _of("pt", "sim isso, só o Leo. A Ada e a Mia vão como combinado", {ADA, MIA}, set()),
    _of("pt", "mas a Ada e a Mia vão", {ADA, MIA}, set()),
)

AFTER_ALL = (
    _of("en", "Argh, Mia's got a trip that day. Can you cancel hers?", set(), {MIA}),
    _of("it", "Uffa, Mia ha una gita. Può annullare il suo?", set(), {MIA}),
    _of("es", "Jolín, Mia tiene excursión. ¿Puede anular la suya?", set(), {MIA}),
    _of("fr", "Flûte, Mia a une sortie. Pouvez-vous annuler le sien ?", set(), {MIA}),
    _of("de", "Ohje, Mia hat einen Ausflug. Bitte ihren Termin absagen", set(), {MIA}),
    _of("pt", "Nossa, a Mia tem passeio. Pode cancelar a dela?", set(), {MIA}),
    _of("en", "So sorry, turns out Mia has a netball match. Can hers be cancelled?", set(), {MIA}),
    _of("en", "Mia's just been sick, she won't be there", set(), {MIA}),
    _of("it", "scusate, Mia ha vomitato stanotte, potreste annullare il suo?", set(), {MIA}),
    _of("it", "Mia non viene più, gli altri confermati", set(), {MIA}),
    _of("es", "perdón, Mia vomitó anoche, ¿podrían cancelar la suya?", set(), {MIA}),
    _of("es", "Mia ya no va, los demás siguen igual", set(), {MIA}),
    _of("fr", "désolée, Mia a vomi cette nuit, pourriez-vous annuler le sien ?", set(), {MIA}),
    _of("fr", "Mia ne vient plus, les autres oui", set(), {MIA}),
    _of(
        "de",
        "Entschuldigung, Mia hat heute Nacht gespuckt, könnten Sie ihren bitte absagen?",
        set(),
        {MIA},
    ),
    _of("de", "Mia kommt nicht mehr, die anderen wie gehabt", set(), {MIA}),
    _of("pt", "desculpa, a Mia vomitou de noite, podem cancelar a dela?", set(), {MIA}),
    _of("pt", "a Mia já não vai, os outros continuam", set(), {MIA}),
)
