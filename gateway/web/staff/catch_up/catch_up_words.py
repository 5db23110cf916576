"""Words for what becomes of entries copied from paper, and for what stands against them."""

from calendar_store.model.paper_entries import PaperFate, PaperObstacle
from gateway.web.languages.translation import mark

OBSTACLES = {
    PaperObstacle.NONE: mark("stored, and not in the calendar yet"),
    PaperObstacle.NOBODY: mark("nobody of that name is found"),
    PaperObstacle.SEVERAL: mark("several clients may be meant"),
    PaperObstacle.UNREADABLE: mark("it cannot be read"),
    PaperObstacle.FAILED: mark("an error kept it out of the calendar"),
    PaperObstacle.UNDONE: mark("taken back"),
    PaperObstacle.TAKEN: mark("the time is taken"),
    PaperObstacle.CHANGED: mark("the visit was changed since the paper"),
    PaperObstacle.GONE: mark("the visit was cancelled since the paper"),
    PaperObstacle.COMES: mark("the client has got another visit since the paper"),
    PaperObstacle.UNUSUAL: mark("the time is unusual"),
    PaperObstacle.REFUSED: mark("it cannot be done as it is written"),
}
FATES = {
    PaperFate.WRITTEN: mark("done as it was written"),
    PaperFate.STOOD: mark("it stood so already"),
    PaperFate.KEPT: mark("what stood was kept"),
    PaperFate.ELSEWHERE: mark("another time was agreed"),
    PaperFate.OFFERED: mark("another time is offered"),
    PaperFate.PAPER: mark("done as it was written, and the other gave way"),
    PaperFate.BOTH: mark("both stand"),
    PaperFate.DROPPED: mark("left out"),
}
CHANGES = {
    "booked": mark("booked"),
    "moved": mark("moved"),
    "cancelled": mark("cancelled"),
    "confirmed": mark("confirmed"),
    "restored": mark("put back"),
    "unconfirmed": mark("no longer confirmed"),
    "arrived": mark("arrived"),
    "attended": mark("attended"),
    "no_show": mark("missed"),
}
