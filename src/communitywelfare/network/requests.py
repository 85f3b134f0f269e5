"""Requests of many funds (คำขอรับการสมทบของทั้งจังหวัด): screened by the criteria, shared out of one budget, followed.

Four figures of each fund stand beside one another and none is reckoned from another: what it asks for by the scheme,
what of a short budget it would be granted, what was approved, and what has come.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.cofunding import Claimant, Rationing, RationMethod, Scheme, ration
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.forms.request import Met, RequestForm
from communitywelfare.money import ZERO, Money, total

__all__ = ["Envelope", "FundRequest", "Screened", "request_of", "share_out"]


@frozen(kw_only=True)
class FundRequest:
    """What one fund asks for in a budget year, whether it meets the criteria, and what became of its rounds.

    `criteria` are by the id of the criterion; `missing` names what would decide those that are open. Approved, received
    and returned are of the rounds of that year that its own books have; `tranches` counts in how many parts it came.
    """

    fund: str
    name: str
    members: int
    amount: Money
    criteria: Mapping[str, Met] = field(hash=False)
    missing: tuple[str, ...] = ()
    approved: Money | None = None
    received: Money = ZERO
    returned: Money = ZERO
    tranches: int = 0

    @property
    def screened(self) -> Met:
        """Whether it meets all criteria: not where it fails one, and open where nobody can tell of one."""
        found = set(self.criteria.values())
        return Met.FAIL if Met.FAIL in found else Met.UNKNOWN if Met.UNKNOWN in found else Met.PASS


def request_of(fund: Fund, form: RequestForm, scheme: Scheme) -> FundRequest:
    """What a fund's filled-in request comes to, with the rounds of that scheme and year that are on record."""
    year, on = form.request.budget_year, fund.as_of
    rounds = [
        each for each in fund.rounds if each.budget_year == year and each.follows(scheme.scheme_id, scheme.source)
    ]
    standings = [fund.round_standing(each, on) for each in rounds]
    approved = [each.approved for each in standings if each.approved is not None]
    return FundRequest(
        fund=fund.profile.fund_id,
        name=fund.profile.name,
        members=len(form.request.eligible),
        amount=form.request.amount,
        criteria={each.rule.id: each.met for each in form.criteria},
        missing=tuple(dict.fromkeys(item for each in form.criteria for item in each.missing)),
        approved=total(approved) if approved else None,
        received=total(each.received for each in standings),
        returned=total(each.returned for each in standings),
        tranches=sum(len(fund.tranches(each, on)) for each in rounds),
    )


@frozen(kw_only=True)
class Screened:
    """A request, and what of the budget it would be granted; None where no budget was given or it is not screened."""

    request: FundRequest
    granted: Money | None
    reasons: tuple[Finding, ...] = ()


@frozen(kw_only=True)
class Envelope:
    """The requests of many funds in the order of their ids, and one budget shared out among those that pass.

    `rationing` tells how, and what of the budget is not spent.
    """

    budget_year: int
    lines: tuple[Screened, ...]
    rationing: Rationing | None = None

    @property
    def asked(self) -> Money:
        """What all of them ask for."""
        return total(line.request.amount for line in self.lines)

    def counted(self) -> Mapping[Met, int]:
        """How many pass, fail, or cannot be screened yet."""
        screened = [line.request.screened for line in self.lines]
        return MappingProxyType({met: screened.count(met) for met in Met})


def share_out(
    requests: Iterable[FundRequest],
    budget_year: int,
    *,
    budget: Money | None = None,
    method: RationMethod | str = RationMethod.PRO_RATA,
) -> Envelope:
    """Screen requests, and share one budget out among those that pass.

    Who fails a criterion, or cannot be screened yet, gets nothing of it and is told why.

    Raises:
        InvalidMoney: A budget below zero.
        InvalidValue: Two requests of one fund, or no such method.
    """
    ordered = sorted(requests, key=_by_fund)
    if budget is None:
        return Envelope(budget_year=budget_year, lines=tuple(Screened(request=each, granted=None) for each in ordered))
    passing = [each for each in ordered if each.screened is Met.PASS]
    claimants = [Claimant(id=each.fund, claimed=each.amount, heads=each.members) for each in passing]
    shared = ration(budget, claimants, method=method)
    return Envelope(budget_year=budget_year, lines=tuple(_line(each, shared) for each in ordered), rationing=shared)


def _line(request: FundRequest, shared: Rationing) -> Screened:
    grant = shared.by_id.get(request.fund)
    if grant is not None and request.screened is Met.PASS:
        return Screened(request=request, granted=grant.granted, reasons=grant.reasons)
    failed = tuple(name for name, met in request.criteria.items() if met is Met.FAIL)
    code = "screening.criteria_failed" if failed else "screening.criteria_open"
    params = {"criteria": failed} if failed else {"missing": request.missing}
    return Screened(request=request, granted=None, reasons=(Finding(code, Severity.BLOCK, params=params),))


def _by_fund(request: FundRequest) -> str:
    return request.fund
