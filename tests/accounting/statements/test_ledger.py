"""The ledger of one account: a line for each posting, and sub-ledgers that add up to it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Slice
from communitywelfare.accounting.statements import ledger, sub_ledger
from communitywelfare.accounting.vouchers import COLLECTOR_CASH
from communitywelfare.money import ZERO, total


def accounts(journal):
    """The accounts with the most lines, and the one that is by holder."""
    lines = Counter(posting.account for entry in journal for posting in entry.voucher.postings)
    return st.sampled_from([*(code for code, _count in lines.most_common(3)), COLLECTOR_CASH])


@given(data=st.data(), sources=st.sampled_from([None, {"OTHER", "MEMBERS"}]), members=st.sampled_from([None, {"M1"}]))
def test_the_balance_runs_from_the_opening_to_the_closing(
    data, sources, members, chart, journals, periods, rows, is_traced
):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    code = data.draw(accounts(journal))
    part = Slice(first=first, last=last, sources=sources, members=members)
    book = ledger(journal, chart, code, part)
    assert is_traced(book, journal)
    own = [row for row in rows(journal) if row.account == code and row.day <= last]
    own = [row for row in own if (sources is None or row.source in sources) and (members is None or row.member == "M1")]
    assert book.opening.amount.satang == sum(row.satang for row in own if row.day < first)
    assert [(line.entry.number, line.posting.amount.satang) for line in book.lines] == [
        (row.entry, row.satang) for row in sorted(own, key=lambda row: row.day) if row.day >= first
    ]
    assert book.closing.amount.satang == sum(row.satang for row in own)
    assert book.opening.amount + book.debit.amount - book.credit.amount == book.closing.amount
    before = book.opening.amount
    for line in book.lines:
        before += line.posting.amount
        assert line.balance == before


@given(data=st.data(), sources=st.sampled_from([None, {"OTHER", "MEMBERS"}]))
def test_the_sub_ledger_adds_up_to_its_control_account(data, sources, chart, journals, periods, rows, is_traced):
    journal, (_first, last) = data.draw(journals), data.draw(periods)
    code = data.draw(accounts(journal))
    book = sub_ledger(journal, chart, code, last, sources=sources)
    assert is_traced(book, journal)
    assert total(figure.amount for figure in book.rows.values()) == book.control.amount
    own = [row for row in rows(journal) if row.account == code and row.day <= last]
    own = [row for row in own if sources is None or row.source in sources]
    assert book.control.amount.satang == sum(row.satang for row in own)
    for name, figure in book.rows.items():
        of = [row for row in own if name == (row.holder if chart.account(code).is_held else row.member)]
        assert figure.amount.satang == sum(row.satang for row in of)


def test_each_member_of_a_fund_has_a_row_and_each_collector_gives_all_to_the_treasurer(fund):
    dues = sub_ledger(fund.journal, fund.chart, "41010", fund.as_of)
    assert dues.rows.keys() == {receipt.member for receipt in fund.contributions if receipt.kind.is_dues}
    assert total(figure.amount for figure in dues.rows.values()) == dues.control.amount
    late = {receipt.day for receipt in fund.contributions if (fund.as_of - receipt.day).days < 3}
    held = sub_ledger(fund.journal, fund.chart, "11020", fund.as_of)
    assert held.rows.keys() == {receipt.received_by for receipt in fund.contributions}
    assert late or all(figure.amount == ZERO for figure in held.rows.values())
