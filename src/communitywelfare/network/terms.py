"""Terms (วาระ): what holds from one day until another. A day that nobody recorded bounds nothing."""

from datetime import date
from typing import Protocol

__all__ = ["Term", "holds", "overlap"]


class Term(Protocol):
    """Anything that holds from one day until another, both included."""

    @property
    def since(self) -> date | None:
        """The first day, None where it is not recorded."""

    @property
    def until(self) -> date | None:
        """The last day, None where it goes on or is not recorded."""


def holds(term: Term, on: date) -> bool:
    """Whether something holds on a day, as far as its days are known."""
    return (term.since is None or term.since <= on) and (term.until is None or on <= term.until)


def overlap(one: Term, other: Term) -> bool:
    """Whether there is a day on which both hold."""
    first = max(one.since or date.min, other.since or date.min)
    return first <= min(one.until or date.max, other.until or date.max)
