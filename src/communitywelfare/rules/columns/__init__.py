"""The same by-laws over arrays of claims (numpy): exactly what `adjudicate` decides, for millions at once.

book = Book.of([bylaw, other_bylaw])
decided = decide(book, claims)       # claims: ClaimColumns, in the order in which they are decided
flow = timeline(book, people, events, first=day, last=other_day)       # decades, and what falls due by itself
"""

from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.deciding import OUTCOMES, Decided, decide
from communitywelfare.rules.columns.facts import ClaimColumns, Texts
from communitywelfare.rules.columns.people import Events, People, Spells
from communitywelfare.rules.columns.timeline import Flow, timeline

__all__ = [
    "OUTCOMES",
    "Book",
    "ClaimColumns",
    "Decided",
    "Events",
    "Flow",
    "People",
    "Spells",
    "Texts",
    "decide",
    "timeline",
]
