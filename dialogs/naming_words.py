"""The words after which a text names somebody, or a street, in the languages that clients write.

Only a word with a capital letter after them is a name: "sono Marco" is one, "sono in ritardo" not.
"""

import re
from functools import cache

_SAYS = (
    *("my name is", "name is", "this is", "i am", "i'm", "it's", "im"),
    *("mi chiamo", "sono", "qui è", "sono la", "sono il", "a nome", "a nome di"),
    *("ich bin", "ich heiße", "ich heisse", "mein name ist", "hier ist", "hier spricht", "name"),
    *("je suis", "je m'appelle", "je m’appelle", "c'est", "c’est", "ici", "au nom de"),
    *("me llamo", "soy", "mi nombre es", "a nombre de", "habla"),
    *("meu nome é", "chamo-me", "me chamo", "sou", "sou a", "sou o", "aqui é", "fala"),
    *("called", "named", "regards", "thanks", "grazie", "saluti", "danke", "gruß", "grüße", "lg"),
    *("merci", "cordialement", "gracias", "saludos", "obrigada", "obrigado", "cumprimentos"),
)
_WHOSE = (
    *("my", "our", "mio", "mia", "nostro", "nostra", "mein", "meine", "meinem", "meiner", "meinen"),
    *("unser", "unsere", "mon", "ma", "notre", "mi", "nuestro", "nuestra", "meu", "minha", "nossa"),
    *("nosso", "o meu", "a minha", "il mio", "la mia"),
)
_WHO = (
    *("husband", "wife", "partner", "son", "daughter", "mother", "father", "mum", "mom", "dad"),
    *("brother", "sister", "child", "friend", "kid", "baby", "colleague", "neighbour", "neighbor"),
    *("grandson", "granddaughter", "grandmother", "grandfather", "cousin", "uncle", "aunt", "boy"),
    *(
        "girl",
        "marito",
        "moglie",
        "figlio",
        "figlia",
        "madre",
        "padre",
        "mamma",
        "papà",
        "fratello",
    ),
    *("sorella", "nonna", "nonno", "nipote", "amico", "amica", "compagno", "compagna", "zio"),
    *("zia", "bambino", "bambina", "mann", "frau", "sohn", "tochter", "mutter", "vater", "bruder"),
    *("schwester", "freund", "freundin", "oma", "opa", "kind", "enkel", "enkelin", "tante"),
    *("onkel", "mari", "femme", "fils", "fille", "mère", "père", "frère", "sœur", "soeur", "ami"),
    *("amie", "copain", "copine", "bébé", "marido", "esposo", "esposa", "mujer", "hijo", "hija"),
    *("hermano", "hermana", "abuelo", "abuela", "amigo", "amiga", "novio", "novia", "nieto"),
    *("nieta", "esposa", "mulher", "filho", "filha", "mãe", "pai", "irmão", "irmã", "avó", "avô"),
    *("namorado", "namorada", "neto", "neta"),
)
_TITLE = (
    *("mr", "mrs", "ms", "miss", "dr", "prof", "sig", "sig.ra", "sig.na", "signor", "signora"),
    *(
        "dott",
        "dott.ssa",
        "dottor",
        "dottoressa",
        "herr",
        "herrn",
        "m",
        "mme",
        "monsieur",
        "madame",
    ),
    *("sr", "sra", "don", "doña", "señor", "señora", "dona", "senhor", "senhora", "dra"),
)
_NAME = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAMES = rf"{_NAME}(?: (?:de |di |da |del |della |dos |von |van |le )?{_NAME}){{0,2}}"
_NOT_NAMES = (
    *(
        "I",
        "OK",
        "Ok",
        "Yes",
        "No",
        "Not",
        "Can",
        "Could",
        "Please",
        "The",
        "We",
        "You",
        "It",
        "See",
    ),
    *("My", "A", "Sì", "Si", "Ja", "Nein", "Oui", "Non", "Sí", "Sim", "Não", "Ich", "Wir", "Sie"),
    *("Termin", "Termine", "Uhr", "Morgen", "Heute", "Montag", "Dienstag", "Mittwoch", "Samstag"),
    *("Donnerstag", "Freitag", "Sonntag", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    *("Saturday", "Sunday", "Patient", "Patientin", "Arzt", "Krank", "Zeit", "Auto", "Stau", "Weg"),
    *("Arbeit", "Urlaub", "Frau", "Herr", "Mann", "Sohn", "Tochter", "Kind", "Mutter", "Vater"),
    *("Krankenhaus", "Zug", "Bus", "Bahn", "Schule", "Hause"),
)


@cache
def introduced() -> re.Pattern[str]:
    """Return the pattern of a name after words that lead to one; group 1 are these words."""
    says = "|".join(map(re.escape, sorted(_SAYS, key=len, reverse=True)))
    whose = "|".join(map(re.escape, _WHOSE))
    who = "|".join(map(re.escape, sorted(set(_WHO), key=len, reverse=True)))
    title = "|".join(map(re.escape, sorted(_TITLE, key=len, reverse=True)))
    never = "|".join(_NOT_NAMES)
    lead = rf"(?i:(?:{says}):?|(?:{whose}) (?:{who}),?|(?:{title})\.?)"
    return re.compile(rf"((?<![\w'’]){lead},? +)(?!(?:{never})(?![\w'’-]))(?:<name> ?|{_NAMES})+")


_BEFORE = (
    *("via", "viale", "vicolo", "piazza", "piazzale", "corso", "largo", "strada", "rue", "avenue"),
    *("boulevard", "place", "impasse", "chemin", "quai", "allée", "calle", "avenida", "paseo"),
    *("plaza", "rua", "praça", "travessa", "largo", "alameda", "estrada"),
)
_AFTER = (
    *("street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "close", "crescent"),
    *("court", "square", "terrace", "gardens", "way"),
)
_GERMAN = "straße|strasse|str.|weg|platz|gasse|allee|ufer|ring|damm"


@cache
def streets() -> re.Pattern[str]:
    """Return the pattern of a street with its number, in any of the languages."""
    before, after = "|".join(sorted(_BEFORE, key=len, reverse=True)), "|".join(_AFTER)
    german = _GERMAN.replace(".", r"\.")
    some = r"[^\W\d_][\w'’.-]{0,30}"
    number = r"(?:n\.? ?|nº ?|no\.? ?)?\d{1,4}(?: ?[a-zA-Z])?(?![\w:])"
    return re.compile(
        rf"(?<!\w)(?i:\d{{1,4}}(?: ?[a-z])?,? )?(?i:{before}) (?:{some} ){{0,4}}{some},? {number}"
        rf"|(?<!\w)\d{{1,4}}(?: ?[a-zA-Z])?,? (?i:{before}) (?:{some} ){{0,2}}[A-ZÀ-Þ]{some}"
        rf"|(?<!\w)\d{{1,4}}[a-zA-Z]? (?:[A-Z][\w'’.-]{{1,30}} ){{1,3}}(?i:{after})(?!\w)"
        rf"|(?<!\w)(?:[A-ZÄÖÜ]\w{{1,30}}[ -]){{0,2}}[A-ZÄÖÜa-zäöüß]{{0,30}}(?i:{german}) {number}"
    )


def is_street(text: str) -> bool:
    """Tell whether what looks like a street has a name: "rue 5" has none, "via alle 15" neither."""
    return any(word[:1].isupper() for word in re.findall(r"[^\W\d_]+", text))
