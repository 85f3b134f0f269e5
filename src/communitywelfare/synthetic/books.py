"""Every voucher of an invented fund, in the order of days: what is paid is there to be paid, pot by pot."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from random import Random

from attrs import evolve, frozen

from communitywelfare.accounting import AccountType, Entry, Journal, Posting, Voucher, adjustments, vouchers
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.journal import entry_number
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.calendar import Month
from communitywelfare.claims import Action, ActionKind
from communitywelfare.cofunding import RoundAction, RoundActionKind
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Refused
from communitywelfare.fund import Fund
from communitywelfare.fund.desk import spread
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic.committee import Award, noon

__all__ = ["Written", "write_books"]

_FLOAT = Money.baht(5_000)
_UNRESTRICTED = ("MEMBERS", "CODI_SEED", "DONATION", "OTHER")


@frozen(kw_only=True)
class Written:
    """The books of the fund, the receipts with their entries, the payments that were made, the rounds' vouchers."""

    journal: Journal
    receipts: tuple[Receipt, ...]
    actions: tuple[Action, ...]
    round_actions: tuple[RoundAction, ...]


def write_books(
    fund: Fund, *, books_from: date, opening: Mapping[tuple[str, str], Money], awards: Iterable[Award], seed: int
) -> Written:
    """Write all vouchers from the first day of the books to the fund's as-of day."""
    clerk = _Clerk(fund, Random(f"{seed} books"))
    days: list[tuple[date, int, Callable[[date], None]]] = [(books_from, 0, lambda day: clerk.open(day, opening))]
    for key, group in groupby(fund.contributions, key=lambda receipt: (receipt.day, receipt.received_by)):
        sheet = tuple(group)
        days.append((key[0], 1, lambda day, sheet=sheet: clerk.collect(day, sheet)))  # type: ignore[misc]
        handed = key[0] + timedelta(days=3)
        days.append((handed, 2, lambda day, sheet=sheet: clerk.hand_over(day, sheet)))  # type: ignore[misc]
    for award in awards:
        days.append((award.pay_on, 5, partial(clerk.pay, award)))
        if award.reverse_on is not None:
            days.append((award.reverse_on, 6, partial(clerk.take_back, award)))
    days += list(clerk.rounds())
    days += list(clerk.habits(books_from))
    for day, _order, do in sorted(days, key=lambda item: item[:2]):
        if day <= fund.as_of:
            do(day)
    return clerk.written()


def _round(action: RoundAction) -> str:
    """What a voucher calls a round by, as `Round.reference` does."""
    return f"{action.source} {action.round}"


class _Clerk:
    """Keeps the books of one fund while its days go by."""

    def __init__(self, fund: Fund, chance: Random) -> None:
        self._fund = fund
        self._chance = chance
        self._entries: list[Entry] = []
        self._balances: dict[tuple[str, str], Money] = defaultdict(lambda: ZERO)
        self._numbers: dict[tuple[str, int], int] = defaultdict(int)
        self._receipts: list[Receipt] = []
        self._actions: list[Action] = []
        self._paid: dict[str, Entry] = {}
        self._round_actions = list(fund.round_actions)
        self._owed_back: dict[str, Money] = defaultdict(lambda: ZERO)

    def written(self) -> Written:
        """All that was written."""
        return Written(
            journal=Journal(tuple(self._entries)),
            receipts=tuple(self._receipts),
            actions=tuple(self._actions),
            round_actions=tuple(self._round_actions),
        )

    def open(self, day: date, balances: Mapping[tuple[str, str], Money]) -> None:
        """Carry in what there was before the books."""
        if balances:
            number = self._number("J", day)
            carried = (Posting(account, source, amount) for (account, source), amount in balances.items())
            self._post(vouchers.opening(day=day, number=number, balances=carried, chart=self._fund.chart))

    def collect(self, day: date, sheet: tuple[Receipt, ...]) -> None:
        """One village's meeting: many receipts, one entry."""
        entry = self._post(
            vouchers.collection(sheet, number=self._number("S", day), into=COLLECTOR_CASH, holder=sheet[0].received_by)
        )
        self._receipts.extend(evolve(receipt, journal_no=entry.number) for receipt in sheet)

    def hand_over(self, day: date, sheet: tuple[Receipt, ...]) -> None:
        """The collector brings the money to the treasurer."""
        money = {"MEMBERS": total(receipt.amount for receipt in sheet)}
        description = "ผู้เก็บเงินส่งเงินให้เหรัญญิก"
        collector = sheet[0].received_by
        self._move(day, money, out_of=COLLECTOR_CASH, into=CASH, description=description, handed_by=collector)

    def pay(self, award: Award, day: date) -> None:
        """Pay a claim, if the bank holds enough."""
        held = {source: money - self._owed_back[source] for source, money in self._held(BANK).items()}
        parts = spread(award.amount, held, self._fund.sources)
        if total(parts.values()) < award.amount:
            return
        number = self._number("P", day)
        account = self._fund.chart.benefit_account(award.claim.category)
        voucher = vouchers.benefit_paid(
            day=day,
            number=number,
            claim=award.claim.number,
            member=award.claim.member,
            account=account,
            parts=parts,
            out_of=BANK,
        )
        self._paid[award.claim.number] = self._post(voucher)
        self._act(award, ActionKind.PAY, day, number)

    def take_back(self, award: Award, day: date) -> None:
        """Take a mistaken payment back, where it was made."""
        entry = self._paid.get(award.claim.number)
        if entry is not None:
            number = self._number("P", day)
            self._post(vouchers.reversal(entry, day=day, number=number, reason="จ่ายผิดราย"))
            self._act(award, ActionKind.REVERSE, day, number)

    def rounds(self) -> Iterator[tuple[date, int, Callable[[date], None]]]:
        """The money of co-funding on the days on which it comes, is found to be too much, and goes back."""
        vouchers_of = {
            RoundActionKind.RECEIVE: self._tranche,
            RoundActionKind.CLAW_BACK: self._claw_back,
            RoundActionKind.GIVE_BACK: self._give_back,
        }
        for place, action in enumerate(self._fund.round_actions):
            write = vouchers_of.get(action.kind)
            if write is not None:
                yield action.day, 3, partial(self._of_round, place, write)

    def _of_round(self, place: int, write: Callable[[RoundAction, Money], Entry], _day: date) -> None:
        action = self._round_actions[place]
        entry = write(action, ZERO if action.amount is None else action.amount)
        self._round_actions[place] = evolve(action, reference=entry.voucher.number)

    def _tranche(self, action: RoundAction, amount: Money) -> Entry:
        return self._post(
            vouchers.cofunding_received(
                day=action.day,
                number=self._number("C", action.day),
                source=action.source,
                account=adjustments.owing_account(self._fund.chart, action.source, AccountType.RECEIPT),
                amount=amount,
                reference=_round(action),
            )
        )

    def _claw_back(self, action: RoundAction, amount: Money) -> Entry:
        self._owed_back[action.source] += amount  # which pays no benefit any more
        return self._post(
            adjustments.clawback_owed(
                day=action.day,
                number=self._number("J", action.day),
                source=action.source,
                amount=amount,
                reference=_round(action),
                chart=self._fund.chart,
            )
        )

    def _give_back(self, action: RoundAction, amount: Money) -> Entry:
        self._owed_back[action.source] -= amount
        return self._post(
            adjustments.clawback_paid(
                day=action.day,
                number=self._number("P", action.day),
                source=action.source,
                amount=amount,
                reference=_round(action),
                chart=self._fund.chart,
                out_of=BANK,
            )
        )

    def habits(self, books_from: date) -> Iterator[tuple[date, int, Callable[[date], None]]]:
        """What happens every month and every half year."""
        for ahead in range(Month.of(self._fund.as_of).index - Month.of(books_from).index + 1):
            month = Month.of(books_from).plus(ahead)
            yield date(month.year, month.number, 26), 6, self._deposit
            yield date(month.year, month.number, 27), 4, self._meeting_costs
            if month.number in {6, 12}:
                yield month.last, 7, self._interest
            if month.number == 5:
                yield date(month.year, 5, 15), 7, self._donation

    def _deposit(self, day: date) -> None:
        spare = {source: money for source, money in self._held(CASH).items() if money > _FLOAT}
        amounts = {source: money - _FLOAT for source, money in spare.items()}
        self._move(day, amounts, out_of=CASH, into=BANK, description="นำเงินสดฝากธนาคาร")

    def _meeting_costs(self, day: date) -> None:
        held = {source: money for source, money in self._held(BANK).items() if source in _UNRESTRICTED}
        cost = Money.baht(self._chance.randrange(3, 10) * 100)
        parts = spread(cost, held, self._fund.sources)
        if total(parts.values()) == cost:
            account = self._chance.choice(("52010", "52020", "52030", "52040"))
            description = "ค่าใช้จ่ายประชุมประจำเดือน"
            number = self._number("P", day)
            self._post(
                vouchers.expense_paid(
                    day=day, number=number, account=account, parts=parts, out_of=BANK, description=description
                )
            )

    def _interest(self, day: date) -> None:
        amount = Money(total(self._held(BANK).values()).satang // 800)  # a quarter of a per cent a year
        self._income(day, amount, source="OTHER", account="42030", description="ดอกเบี้ยเงินฝากธนาคาร")

    def _donation(self, day: date) -> None:
        amount = Money.baht(self._chance.randrange(20, 120) * 100)
        self._income(day, amount, source="DONATION", account="42020", description="เงินบริจาคงานบุญประจำปี")

    def _income(self, day: date, amount: Money, *, source: str, account: str, description: str) -> None:
        if amount > ZERO:
            number = self._number("C", day)
            self._post(
                vouchers.income_received(
                    day=day, number=number, source=source, account=account, amount=amount, description=description
                )
            )

    def _move(
        self, day: date, amounts: Mapping[str, Money], *, out_of: str, into: str, description: str, handed_by: str = ""
    ) -> None:
        if any(amount > ZERO for amount in amounts.values()):
            number = self._number("T", day)
            self._post(
                vouchers.moved(
                    day=day,
                    number=number,
                    amounts=amounts,
                    out_of=out_of,
                    into=into,
                    description=description,
                    handed_by=handed_by,
                )
            )

    def _held(self, place: str) -> dict[str, Money]:
        return {source: money for (account, source), money in self._balances.items() if account == place}

    def _number(self, book: str, day: date) -> str:
        year = self._fund.profile.year_start.year_of(day).be
        self._numbers[book, year] += 1
        return f"{book}{self._numbers[book, year]}/{year}"

    def _post(self, voucher: Voucher) -> Entry:
        found = faults(voucher, self._fund.chart, self._fund.sources)
        if found:
            raise Refused(f"invented voucher {voucher.number} is faulty", *found)
        entry = Entry(number=entry_number(len(self._entries) + 1), voucher=voucher, recorded_at=noon(voucher.day))
        self._entries.append(entry)
        for posting in voucher.postings:
            self._balances[posting.account, posting.source] += posting.amount
        return entry

    def _act(self, award: Award, kind: ActionKind, day: date, reference: str) -> None:
        self._actions.append(
            Action(
                claim=award.claim.number,
                kind=kind,
                actor="treasurer",
                day=day,
                recorded_at=noon(day),
                amount=award.amount,
                reference=reference,
            )
        )
