"""Words of questions about what to do or to bring, in every language."""

ASKING = tuple(
    tuple(phrase.split())
    for phrase in (
        *("do i need", "do we need", "should i", "should we", "do i have to", "do we have to"),
        *("must i", "can i bring", "can we bring", "may i bring", "can i eat", "can i drink"),
        *("may i eat", "can i drive", "what should i bring", "what do i need", "what do i bring"),
        *("what should i wear", "shall i bring", "do i bring", "is there anything i should"),
        *(
            "is there anywhere to park",
            "is there parking",
            "is there a car park",
            "where can i park",
        ),
        *(
            "where do i park",
            "can i park",
            "can i pay",
            "do you take",
            "how much",
            "is there a lift",
        ),
        *("c e parcheggio", "c e un parcheggio", "dove posso parcheggiare", "dove si parcheggia"),
        *("si parcheggia", "posso pagare", "quanto costa", "quanto viene", "accettate", "c e l"),
        *("hay aparcamiento", "hay parking", "donde puedo aparcar", "puedo pagar", "cuanto cuesta"),
        *("hay donde aparcar", "hay estacionamiento", "se puede aparcar", "y a t il un parking"),
        *(
            "est ce qu il y a un parking",
            "ou puis je me garer",
            "on peut se garer",
            "je peux payer",
        ),
        *(
            "combien",
            "c est combien",
            "est ce que je peux",
            "est ce qu on peut",
            "il y a un parking",
        ),
        *("gibt es parkplatze", "gibt es einen parkplatz", "wo kann ich parken", "kann ich parken"),
        *("kann ich mit karte", "was kostet", "gibt es einen aufzug", "kann man parken"),
        *("ha estacionamento", "tem estacionamento", "onde posso estacionar", "posso pagar"),
        *("quanto custa", "da para estacionar", "devo portare", "e possibile parcheggiare"),
        *("devo", "dobbiamo", "posso mangiare", "posso bere", "posso portare", "cosa devo"),
        *("che cosa devo", "bisogna", "e necessario", "serve portare", "devo portare"),
        *("muss ich", "mussen wir", "soll ich", "sollen wir", "darf ich", "brauche ich"),
        *("was muss ich", "was soll ich", "kann ich etwas essen", "kann ich vorher"),
        *(
            "est ce que je dois",
            "dois je",
            "il faut",
            "faut il",
            "est ce qu il faut",
            "je dois",
            "que dois je",
        ),
        *("puis je manger", "puis je apporter", "qu est ce que je dois", "je peux manger"),
        *("tengo que", "debo", "hay que", "puedo comer", "puedo beber", "puedo llevar"),
        *("que tengo que llevar", "que debo", "necesito llevar", "tenemos que"),
        *("tenho que", "tenho de", "devo", "preciso", "posso comer", "posso beber"),
        *("posso levar", "o que devo", "o que tenho de", "e preciso", "e necessario"),
    )
)
"""Beginnings of questions about what to do or to bring."""

COMING_WORDS = frozenset(
    {
        *("come", "coming", "attend", "confirm", "venire", "vengo", "confermare", "viene"),
        *("kommen", "komme", "bestatigen", "erscheinen", "venir", "viens", "confirmer", "aller"),
        *("ir", "vou", "vir", "confirmar", "voy", "vengo", "go", "andare", "there", "show"),
    }
)
"""Words of coming: a question with them is about the visit, unless it asks in what way."""

TOPICS = frozenset(
    {
        *("fast", "fasting", "fasted", "eat", "breakfast", "drink", "bring", "wear", "park"),
        *("parking", "pay", "card", "cards", "cash", "cost", "price", "insurance", "id", "papers"),
        *("passport", "documents", "paperwork", "form", "forms", "referral", "prescription"),
        *("medication", "meds", "tablets", "pills", "medicine", "wheelchair", "toilet", "pram"),
        *("buggy", "towel", "glasses", "xrays", "accompany", "digiuno", "mangiare", "bere"),
        *("colazione", "portare", "documento", "documenti", "impegnativa", "tessera", "ricetta"),
        *("parcheggio", "parcheggiare", "pagare", "paga", "costa", "bancomat", "carta", "contanti"),
        *("farmaci", "medicine", "pastiglie", "pillole", "referti", "lastre", "ascensore"),
        *("accompagnarmi", "indossare", "ayunas", "comer", "beber", "desayunar", "llevar", "traer"),
        *("papel", "papeles", "documentos", "tarjeta", "aparcamiento", "aparcar", "estacionar"),
        *("estacionamiento", "coche", "carro", "pagar", "cuesta", "cobran", "efectivo", "receta"),
        *("medicacion", "pastillas", "analisis", "ascensor", "conmigo", "ropa", "acompanarme"),
        *("jeun", "manger", "boire", "apporter", "emporter", "papiers", "carte", "ordonnance"),
        *(
            "garer",
            "stationner",
            "stationnement",
            "payer",
            "coute",
            "especes",
            "cheque",
            "mutuelle",
        ),
        *("radios", "ascenseur", "habiller", "tenue", "medicaments", "accompagner", "nuchtern"),
        *("essen", "trinken", "fruhstucken", "mitbringen", "mitnehmen", "unterlagen", "papiere"),
        *("karte", "versichertenkarte", "parken", "parkplatz", "parkplatze", "parkhaus", "zahlen"),
        *("bezahlen", "kostet", "uberweisung", "rezept", "medikamente", "tabletten", "aufzug"),
        *("anziehen", "mitkommen", "reinkommen", "begleiten", "jejum", "levar", "trazer", "cartao"),
        *("estacionamento", "pago", "custa", "dinheiro", "multibanco", "pix", "exames", "remedios"),
        *("medicamentos", "elevador", "comigo", "roupa", "acompanhante", "parcheggia"),
        *("amener", "vestirmi", "vestir", "estacionar", "entrare", "entrar", "entrer", "sit"),
    }
)
"""Topics of questions about a visit: food, clothes, documents, payment, parking, company."""

ONES = frozenset({"si", "se", "s"})
"""Words for "one" before a verb, not for "if": "quanto si paga"."""

INSTEAD = frozenset(
    {
        *("instead", "place", "posto", "invece", "lugar", "vez", "statt", "anstatt"),
        *("stelle", "anstelle", "stattdessen"),
    }
)
"""Words for a substitute, or for something else that is wished for."""

WITH_ME = frozenset(
    {("with", "me"), ("con", "me"), ("avec", "moi"), ("mit", "rein"), ("mit", "mir")}
)
"""Phrases that ask whether somebody may come along."""
