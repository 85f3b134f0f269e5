"""The answers, computed by the library from the fund as the learner gets it; none of them is written down."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from communitywelfare.accounting.cash_count import CashCount, counted
from communitywelfare.accounting.statements import receipts_and_payments, section_10
from communitywelfare.accounting.vouchers import CASH
from communitywelfare.calendar import Month
from communitywelfare.claims import Claim, Event
from communitywelfare.cofunding import Request, Scheme
from communitywelfare.errors import Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.assessment import assess
from communitywelfare.fund.collection import collection_sheet
from communitywelfare.fund.matching import draw_request
from communitywelfare.money import Money
from communitywelfare.training.exercises import Exercise
from communitywelfare.training.facts import text_of
from communitywelfare.training.preparing import passbook_of

__all__ = ["FIGURES", "Start", "known_values"]

Given = Mapping[str, str]
_WORTHS = ("1000", "500", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.25")  # what a counter sorts money into
_KEEP_OUT = frozenset({Severity.BLOCK, Severity.REFER})


@frozen(kw_only=True)
class Start:
    """The fund as the learner gets it, with the scheme that its co-funding follows."""

    fund: Fund
    scheme: Scheme


def _day(given: Given, name: str) -> date:
    return date.fromisoformat(given[name])


def _entry_fee(start: Start, given: Given) -> Money:
    """What the by-law asks of whoever joins on a day."""
    return start.fund.bylaw.dues.in_force(Month.of(_day(given, "on"))).entry_fee


def _dues(start: Start, given: Given) -> Money:
    """The dues from one month through another."""
    return start.fund.bylaw.dues.owed_through(Month.parse(given["from"]), Month.parse(given["to"]))


def _owed(start: Start, given: Given) -> Money | None:
    """What a member's line of the collection sheet of a day asks for."""
    village = start.fund.membership(given["member"]).village
    rows = collection_sheet(start.fund, village, _day(given, "on")).rows
    return next(each.owed for each in rows if each.member == given["member"])


def _payable(start: Start, given: Given) -> Money:
    """What the by-law gives for a stay in hospital."""
    day = _day(given, "day")
    event = Event(day=day, until=_day(given, "until"), units=int(given["units"]))
    claim = Claim(number="-", day=day, member=given["member"], benefit=given["benefit"], category="", event=event)
    return assess(start.fund, claim, day).assessed


def _count(start: Start, given: Given) -> CashCount:
    """The notes and coins of the treasurer's box, of which so much is missing."""
    day = start.fund.as_of
    held = counted(start.fund.journal, CashCount(day=day, account=CASH, pieces={})).expected.amount
    left, pieces = (held - Money.baht(given["missing"])).satang, {}
    for worth in map(Money.baht, _WORTHS):
        pieces[worth], left = divmod(left, worth.satang)
    return CashCount(day=day, account=CASH, pieces={worth: many for worth, many in pieces.items() if many})


def _counted(start: Start, given: Given) -> Money:
    """What is in the treasurer's box."""
    return _count(start, given).amount


def _pieces(start: Start, given: Given) -> str:
    """The same as it is typed, note by note."""
    return "; ".join(f"{worth.plain.removesuffix('.00')}={many}" for worth, many in _count(start, given).pieces.items())


def _difference(start: Start, given: Given) -> Money:
    """What was counted, less what the books say."""
    return counted(start.fund.journal, _count(start, given)).difference


def _passbook_lines(start: Start, given: Given) -> int:
    """How many lines the passbook beside the package has."""
    return len(passbook_of(start.fund, Money.baht(given["interest"])))


def _month(start: Start, given: Given) -> Money:
    """What came in, what was paid or what was left of money in a month, by the statement of receipts and payments."""
    month = Month.parse(given["month"])
    found = receipts_and_payments(start.fund.journal, start.fund.chart, first=month.first, last=month.last)
    if given["what"] == "left":
        return found.closing.period.amount
    return found.total_of({"received": "R", "paid": "P"}[given["what"]])[0]


def _section10(start: Start, given: Given) -> Money:
    """A line or a total of section 10 of the status form."""
    fund = start.fund
    found = section_10(fund.journal, fund.chart, fund.openings, fund.as_of)
    totals = {"received": found.received, "applied": found.applied, "remaining": found.remaining}
    return {**found.lines, **totals}[given["what"]]


def _asked(start: Start, given: Given) -> Request:
    return draw_request(start.fund, start.scheme, int(given["year"]))


def _asked_members(start: Start, given: Given) -> int:
    """How many members the request of a budget year counts."""
    return len(_asked(start, given).eligible)


def _asked_amount(start: Start, given: Given) -> Money:
    """What it asks for."""
    return _asked(start, given).amount


def _left_out(start: Start, given: Given) -> str:
    """Why a member is not counted, by the codes of the reasons."""
    excluded = {each.membership.number: each for each in _asked(start, given).excluded}
    return " ".join(each.code for each in excluded[given["member"]].reasons if each.severity in _KEEP_OUT)


def _citizen_id(start: Start, given: Given) -> str:
    """What stands on a member's card."""
    citizen_id = start.fund.membership(given["member"]).person.citizen_id
    return "" if citizen_id is None else citizen_id.reveal("show the card of a made-up member to a learner")


FIGURES: Mapping[str, Callable[[Start, Given], object]] = MappingProxyType(
    {
        "entry_fee": _entry_fee,
        "dues": _dues,
        "owed": _owed,
        "payable": _payable,
        "counted": _counted,
        "pieces": _pieces,
        "difference": _difference,
        "passbook_lines": _passbook_lines,
        "month": _month,
        "section10": _section10,
        "asked_members": _asked_members,
        "asked_amount": _asked_amount,
        "left_out": _left_out,
        "citizen_id": _citizen_id,
    }
)
"""Every figure that an exercise may name, by the name of its function."""


def known_values(exercise: Exercise, start: Start) -> Mapping[str, str]:
    """What stands for the names in an exercise's texts and wants: its givens, and its figures as they come out."""
    figures = {name: text_of(FIGURES[each.of](start, each.given)) for name, each in exercise.figures.items()}
    return {**exercise.given, **figures}
