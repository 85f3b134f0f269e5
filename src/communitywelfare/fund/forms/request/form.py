"""The request for co-funding (แบบเสนอเพื่อขอรับการสนับสนุน), filled in as one value: every item, and what is missing."""

from datetime import date

from attrs import field, frozen

from communitywelfare.cofunding import CutOff, Request, Scheme
from communitywelfare.errors import Finding, InvalidDay, MissingFact, Severity
from communitywelfare.fund.forms.definition import Form, Item, Origin
from communitywelfare.fund.forms.filled import from_profile, unfilled
from communitywelfare.fund.forms.request.criteria import Criterion, criteria
from communitywelfare.fund.forms.request.definition import RequestPart, RequestVersion, Signer
from communitywelfare.fund.forms.request.figures import FIGURES, Value
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.fund.matching import cut_off_of, draw_request
from communitywelfare.fund.value import Fund
from communitywelfare.identity import PersonName

__all__ = ["Filled", "FilledPart", "RequestForm", "fill", "fill_request"]


@frozen(kw_only=True)
class Filled:
    """One item with its value; where no data tell it, `missing` says what would."""

    item: Item
    value: Value | None = None
    missing: Finding | None = None

    @property
    def where(self) -> str:
        """Where to write down what is missing; nothing where nothing is."""
        return "" if self.missing is None else str(self.missing.params["filled_by"])


@frozen(kw_only=True)
class FilledPart:
    """One part of the form, filled; `criterion` is the criterion that it belongs to, looked at."""

    part: RequestPart
    items: tuple[Filled, ...]
    criterion: Criterion | None = None
    signers: tuple[tuple[Signer, PersonName | None], ...] = ()


@frozen(kw_only=True)
class RequestForm:
    """A whole request: the form it is drawn up on, its parts in order, and the members whose amounts add up to it.

    `usual_cut_off` is the day that the scheme itself would count as of; `is_anniversary` says that the day counted as
    of is a first request's, the anniversary of the founding.
    """

    fund: Fund = field(repr=False)
    version: RequestVersion = field(repr=False)
    request: Request
    parts: tuple[FilledPart, ...] = field(repr=False)
    criteria: tuple[Criterion, ...] = field(repr=False)
    filled_on: date
    usual_cut_off: date
    is_anniversary: bool

    @property
    def items(self) -> tuple[Filled, ...]:
        """Every item in the order of the form."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def missing(self) -> tuple[Filled, ...]:
        """The items that somebody must fill in by hand, or answer first."""
        return tuple(item for item in self.items if item.missing is not None)


def fill_request(
    fund: Fund, scheme: Scheme, form: Form[RequestVersion], budget_year: int, *, cut_off: date | None = None
) -> RequestForm:
    """Fill in a fund's request of a budget year, as of the scheme's own cut-off or of another day.

    Raises:
        MissingFact: No form or no rules of the scheme are known for the budget year, or the rules lack what the base
            needs.
        InvalidDay: The cut-off lies before the founding.
    """
    founded = fund.profile.founded
    if cut_off is not None and founded is not None and cut_off < founded:
        finding = Finding("form.cut_off_too_early", Severity.ERROR, params={"cut_off": cut_off, "founded": founded})
        raise InvalidDay(f"the fund was not yet founded on {cut_off}", finding)
    version = form.in_year(budget_year)
    usual = _usual_cut_off(fund, scheme, budget_year, cut_off)
    request = draw_request(fund, scheme, budget_year, cut_off=usual if cut_off is None else cut_off)
    filling = Filling(fund=fund, scheme=scheme, version=version, request=request)
    return fill(filling, usual_cut_off=usual)


def _usual_cut_off(fund: Fund, scheme: Scheme, budget_year: int, given: date | None) -> date:
    """The scheme's own day; the one that is given, where that of a first request hangs on an unknown founding."""
    try:
        return cut_off_of(fund, scheme, budget_year)
    except MissingFact:
        if given is None or fund.profile.founded is not None:
            raise
        return given


def fill(filling: Filling, *, usual_cut_off: date) -> RequestForm:
    """Fill in every item of a form; `usual_cut_off` is the day that the scheme itself would count as of."""
    looked_at = criteria(filling)
    by_id = {each.rule.id: each for each in looked_at}
    return RequestForm(
        fund=filling.fund,
        version=filling.version,
        request=filling.request,
        parts=tuple(_part(filling, part, by_id.get(part.number)) for part in filling.version.parts),
        criteria=looked_at,
        filled_on=filling.filled_on,
        usual_cut_off=usual_cut_off,
        is_anniversary=_is_anniversary(filling),
    )


def _is_anniversary(filling: Filling) -> bool:
    """Whether members are counted as of the day of a first request, where that is the anniversary of the founding."""
    year, founded = filling.request.budget_year, filling.fund.profile.founded
    if founded is None or filling.request.period.first_cut_off is not CutOff.ANNIVERSARY:
        return False
    return filling.cut_off == filling.scheme.cut_off(year, founded=founded, is_first=True)


def _part(filling: Filling, part: RequestPart, criterion: Criterion | None) -> FilledPart:
    return FilledPart(
        part=part,
        items=tuple(_item(filling, item) for item in part.items),
        criterion=criterion,
        signers=_signers(filling, part),
    )


def _item(filling: Filling, item: Item) -> Filled:
    found = _found(filling, item)
    return Filled(item=item, missing=found) if isinstance(found, Finding) else Filled(item=item, value=found)


def _found(filling: Filling, item: Item) -> Value | Finding:
    if item.origin is Origin.FIGURE:
        return FIGURES[item.shows](filling, item)
    if item.origin is Origin.ANSWER:
        answer = filling.answer(item.id)
        return unfilled("form.answer_missing", item) if answer is None else answer
    told = from_profile(filling.fund, item)
    return unfilled("form.blank", item) if told is None else told


def _signers(filling: Filling, part: RequestPart) -> tuple[tuple[Signer, PersonName | None], ...]:
    """Who signs: office holders by name, then the rest of the committee in its order; outsiders sign without."""
    holders = {signer.of: filling.holders(signer.of) for signer in part.signers}
    heads = {each.name for found in holders.values() for each in found[:1]}
    others = iter([each.name for each in filling.committee if each.name not in heads])
    signing: list[tuple[Signer, PersonName | None]] = []
    for signer in part.signers:
        if signer.of == "committee":
            signing.append((signer, next(others, None)))
        else:
            signing.append((signer, next((each.name for each in holders[signer.of]), None)))
    return tuple(signing)
