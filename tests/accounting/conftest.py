"""The shipped chart of accounts, and the strategies that the properties of the books draw from."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import strategies as st

from communitywelfare.accounting import Chart, Posting, Voucher
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.io.shipped import shipped_chart
from communitywelfare.money import Money

FIRST, LAST = date(2020, 10, 1), date(2024, 9, 30)


@pytest.fixture(scope="session")
def chart() -> Chart:
    return shipped_chart()


@pytest.fixture(scope="session")
def recorded_at() -> datetime:
    return datetime(2024, 9, 30, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
def vouchers() -> Callable[..., st.SearchStrategy[Voucher]]:
    """Vouchers of any shape that `faults` finds nothing in, accruals and closings among them."""
    return sound_vouchers


@st.composite
def sound_vouchers(draw: st.DrawFn, chart: Chart, number: str, kinds: list[DocumentKind] | None = None) -> Voucher:
    leaves = [account for account in chart.accounts if account.code not in chart.groups and account.active]
    postings = []
    for _source in range(draw(st.integers(1, 2))):
        first, *more = draw(st.lists(st.sampled_from(leaves), min_size=2, max_size=4, unique_by=lambda each: each.code))
        wanted = {account.source for account in (first, *more) if account.source}
        source = next(iter(wanted)) if len(wanted) == 1 else draw(st.sampled_from(["OTHER", "DONATION"]))
        usable = [account for account in (first, *more) if account.source in {"", source}]
        if len(usable) < 2:
            usable = draw(st.permutations([account for account in leaves if not account.source]))[:2]
        amounts = draw(st.lists(satang(), min_size=len(usable) - 1, max_size=len(usable) - 1))
        if sum(amounts) == 0:
            amounts[0] += 1 if amounts[0] != -1 else 2
        for account, amount in zip(usable, [*amounts, -sum(amounts)], strict=True):
            member = draw(st.sampled_from(["M1", "M2"])) if account.by_member else ""
            holder = draw(st.sampled_from(["V1", "V2"])) if account.is_held else ""
            postings.append(Posting(account.code, source, Money(amount), member, holder))
    return Voucher(
        day=draw(st.dates(FIRST, LAST)),
        kind=draw(st.sampled_from(kinds or [kind for kind in DocumentKind if kind is not DocumentKind.OPENING])),
        number=number,
        description="",
        postings=tuple(postings),
    )


def satang() -> st.SearchStrategy[int]:
    return st.integers(-(10**8), 10**8).filter(bool)
