"""What a change would have meant (ย้อนดูอดีต): the grants of past years decided again, before anything is projected."""

from collections import Counter
from collections.abc import Iterator

from attrs import evolve, frozen

from communitywelfare.claims import Outcome
from communitywelfare.fund import Fund
from communitywelfare.fund.review import Review, readjudicate
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw

__all__ = ["PastYear", "as_if_always", "hindsight"]

_UNDECIDED = {Outcome.NEEDS_COMMITTEE, Outcome.NEEDS_DOCUMENTS}


@frozen(kw_only=True)
class PastYear:
    """The grants of one calendar year: what was granted, and what two by-laws say of them.

    `undecided` counts grants that the second leaves to people, or for which a fact is missing; it gives nothing then.
    """

    year: int
    claims: int
    granted: Money
    before: Money
    after: Money
    undecided: int

    @property
    def difference(self) -> Money:
        """How much more the second gives."""
        return self.after - self.before


def hindsight(fund: Fund, before: ByLaw, after: ByLaw) -> tuple[PastYear, ...]:
    """Decide all past grants again by the newest version of each by-law, as if it had always held: by year of event.

    Dues stay what they were, and so do arrears. Only what was granted is looked at: nobody knows who would have asked
    for more.
    """
    one, other = (readjudicate(fund, as_if_always(bylaw, fund.bylaw), fund.as_of) for bylaw in (before, after))
    year = {claim.number: claim.event.day.year for claim in fund.claims}

    def sums(reviews: tuple[Review, ...]) -> Counter[int]:
        found: Counter[int] = Counter()
        for review in reviews:
            found[year[review.claim]] += review.decision.assessed.satang
        return found

    def each() -> Iterator[PastYear]:
        first, second = sums(one), sums(other)
        for this in sorted({year[review.claim] for review in one}):
            here = [review for review in other if year[review.claim] == this]
            yield PastYear(
                year=this,
                claims=len(here),
                granted=Money(sum(review.granted.satang for review in here)),
                before=Money(first[this]),
                after=Money(second[this]),
                undecided=sum(review.decision.outcome in _UNDECIDED for review in here),
            )

    return tuple(each())


def as_if_always(bylaw: ByLaw, was: ByLaw) -> ByLaw:
    """A by-law whose newest version has held since the first version of the one that was; dues stay what they were.

    Members paid what was asked then. By other dues all of them would have been in arrears, and nothing granted.
    """
    newest = bylaw.versions[-1]
    versions = tuple(
        evolve(newest, version=each.version, adopted=each.adopted, effective=each.effective, dues=each.dues, keeps=())
        for each in was.versions
    )
    return evolve(bylaw, versions=versions)
