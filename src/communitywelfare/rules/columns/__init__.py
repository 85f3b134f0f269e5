"""The same by-laws over arrays of claims (numpy): exactly what `adjudicate` decides, for millions at once.

    book = Book.of([bylaw, other_bylaw])
    decided = decide(book, claims)       # claims: ClaimColumns, in the order in which they are decided

The claims may be those of one moment or of decades: a history is its claims in order.
"""

from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.deciding import OUTCOMES, Decided, decide
from communitywelfare.rules.columns.facts import ClaimColumns, Texts

__all__ = ["OUTCOMES", "Book", "ClaimColumns", "Decided", "Texts", "decide"]
