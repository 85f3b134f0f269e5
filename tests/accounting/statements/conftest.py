"""Journals of any shape, the postings in them as plain rows, and every figure that a statement shows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import attrs
import pytest
from hypothesis import strategies as st

from communitywelfare.accounting import Chart, Journal, Posting, Voucher
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.slices import Figure
from communitywelfare.accounting.vouchers import bulk_entries
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package

FIRST, LAST = date(2020, 9, 1), date(2024, 9, 30)
EDGES = [
    date(2022, 12, 30),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2023, 4, 15),
    date(2023, 4, 16),
    date(2023, 9, 30),
    date(2023, 10, 1),
]


class Row(NamedTuple):
    """One posting with what its entry says, as a database would keep it."""

    entry: str
    day: date
    kind: str
    type: str
    account: str
    source: str
    member: str
    holder: str
    satang: int


@pytest.fixture(scope="session")
def some_days() -> st.SearchStrategy[date]:
    """Any days, and often those on which years begin and end, so that a journal and a period meet on them."""
    return st.sampled_from(EDGES) | st.sampled_from(EDGES) | st.dates(FIRST, LAST)


@st.composite
def cash_vouchers(draw: st.DrawFn, chart: Chart) -> Voucher:
    """Vouchers of two lines that move cash or bank money, of restricted sources too."""
    leaves = [account for account in chart.accounts if account.code not in chart.groups and not account.is_held]
    place = draw(st.sampled_from(sorted(chart.cash | chart.banks)))
    other = draw(st.sampled_from([account for account in leaves if account.code != place]))
    source = other.source or draw(st.sampled_from(["OTHER", "LAO", "GOV_VIA_CODI"]))
    amount = Money(draw(st.integers(-500, 500).filter(bool)))
    holder = draw(st.sampled_from(["V1", "V2"])) if chart.account(place).is_held else ""
    member = "M1" if other.by_member else ""
    return Voucher(
        day=FIRST,
        kind=draw(st.sampled_from(DocumentKind)),
        number="",
        description="",
        postings=(Posting(place, source, amount, holder=holder), Posting(other.code, source, -amount, member)),
    )


@pytest.fixture(scope="session")
def journals(vouchers, chart, recorded_at, some_days) -> st.SearchStrategy[Journal]:
    """Journals of any sound vouchers: accruals, closings and openings, in no order of days."""

    def dated(made: st.SearchStrategy[Voucher]) -> st.SearchStrategy[Voucher]:
        return st.builds(lambda voucher, day: attrs.evolve(voucher, day=day), made, some_days)

    of_any_shape = st.lists(dated(vouchers(chart, "", list(DocumentKind))), max_size=3)
    of_cash = st.lists(dated(cash_vouchers(chart)), max_size=12)
    mixed = st.tuples(of_any_shape, of_cash).flatmap(lambda both: st.permutations([*both[0], *both[1]]))
    return mixed.map(
        lambda made: bulk_entries(
            [(attrs.evolve(voucher, number=f"X{place}"), recorded_at) for place, voucher in enumerate(made)], chart
        )
    )


@pytest.fixture(scope="session")
def periods(some_days) -> st.SearchStrategy[tuple[date, date]]:
    """The first and last day of a period, or all time until a day."""
    some = st.tuples(some_days, some_days).map(lambda both: (min(both), max(both)))
    return some | some_days.map(lambda last: (date.min, last))


@pytest.fixture(scope="session")
def rows(chart) -> Callable[[Journal], list[Row]]:
    def flat(journal: Journal, chart: Chart = chart) -> list[Row]:
        return [
            Row(
                entry.number,
                entry.voucher.day,
                entry.voucher.kind.value,
                chart.account(each.account).type.value,
                each.account,
                each.source,
                each.member,
                each.holder,
                each.amount.satang,
            )
            for entry in journal
            for each in entry.voucher.postings
        ]

    return flat


def figures_in(value: object) -> Iterator[Figure]:
    """Every figure in a statement, however deep."""
    if isinstance(value, Figure):
        yield value
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            if each.name not in {"account", "entry", "posting", "accounts"}:
                yield from figures_in(getattr(value, each.name))
    elif isinstance(value, Mapping):
        yield from (figure for each in value.values() for figure in figures_in(each))
    elif isinstance(value, tuple):
        yield from (figure for each in value for figure in figures_in(each))


@pytest.fixture(scope="session")
def is_traced() -> Callable[[object, Journal], bool]:
    """Whether every figure of a statement is what its slices come to, and none of its lines is counted twice."""

    def holds(statement: object, journal: Journal) -> bool:
        for figure in figures_in(statement):
            lines = [(entry.number, id(posting)) for entry, posting in figure.lines(journal)]
            assert figure.sum(journal) == figure.amount
            assert len(lines) == len(set(lines))
            assert {entry.number for entry in figure.entries(journal)} == {number for number, _line in lines}
        return True

    return holds


@pytest.fixture(scope="session", params=[(1, 1, 1), (40, 4, 2)])
def fund(request):
    members, years, seed = request.param
    return make_package(Plan(members=members, years=years, seed=seed)).fund


@pytest.fixture(scope="session")
def books_of(chart, recorded_at) -> Callable[..., Journal]:
    """A journal of one entry, from accounts and baht; the money is other people's unless a source is named."""

    def made(*lines: tuple, kind: DocumentKind = DocumentKind.JOURNAL) -> Journal:
        postings = tuple(
            Posting(
                account,
                *(source or ["OTHER"]),
                Money.baht(baht),
                "M1" if chart.account(account).by_member else "",
                "V1" if chart.account(account).is_held else "",
            )
            for account, baht, *source in lines
        )
        voucher = Voucher(day=date(2024, 1, 15), kind=kind, number="X1", description="", postings=postings)
        return bulk_entries([(voucher, recorded_at)], chart)

    return made
