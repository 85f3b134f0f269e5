"""Can the books hold what each source gives and must have back? A fund may add sources, and accounts for them."""

from collections.abc import Iterator, Sequence

from communitywelfare.accounting import AccountType, Basis
from communitywelfare.cofunding import Round, RoundActionKind
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO

__all__ = ["source_findings"]


def source_findings(fund: Fund, rows: Sequence[int | None] = ()) -> Iterator[Finding]:
    """What is wrong with the sources of a fund, by themselves and beside its rounds and its chart.

    Args:
        fund: The fund.
        rows: On which line of the file each source stands, where they were read from one.
    """
    seen: set[str] = set()
    for place, source in enumerate(fund.sources):
        where = Place(
            file="sources.csv", row=rows[place] if place < len(rows) else None, column="code", record=source.code
        )
        if source.code in seen:
            yield Finding("source.code_twice", Severity.ERROR, place=where, params={"source": source.code})
        elif "accounts" not in fund.absent:
            for kind in _needed(fund, source.code):
                if fund.chart.own(source.code, kind) is None:
                    params = {"source": source.code, "type": kind}
                    yield Finding("source.no_account", Severity.WARNING, place=where, params=params)
        seen.add(source.code)


def _needed(fund: Fund, source: str) -> Iterator[AccountType]:
    """The kinds of account without which what its rounds brought, or are to bring, cannot be in the books."""
    rounds = [each for each in fund.rounds if each.source == source]
    if any(each.received > ZERO for each in rounds):
        yield AccountType.RECEIPT
    if any(each.returned > ZERO or _is_claimed_back(fund, each) for each in rounds):
        yield AccountType.LIABILITY
    if fund.profile.books.basis is Basis.ACCRUAL and any(_is_awaited(each) for each in rounds):
        yield AccountType.ASSET


def _is_claimed_back(fund: Fund, each: Round) -> bool:
    steps = fund.actions_of_round.get(each.key, ())
    return any(step.kind is RoundActionKind.CLAW_BACK for step in steps)


def _is_awaited(each: Round) -> bool:
    return each.approved is not None and each.approved > each.received
