"""From a `ByLaw` back to the plain values of its file: what `build_bylaw` builds again into an equal by-law.

What the tree does not keep is not written: comments, names of shared definitions, the template that a version was laid
upon, and which of its limits a version said once for several clauses.
"""

from collections.abc import Mapping
from fractions import Fraction

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Gift
from communitywelfare.contributions import Dues, FirstMonth
from communitywelfare.money import ZERO, Money, Rounding
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw, Ceiling, Covers, Rejoining, Standing
from communitywelfare.rules.limits import Limit, Measure
from communitywelfare.rules.notated import Notated
from communitywelfare.rules.payees import PayeeRule
from communitywelfare.rules.reading import FORMAT
from communitywelfare.rules.schedules import Schedule
from communitywelfare.rules.vocabulary import Attribute
from communitywelfare.rules.written_amounts import amount_of, written_rounding
from communitywelfare.rules.written_conditions import conditions_of

__all__ = ["document_of"]

Document = dict[str, object]


def document_of(bylaw: ByLaw) -> Document:
    """A by-law as plain values: text, whole numbers, days, lists and tables.

    Raises:
        ByLawError: The language has no words for something in it, such as a form of amount of another package.
    """
    return {
        "format": FORMAT,
        "fund": bylaw.fund,
        "name": dict(bylaw.name),
        "governs": bylaw.governs.value,
        "version": [_version(version) for version in bylaw.versions],
    }


def _only(**values: object) -> Document:
    """The values that say something: an empty text, an empty list and nothing at all are left out."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _version(version: BenefitPolicy) -> Document:
    notated = Notated(version.attributes)
    benefits = {benefit.key: _benefit(benefit, version.standing, notated) for benefit in version.benefits}
    rejoining = None if version.rejoining is Rejoining.ANEW else version.rejoining.value
    document = _only(
        id=version.version,
        adopted=version.adopted,
        effective=version.effective,
        resolution=version.resolution,
        tenure_from=version.tenure_from.value,
        on_rejoining=rejoining,
        rejoining_within=_text(version.rejoining_within),
        on_transfer=None if version.transferring is None else version.transferring.value,
        year_start=str(version.year_start),
        cite=version.cite,
        source=version.source,
        assumed=list(version.assumed),
        note=dict(version.note),
        ceilings=[_ceiling(each) for each in version.ceilings],
        keeps=[
            {"of": each.version, "benefits": list(each.benefits), "joined_before": each.joined_before}
            for each in version.keeps
        ],
        dues=_dues(version.dues),
        standing=None if version.standing is None else _standing(version.standing),
        attributes={name: _attribute(each) for name, each in version.attributes.items()},
    )
    plain = _plain({**document, "benefit": benefits}, notated)
    return plain | ({"define": dict(notated.definitions)} if notated.definitions else {})


def _plain(table: Mapping[str, object], notated: Notated) -> Document:
    """A table whose texts are taken for what they say: one that begins with ``@`` would be taken for a name."""
    return {key: _as_said(value, notated) for key, value in table.items()}


def _as_said(value: object, notated: Notated) -> object:
    if isinstance(value, str) and value.startswith("@"):
        return f"@{notated.named(value)}"
    if isinstance(value, Mapping):
        return _plain(value, notated)
    is_list_of_tables = isinstance(value, list) and all(isinstance(item, Mapping) for item in value)
    return [_plain(item, notated) for item in value] if is_list_of_tables and isinstance(value, list) else value


def _benefit(benefit: Benefit, standing: Standing | None, notated: Notated) -> Document:
    return _only(
        label=dict(benefit.label),
        category=benefit.category,
        event=benefit.event,
        covers=None if benefit.covers is Covers.MEMBERS else benefit.covers.value,
        cite=benefit.cite,
        source=benefit.source,
        amount=amount_of(benefit.amount, notated),
        **conditions_of(benefit.conditions, standing, notated),
        limits=[_limit(each) for each in benefit.limits],
        deducts=list(benefit.deducts),
        gives=[_gift(each) for each in benefit.gifts],
        payees=None if benefit.payees is None else _payees(benefit.payees),
        automatic=None if benefit.schedule is None else _schedule(benefit.schedule),
        committee="decides" if benefit.is_discretionary else None,
        assumed=list(benefit.assumed),
        note=dict(benefit.note),
    )


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _dues(dues: Dues) -> Document:
    return _only(
        convention=dues.convention.value,
        rate=dues.rate.plain,
        first_month=None if dues.first_month is FirstMonth.JOINING else dues.first_month.value,
        entry_fee=None if dues.entry_fee == ZERO else dues.entry_fee.plain,
        rounding=_rounding(dues.rounding),
    )


def _rounding(rounding: Rounding | None) -> Document | None:
    return None if rounding is None else written_rounding(rounding)


def _standing(standing: Standing) -> Document:
    return _only(
        **_from_months(standing.suspended_from, over="arrears_at_most_months", since="suspended_from_months"),
        **_from_months(standing.ended_from, over="ended_over_months", since="ended_from_months"),
        reinstated_after=_text(standing.reinstated_after),
    )


def _from_months(months: int | None, *, over: str, since: str) -> Document:
    if months is None:
        return {}
    return {over: months - 1} if months else {since: 0}


def _attribute(attribute: Attribute) -> Document:
    return _only(kind=attribute.kind.value, options=list(attribute.options), label=dict(attribute.label))


def _ceiling(ceiling: Ceiling) -> Document:
    return _only(
        name=dict(ceiling.name), at_most=_part(ceiling.part), cite=ceiling.cite, accounts=list(ceiling.accounts)
    ) | {"of": list(ceiling.of)}


def _part(part: Fraction) -> str:
    return f"{part.numerator}/{part.denominator}"


def _limit(limit: Limit) -> Document:
    is_baht = limit.measure is Measure.BAHT
    document: Document = {limit.measure.value: Money(limit.maximum).plain if is_baht else limit.maximum}
    document["per"] = limit.window.value if limit.time is None else str(limit.time)
    return document | _only(together_with=list(limit.benefits), household=limit.is_household or None)


def _gift(gift: Gift) -> Document:
    worth = None if gift.worth is None else gift.worth.plain
    return _only(what=dict(gift.what), worth=worth) | ({} if gift.count == 1 else {"count": gift.count})


def _payees(payees: PayeeRule) -> Document:
    return _only(
        nominees=payees.nominees or None,
        shares=_parts(payees.shares),
        order=[relation.value for relation in payees.order],
    )


def _parts(parts: Mapping[str, Fraction]) -> Document:
    return {name: _part(part) for name, part in parts.items()}


def _schedule(schedule: Schedule) -> Document:
    return _only(
        every=None if schedule.every is None else schedule.every.value,
        on=None if schedule.on == YearStart(1) else str(schedule.on),
        ages=list(map(str, schedule.ages)),
    )
