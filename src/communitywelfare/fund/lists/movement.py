"""Movement of members (ความเคลื่อนไหวสมาชิก): who was there, who came, who went, who is there, village by village."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from communitywelfare.fund.lists.villages import village_order
from communitywelfare.members import ExitCause, Membership, Register

__all__ = ["Movement", "movement"]


@frozen(kw_only=True)
class Movement:
    """The members of one village at first and at last, and what happened between.

    `lapsed` are all who went for another cause than death, resignation or moving away, or for none that was recorded.
    """

    village: str
    opening: int
    joined: int
    died: int
    resigned: int
    moved: int
    lapsed: int
    closing: int

    @property
    def left(self) -> int:
        """All who went."""
        return self.died + self.resigned + self.moved + self.lapsed


def movement(register: Register, first: date, last: date) -> tuple[Movement, ...]:
    """The movement of each village between two days, both included.

    Opening and closing are counted, not reckoned: that one plus what came less what went is the other is for whoever
    looks to see. A membership that ended on the day it began was none on any day, and is not counted.
    """
    counts: dict[str, Counter[str]] = {}
    for membership in register:
        if membership.ended is None or membership.applied < membership.ended:
            counts.setdefault(membership.village, Counter()).update(_what(membership, first, last))
    return tuple(_movement(village, counts[village]) for village in sorted(counts, key=village_order))


_CAUSES = {ExitCause.DECEASED: "died", ExitCause.RESIGNED: "resigned", ExitCause.MOVED: "moved"}


def _what(membership: Membership, first: date, last: date) -> Iterable[str]:
    """Under what a membership is counted."""
    ended = membership.ended
    if membership.applied < first and (ended is None or first <= ended):
        yield "opening"
    if first <= membership.applied <= last:
        yield "joined"
    if ended is not None and first <= ended <= last:
        yield "lapsed" if membership.cause is None else _CAUSES.get(membership.cause, "lapsed")
    if membership.is_current(last):
        yield "closing"


def _movement(village: str, counted: Counter[str]) -> Movement:
    return Movement(
        village=village,
        opening=counted["opening"],
        joined=counted["joined"],
        died=counted["died"],
        resigned=counted["resigned"],
        moved=counted["moved"],
        lapsed=counted["lapsed"],
        closing=counted["closing"],
    )
