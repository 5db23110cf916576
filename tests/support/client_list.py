"""A list of clients as a practice in Italy exports it from Excel: 200 rows, ten with a fault.

Semicolons, letters of Windows, numbers as people write them, consent with its day.
"""

from dataclasses import dataclass

ROWS, FAULTY = 200, 10
_HEAD = ("Cognome", "Nome", "Cellulare", "Email", "Consenso messaggi")
_LAST = ("Rossi", "Ferrari", "Bianchi", "Niccolò", "Esposito", "Colombo", "Ricci", "Marini")
_FIRST = ("Anna", "Luca", "Zoë", "Marco", "Giulia", "Paolo", "Chiara", "Gianni", "Sara")
_EXPORTED = "cp1252"


@dataclass(frozen=True, slots=True)
class ListedClient:
    """A client of the list.

    Attributes:
        last: the last name.
        first: the first name.
        mobile: the number as it is written there.
        email: the mail address; "" for none.
        consent: what the column of consent says.
    """

    last: str
    first: str
    mobile: str
    email: str = ""
    consent: str = "03/02/2025"

    @property
    def number(self) -> str:
        """The number as carriers know it."""
        return f"+39{self.mobile.replace(' ', '')}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the list."""
        return (self.last, self.first, self.mobile, self.email, self.consent)


ADA = ListedClient("Byron", "Ada", "347 100 0001", "ada@clients.test")
GRACE = ListedClient("Hopper", "Grace", "347 100 0002")
ALAN = ListedClient("Turing", "Alan", "347 100 0003")
MARIE = ListedClient("Curie", "Marie", "347 100 0004", "marie@clients.test")
"""Who comes to the practice in the story."""
FAULTS = {
    ListedClient("Senza", "Numero", ""): "there is no mobile number",
    ListedClient("Fisso", "Telefono", "06 1234 5678"): '"06 1234 5678" is not a mobile number',
    ListedClient("Corto", "Numero", "347 12"): '"347 12" is too short for a number',
    ListedClient("Mangiato", "Numero", "3,93471E+11"): "was shortened by a spreadsheet",
    ListedClient("Lettere", "Numero", "da chiedere"): '"da chiedere" is not a number',
    ListedClient("", "", "347 200 0006"): "there is no name",
    ListedClient("Solo", "", "347 200 0007"): '"Solo" is one name alone',
    ListedClient("Posta", "Falsa", "347 200 0008", "posta@@example"): "is not an email address",
    ListedClient("Forse", "Dice", "347 200 0009", "", "forse"): '"forse" in the column of consent',
    ListedClient("Byron", "Ada", "347 100 0001"): "the same person stands in line 2",
}
"""The rows with a fault, and the reason that is shown beside each."""


def clients_of_the_list() -> list[ListedClient]:
    """Return the clients without a fault, in the order of the list."""
    rest = ROWS - FAULTY - 4
    return [ADA, GRACE, ALAN, MARIE] + [
        ListedClient(
            f"{_LAST[n % len(_LAST)]}",
            f"{_FIRST[n % len(_FIRST)]} {n}",
            f"333 2{n:06d}",
            consent="" if n % 3 == 0 else "sì",
        )
        for n in range(rest)
    ]


def client_list() -> bytes:
    """Return the file; every nineteenth row has a fault."""
    good, bad = clients_of_the_list(), list(FAULTS)
    lines: list[tuple[str, ...]] = [_HEAD]
    for place, faulty in enumerate(bad):
        lines += [one.cells for one in good[place * 19 : (place + 1) * 19]]
        lines.append(faulty.cells)
    return "".join(";".join(line) + "\r\n" for line in lines).encode(_EXPORTED)
