"""What the other programs notice when our export is wrong, and what only the hash chain does.

The table is that of the study in which they were chosen, each fault planted in the text of a sound export. A dash is as
important as a hit: where nobody notices, closing balances or the chain have to.
"""

import re

import pytest
from attrs import evolve
from beancount import loader

from communitywelfare.accounting import Journal
from communitywelfare.errors import Refused
from communitywelfare.io.beancount import beancount_text
from communitywelfare.io.hledger import hledger_text
from communitywelfare.io.journal import sealed

LINE = re.compile(r"^ +(?P<account>[A-Z]\w+:\S+)  (?P<amount>-?[\d.]+) (?P<commodity>THB[A-Z]+)", re.MULTILINE)


class Export:
    """The text of an export in its parts: what is declared, the transactions, the closing balances."""

    def __init__(self, text):
        parts = text.removesuffix("\n").split("\n\n")
        first = next(place for place, part in enumerate(parts) if "entry: " in part)
        self.head, self.transactions, self.closing = parts[:first], parts[first:-1], parts[-1]

    def __str__(self):
        return "\n\n".join([*self.head, *self.transactions, self.closing]) + "\n"

    def change(self, place, *, old, new):
        assert old in self.transactions[place]
        self.transactions[place] = self.transactions[place].replace(old, new, 1)

    def first(self, pattern):
        """The place of the first transaction in which something stands."""
        return next(place for place, each in enumerate(self.transactions) if re.search(pattern, each))


def more(amount):
    """An amount, a satang away from what it was."""
    return f"{amount[:-1]}{(int(amount[-1]) + 1) % 10}"


def a_satang_off(export):
    line = LINE.search(export.transactions[3])
    export.change(3, old=f"{line['amount']} ", new=f"{more(line['amount'])} ")


def another_sources_money(export):
    place = export.first("THBMEMBERS")
    export.change(place, old="THBMEMBERS", new="THBDONATION")


def closing_balance_a_satang_off(export):
    before, amount, after = re.fullmatch(r"(.* )(-?\d+\.\d\d)((?: ~ 0)? THB\w+)", export.closing, re.DOTALL).groups()
    export.closing = f"{before}{more(amount)}{after}"


def anothers_card(export):
    place = export.first(r"Income:41010-\S+:M-")
    own = re.search(r"Income:41010-\S+:M-(M\d+)", export.transactions[place])
    other = next(each for each in re.findall(r"Income:41010-\S+:M-(M\d+)", str(export)) if each != own[1])
    export.change(place, old=own[0], new=own[0].replace(own[1], other))


def voucher_dropped(export):
    del export.transactions[5]


def voucher_twice(export):
    export.transactions.insert(5, export.transactions[5])


def account_that_is_not_there(export):
    line = LINE.search(export.transactions[3])
    export.change(3, old=line["account"], new="Assets:19999-ไม่มี")


def days_out_of_order(export):
    parts = export.transactions
    place = next(place for place, each in enumerate(parts) if each[:10] != parts[place + 1][:10])
    parts[place], parts[place + 1] = parts[place + 1], parts[place]


def words_of_an_old_voucher(export):
    export.change(export.first("น้ำท่วม"), old="น้ำท่วม", new="ไฟไหม้")


WITH, WITHOUT = True, False
TABLE = [
    # what is done, with the closing balances or without, bean-check finds it, hledger finds it
    (a_satang_off, WITH, True, True),
    (a_satang_off, WITHOUT, True, True),
    (another_sources_money, WITHOUT, True, True),
    (closing_balance_a_satang_off, WITH, True, True),
    (anothers_card, WITHOUT, False, False),
    (anothers_card, WITH, True, True),
    (voucher_dropped, WITHOUT, False, False),
    (voucher_dropped, WITH, True, True),
    (voucher_twice, WITHOUT, True, False),
    (voucher_twice, WITH, True, True),
    (account_that_is_not_there, WITHOUT, True, True),
    (days_out_of_order, WITH, False, True),
    (words_of_an_old_voucher, WITH, False, False),
]


@pytest.fixture(scope="session")
def exports(package, odd_journal):
    """The same books in both formats."""
    fund = package.fund
    return {
        "beancount": beancount_text(odd_journal, fund.chart, fund.sources),
        "hledger": hledger_text(odd_journal, fund.chart, fund.sources),
    }


def changed(text, change, has_closing):
    export = Export(text)
    assert str(export) == text
    change(export)
    assert str(export) != text
    if not has_closing:
        export.closing = ""
    return str(export)


@pytest.mark.parametrize(("change", "has_closing", "is_found", "_by_hledger"), TABLE)
def test_what_beancount_finds(exports, change, has_closing, is_found, _by_hledger):
    _entries, errors, _options = loader.load_string(changed(exports["beancount"], change, has_closing))

    assert bool(errors) == is_found


@pytest.mark.parametrize(("change", "has_closing", "_by_beancount", "is_found"), TABLE)
def test_what_hledger_finds(exports, hledger_check, tmp_path, change, has_closing, _by_beancount, is_found):
    file = tmp_path / "changed.journal"
    file.write_text(changed(exports["hledger"], change, has_closing), encoding="utf-8")

    assert bool(hledger_check(file)) == is_found


def test_only_the_chain_finds_an_old_voucher_that_was_changed_with_its_balances(
    package, odd_journal, hledger_check, tmp_path
):
    chart, first, *rest = package.fund.chart, *odd_journal
    lines = first.voucher.postings
    grown = [evolve(line, amount=line.amount + line.amount) for line in lines]
    changed_ = Journal((evolve(first, voucher=evolve(first.voucher, postings=tuple(grown))), *rest))
    file = tmp_path / "changed.journal"
    file.write_text(hledger_text(changed_, chart), encoding="utf-8")

    assert hledger_check(file) == ""
    assert loader.load_string(beancount_text(changed_, chart))[1] == []
    with pytest.raises(Refused, match="is not what was stored"):
        sealed(changed_)


def test_beancounts_own_tolerance_would_let_a_satang_pass(exports):
    text = changed(exports["beancount"], closing_balance_a_satang_off, has_closing=True)
    lenient = text.replace(" ~ 0 ", " ").replace('option "tolerance_multiplier" "0"\n', "")

    assert loader.load_string(lenient)[1] == []


def test_hledger_without_its_strictest_check_takes_two_sources_for_an_exchange(exports, hledger, tmp_path):
    file = tmp_path / "changed.journal"
    file.write_text(changed(exports["hledger"], another_sources_money, has_closing=False), encoding="utf-8")

    assert hledger([file], "check").returncode == 0
