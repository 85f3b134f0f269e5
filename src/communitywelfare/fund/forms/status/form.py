"""The status form (แบบแสดงสถานะกองทุนสวัสดิการชุมชน) of a fund: every item filled, or what would fill it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from communitywelfare.accounting import DocumentKind
from communitywelfare.calendar import BE_OFFSET
from communitywelfare.cofunding import Request, Scheme, cut_off_before
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.forms.answers import read_answer
from communitywelfare.fund.forms.definition import Item, Origin
from communitywelfare.fund.forms.filled import from_profile, unfilled
from communitywelfare.fund.forms.status.benefits import BENEFITS_PART
from communitywelfare.fund.forms.status.committee import COMMITTEE_PART, holder_of
from communitywelfare.fund.forms.status.definition import StatusVersion
from communitywelfare.fund.forms.status.known import Known, Value
from communitywelfare.fund.forms.status.members import MEMBERS_PART
from communitywelfare.fund.forms.status.money import MONEY_PART
from communitywelfare.fund.identities import Identity, identities
from communitywelfare.fund.matching import draw_request
from communitywelfare.fund.value import Fund
from communitywelfare.identity import PersonName

__all__ = ["FILLED", "StatusForm", "fill_status"]

FILLED: Final[Mapping[str, Callable[[Known], Value]]] = MappingProxyType(
    {**MEMBERS_PART, **MONEY_PART, **BENEFITS_PART, **COMMITTEE_PART}
)
"""How each item is filled that is neither an answer nor a column of the fund's own row."""


@frozen(kw_only=True)
class StatusForm:
    """A status form as it is filled in: of each item its value, or the finding that says what would fill it.

    `notes` are what somebody who signs it should know of figures that stand in it; `signing` the names of secretary
    and chair, where the committee has them.
    """

    fund: Fund = field(repr=False)
    on: date
    version: StatusVersion = field(repr=False)
    values: Mapping[str, Value | Finding] = field(hash=False, repr=False)
    identities: tuple[Identity, ...]
    notes: tuple[Finding, ...] = ()
    signing: Mapping[str, PersonName] = field(factory=dict, hash=False)

    @property
    def missing(self) -> tuple[tuple[Item, Finding], ...]:
        """The items that could not be filled, in their order, each with what would fill it."""
        found = ((item, self.values[item.id]) for item in self.version.items.values())
        return tuple((item, value) for item, value in found if isinstance(value, Finding))


def fill_status(
    fund: Fund,
    on: date,
    *,
    version: StatusVersion,
    scheme: Scheme,
    request: Request | None = None,
    filled_on: date | None = None,
) -> StatusForm:
    """Fill in the status form of a fund as of the end of a day. Whatever is missing, the form comes, and says so.

    Args:
        fund: The fund.
        on: The day.
        version: What the form asks.
        scheme: The state's scheme, whose rounds it lists.
        request: Whom the fund asks the scheme for; without it, the round of the last 30 September on or before the day.
        filled_on: Up to which day the fund's answers and its committee count; without it, the day itself.
    """
    asked = _asked(fund, on, scheme) if request is None else request
    known = Known(fund=fund, on=on, filled_on=filled_on or on, version=version, scheme=scheme, asked=asked)
    drawn = None if isinstance(asked, MissingFact) else asked
    holders = {name: holder_of(known, name) for name in ("secretary", "chair")}
    return StatusForm(
        fund=fund,
        on=on,
        version=version,
        values=MappingProxyType({item.id: _filled(known, item) for item in version.items.values()}),
        identities=identities(fund, known.year, on, section10=known.books, request=drawn),
        notes=tuple(_notes(known)),
        signing={name: holder.name for name, holder in holders.items() if holder is not None},
    )


def _asked(fund: Fund, on: date, scheme: Scheme) -> Request | MissingFact:
    cut_off = cut_off_before(on)
    try:
        return draw_request(fund, scheme, cut_off.year + 1 + BE_OFFSET, cut_off=cut_off)
    except MissingFact as missing:
        return missing


def _filled(known: Known, item: Item) -> Value | Finding:
    if item.origin is Origin.HAND:
        return unfilled("form.by_hand", item)
    if item.origin is Origin.ANSWER:
        answer = known.fund.answer(item.id, known.filled_on)
        return unfilled("form.answer_missing", item) if answer is None else read_answer(item, answer)
    absent = item.tables & known.fund.absent
    if absent:
        return unfilled("form.table_missing", item, tables=tuple(f"{name}.csv" for name in sorted(absent)))
    try:
        value = from_profile(known.fund, item) if item.tables == {"fund"} else FILLED[item.shows](known)
    except MissingFact as missing:
        return next(iter(missing.findings))
    return unfilled("form.blank", item) if value is None else value


def _notes(known: Known) -> Iterator[Finding]:
    """What stands in the form and is perhaps not all: figures from before the books, blanks of the register."""
    fund = known.fund
    if known.filled_on != known.on:
        yield Finding("form.answers_until", Severity.INFO, params={"day": known.filled_on})
    is_carried_in = any(entry.voucher.kind is DocumentKind.OPENING for entry in fund.journal.until(known.on))
    if is_carried_in and not fund.openings:
        yield Finding("form.before_the_books", Severity.WARNING, params={"day": fund.books_begin})
    for code, blank in (
        ("form.kinds_blank", sum(not each.person.groups for each in known.current)),
        ("form.villages_blank", sum(not each.village for each in known.current)),
    ):
        if blank:
            yield Finding(code, Severity.WARNING, params={"count": blank})
    if known.books is not None:
        yield from known.books.unclassified
