"""From answers to a fund (กองทุน): nobody in its register, its by-law in force, its first money in the books."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import evolve, frozen

from communitywelfare.accounting import AccountType, BookChoices, Chart, OpeningFigure, Posting, vouchers
from communitywelfare.accounting.statements import OpeningKind
from communitywelfare.calendar import YearStart
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.founding.answers import Answers, read_answers
from communitywelfare.founding.bylaws import bylaw_of, weaknesses
from communitywelfare.founding.questions import OPENING, Questions
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.fund.desk import next_voucher, posted
from communitywelfare.members import Register
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules import ByLaw
from communitywelfare.sources import Source

__all__ = ["Founded", "found"]

_FOUNDED = "fund.founded"
_PLACES = {"CASH": vouchers.CASH, "BANK": vouchers.BANK}
_OF_OTHERS = "R1.9"  # the line of section 10 for money of a source that has no account of its own
_ADDRESS = ("code", "subdistrict", "district", "province")


@frozen
class Founded:
    """A new fund, and the questions whose default was taken for it."""

    fund: Fund
    defaults: tuple[str, ...]


def found(
    questions: Questions,
    document: Mapping[str, object],
    *,
    chart: Chart,
    sources: tuple[Source, ...],
    recorded_at: datetime,
) -> Founded:
    """Found a fund on answers: its profile, its by-law, an empty register, and the money of its first day.

    Args:
        questions: What is asked.
        document: The answers by table and key, as a file holds them or as they were typed.
        chart: The accounts of its books.
        sources: Whose money the books tell apart.
        recorded_at: When it is written down; the founding is not to come.

    Raises:
        InvalidValue: Any answer is missing, wrong, unknown or not asked for, or lint finds something in the by-law that
            the answers make; with a finding for each, at the question it concerns.
    """
    answers = _not_to_come(read_answers(questions, document), recorded_at.date())
    findings = (*answers.findings, *weaknesses(questions, answers))
    if findings:
        raise InvalidValue(f"no fund can be founded on these answers: {len(findings)} findings", *findings)
    bylaw = bylaw_of(questions, answers)
    fund = Fund(
        profile=_profile(answers, bylaw),
        bylaw=bylaw,
        register=Register(()),
        as_of=answers.one(_FOUNDED, date),
        sources=sources,
        chart=chart,
    )
    return Founded(_opened(fund, answers, recorded_at), answers.defaults)


def _not_to_come(answers: Answers, today: date) -> Answers:
    """The answers, with a founding that is still to come told as wrong."""
    founded = answers.get(_FOUNDED, date)
    if founded is None or founded <= today:
        return answers
    params = {"day": founded, "today": today}
    finding = Finding("day.in_future", Severity.ERROR, place=Place(clause=_FOUNDED), params=params)
    values = {each: value for each, value in answers.values.items() if each != _FOUNDED}
    return evolve(answers, values=values, faulty=answers.faulty | {_FOUNDED}, findings=(*answers.findings, finding))


def _profile(answers: Answers, bylaw: ByLaw) -> FundProfile:
    dues = bylaw.versions[0].dues
    where = {("area_code" if key == "code" else key): answers.get(f"area.{key}", str) for key in _ADDRESS}
    return FundProfile(
        fund_id=bylaw.fund,
        name=bylaw.name["th"],
        founded=answers.one(_FOUNDED, date),
        area_type=answers.one("area.kind", str),
        villages_total=answers.one("area.villages", int),
        population=answers.get("area.population", int),
        convention=dues.convention,
        rate=dues.rate,
        entry_fee=dues.entry_fee,
        year_start=answers.one("books.year_start", YearStart),
        founding_money=total(_sums(answers).values()) if _sums(answers) else None,
        books=BookChoices(contributions=answers.one("books.contributions", str), basis=answers.one("books.basis", str)),
        details={column: text for column, text in where.items() if text},
    )


def _sums(answers: Answers) -> Mapping[str, Money]:
    """The money of the first day by source, as far as it was answered; 0 is an answer."""
    given = ((each, answers.get(each, Money)) for each in answers.values if each.startswith(OPENING))
    return {each.removeprefix(OPENING): amount for each, amount in given if amount is not None}


def _opened(fund: Fund, answers: Answers, recorded_at: datetime) -> Fund:
    """The fund with the money of its first day, as figures of its forms and as the first entry of its books."""
    sums = {source: amount for source, amount in _sums(answers).items() if amount != ZERO}
    if not sums:
        return fund
    account = _PLACES[answers.one("opening.place", str)]
    draft = vouchers.opening(
        day=fund.as_of,
        number=next_voucher(fund, "J", fund.as_of),
        balances=[Posting(account, source, amount) for source, amount in sums.items()],
        chart=fund.chart,
    )
    return posted(evolve(fund, openings=tuple(_figures(fund, sums, account))), draft, recorded_at)


def _figures(fund: Fund, sums: Mapping[str, Money], account: str) -> Iterator[OpeningFigure]:
    lines: dict[str, Money] = {}
    for source, amount in sums.items():
        own = fund.chart.own(source, AccountType.RECEIPT)
        line = _OF_OTHERS if own is None else own.line
        lines[line] = lines.get(line, ZERO) + amount
    for line, amount in lines.items():
        yield OpeningFigure(as_of=fund.as_of, kind=OpeningKind.SOURCE, code=line, amount=amount)
    place = fund.chart.account(account).line
    yield OpeningFigure(as_of=fund.as_of, kind=OpeningKind.ASSET, code=place, amount=total(sums.values()))
