"""Questions about where the money is: who has it in hands, and whether the books and the passbook agree."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import click

from communitywelfare.accounting import Voucher
from communitywelfare.accounting.custody import Custody, money_in_hands
from communitywelfare.accounting.drafts import interest_and_fees
from communitywelfare.accounting.reconciliation import BankLine, BookItem, Reconciliation, reconcile
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, look, on_day
from communitywelfare.cli.speaking import DAY, Voice, speaking
from communitywelfare.io.shipped import bank_meanings
from communitywelfare.reports.money_data import custody_data, reconciliation_data
from communitywelfare.sources import MEMBERS
from communitywelfare.wording import label, shown

__all__ = ["hands", "reconcile_account"]


@click.command()
@click.argument("package", type=PACKAGE)
@click.option("--since", type=DAY, default=None, help="ตั้งแต่วันที่ / from this day on; the month's first by default")
@on_day
@speaking
def hands(voice: Voice, package: str, *, since: ReadDay | None, on: ReadDay | None) -> None:
    """เงินในมือผู้เก็บ: ใครถือเงินอยู่ เท่าไร นานเท่าไร / Who has money in hands, how much, for how long."""
    fund, day = look(voice, package, on)
    first = since.day if since else day.replace(day=1)
    custody = money_in_hands(fund.journal, fund.chart, first, day)
    voice.answer(custody_data(custody), *_hands(voice, custody))


def _hands(voice: Voice, custody: Custody) -> Iterator[str]:
    yield f"{voice.t('hands')} {_days(voice, custody.first, custody.on)}"
    for each in custody.holdings:
        figures = (
            ("brought", each.opening.amount),
            ("received", each.received.amount),
            ("handed_over", each.handed_over.amount),
            ("balance", each.balance.amount),
        )
        told = [f"{voice.t(name)} {amount}" for name, amount in figures]
        age = [] if each.days is None else [f"{voice.t('days_in_hand')} {each.days}"]
        yield f"{each.holder or '–'}: {' · '.join([*told, *age])}"
        for held in each.in_hand:
            yield f"  {held.document}  {shown(held.day, voice.language)}  {held.source}  {held.amount}"
    yield f"{voice.t('balance')} {custody.balance}"


def _days(voice: Voice, first: date, on: date) -> str:
    return f"{shown(first, voice.language)} – {shown(on, voice.language)}"


@click.command("reconcile")
@click.argument("package", type=PACKAGE)
@click.option("--account", default=BANK, show_default=True, help="บัญชีเงินฝาก / the fund's account with the bank")
@on_day
@speaking
def reconcile_account(voice: Voice, package: str, *, account: str, on: ReadDay | None) -> None:
    """กระทบยอดเงินฝากกับสมุดเงินฝาก / Hold the books against the passbook; nothing is posted."""
    fund, day = look(voice, package, on)
    found = reconcile(fund.journal, fund.passbook, account, day)
    drafts = interest_and_fees(found.only_bank, bank_meanings(), interest_to="OTHER", fees_from=MEMBERS)
    voice.answer(reconciliation_data(found, drafts), *_reconciled(voice, found, drafts))


def _reconciled(voice: Voice, found: Reconciliation, drafts: Sequence[tuple[BankLine, Voucher]]) -> Iterator[str]:
    yield f"{voice.t('reconciled')} {found.account}  {_days(voice, found.since, found.on)}"
    for line in found.statement:
        yield f"{label(line.kind, voice.language)}  {line.amount}"
        yield from _items(voice, line.items)
    yield f"{voice.t('matched')} {len(found.pairs)}"
    for each in found.suggestions:
        yield voice.t("may_be_one")
        yield from _items(voice, each.book)
        yield from _items(voice, each.bank)
    for of_bank, draft in drafts:
        yield f"{voice.t('draft')} {draft.description}  {shown(of_bank.day, voice.language)}  {of_bank.amount}"


def _items(voice: Voice, items: Iterable[BookItem | BankLine]) -> Iterator[str]:
    for item in items:
        told = (item.code, item.note) if isinstance(item, BankLine) else (item.document, item.description)
        yield "  ".join(("", shown(item.day, voice.language), str(item.amount), *filter(None, told)))
