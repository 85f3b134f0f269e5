"""From the plain values of a by-law file to a `ByLaw`, or to every mistake in it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import pairwise

from attrs import evolve

from communitywelfare.calendar import Unit
from communitywelfare.claims import Gift
from communitywelfare.contributions import Convention, Dues, FirstMonth
from communitywelfare.errors import ByLawError, Finding, InvalidValue
from communitywelfare.members import Group, Relationship, Sex, TenureStart
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import AmountForm, read_amount
from communitywelfare.rules.bylaws import (
    Benefit,
    BenefitPolicy,
    ByLaw,
    Ceiling,
    Covers,
    Governs,
    Keeps,
    Rejoining,
    Standing,
    Transferring,
)
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    Condition,
    FiledWithin,
    Lasting,
    NeverBehind,
    NoClaimFor,
    Operator,
    Papers,
    SettledFor,
)
from communitywelfare.rules.facts import Clock, CodeFact, Quantity
from communitywelfare.rules.keys import Context, Keys
from communitywelfare.rules.limits import Limit
from communitywelfare.rules.notation import Attribute, AttributeKind
from communitywelfare.rules.numbers import Kind, Literal, QuantityNumber
from communitywelfare.rules.payees import PayeeRule
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.rules.schedules import Schedule
from communitywelfare.rules.templates import Templates, filled_in

__all__ = ["FORMAT", "build_bylaw", "conditions_of_standing"]

FORMAT = "communitywelfare.bylaw/1"
NO_TEMPLATES: Templates = {}
Asked = tuple[str, Condition]  # the key that asks, and what it asks


def build_bylaw(
    document: Mapping[str, object],
    *,
    forms: Mapping[str, type[AmountForm]] = BUILT_IN_FORMS,
    templates: Templates = NO_TEMPLATES,
) -> ByLaw:
    """Build a by-law from the plain values of its file.

    Args:
        document: What the file says.
        forms: The forms of amount it may use, by name.
        templates: Versions that a version may start from (``based_on``), by name.

    Raises:
        ByLawError: Anything is wrong; it carries a finding for every mistake, each with the clause it stands in.
    """
    findings: list[Finding] = []
    keys = Keys(document, "", findings)
    if keys.text("format") not in {FORMAT, ""}:
        keys.report("bylaw.unknown_format", "format", {"value": str(document["format"]), "known": FORMAT})
    bylaw = ByLaw(
        fund=keys.text("fund"),
        name=keys.words("name"),
        governs=keys.choice("governs", Governs, default=Governs.EVENT_DATE),
        versions=tuple(_version(version, forms, templates) for version in keys.tables("version")),
    )
    _check_versions(keys, bylaw)
    keys.close()
    if findings:
        raise ByLawError(f"the by-law of {bylaw.fund or 'this fund'} has {len(findings)} mistakes", *findings)
    return bylaw


def _check_versions(keys: Keys, bylaw: ByLaw) -> None:
    mistaken = {finding.place.clause for finding in keys.findings}
    if not bylaw.versions and "version" not in mistaken:
        keys.report("bylaw.no_version", "version")
    for number, (older, newer) in enumerate(pairwise(bylaw.versions), start=2):
        compared = {f"version[{place}].{key}" for place in (number - 1, number) for key in ("id", "effective")}
        overlap = newer.effective <= older.effective or newer.version == older.version
        if overlap and compared.isdisjoint(mistaken):
            params = {"older": older.version, "newer": newer.version}
            keys.report("bylaw.versions_overlap", f"version[{number}]", params)
    for number, version in enumerate(bylaw.versions, start=1):
        _check_keeps(keys, bylaw.versions[: number - 1], version, f"version[{number}].keeps")


def _check_keeps(keys: Keys, older: tuple[BenefitPolicy, ...], version: BenefitPolicy, path: str) -> None:
    """What a version keeps must be there, in a version before it."""
    known = {each.version: each for each in older}
    for number, keeps in enumerate(version.keeps, start=1):
        clause = f"{path}[{number}]"
        if keeps.version not in known:
            params = {"value": keeps.version, "options": tuple(known), "meant": ""}
            keys.report("bylaw.not_an_option", f"{clause}.of", params)
            continue
        for key in keeps.benefits:
            if key not in known[keeps.version].by_key:
                options = tuple(known[keeps.version].by_key)
                keys.report(
                    "bylaw.not_an_option", f"{clause}.benefits", {"value": key, "options": options, "meant": ""}
                )


def _version(given: Keys, forms: Mapping[str, type[AmountForm]], templates: Templates) -> BenefitPolicy:
    keys = _prepared(given, forms, templates)
    standing = _standing(keys.table("standing")) if keys.has("standing") else None
    shared = _shared_limits(keys)
    clauses = list(keys.named_tables("benefit"))
    names = tuple(name for name, _clause in clauses)
    policy = BenefitPolicy(
        version=keys.text("id"),
        adopted=keys.day("adopted"),
        effective=keys.day("effective"),
        resolution=keys.text("resolution", default=""),
        tenure_from=keys.choice("tenure_from", TenureStart),
        rejoining=keys.choice("on_rejoining", Rejoining, default=Rejoining.ANEW),
        rejoining_within=keys.duration("rejoining_within") if keys.has("rejoining_within") else None,
        transferring=keys.choice("on_transfer", Transferring) if keys.has("on_transfer") else None,
        year_start=keys.year_start("year_start", default="10-01"),
        dues=_dues(keys.table("dues")),
        standing=standing,
        attributes=keys.context.attributes,
        benefits=tuple(_benefit(name, clause, standing, shared) for name, clause in clauses),
        ceilings=tuple(_ceiling(each) for each in keys.tables("ceilings")),
        keeps=tuple(_keeps(each) for each in keys.tables("keeps")),
        cite=keys.text("cite", default=""),
        source=keys.text("source"),
        assumed=keys.texts("assumed"),
        note=keys.words("note") if keys.has("note") else {},
    )
    _check_names(keys, policy, names)
    return evolve(policy, unused=tuple(name for name in keys.context.definitions if name not in keys.context.asked))


def _prepared(given: Keys, forms: Mapping[str, type[AmountForm]], templates: Templates) -> Keys:
    """The keys of a version upon its template, with what its definitions, attributes and clauses may refer to."""
    keys = filled_in(given, templates)
    if keys.has("define"):
        keys.table("define").overlook()
    definitions = keys.plain("define")
    attributes = {name: _attribute(name, each) for name, each in keys.named_tables_of("attributes")}
    context = Context(forms=forms, definitions=definitions, attributes=attributes, clauses=keys.plain("benefit"))
    return keys.within(context)


def _attribute(name: str, keys: Keys) -> Attribute:
    return Attribute(
        name=name,
        kind=keys.choice("kind", AttributeKind),
        options=keys.texts("options"),
        label=keys.words("label") if keys.has("label") else {},
    )


def _standing(keys: Keys) -> Standing:
    """The ladder of arrears; "over 3 months" and "from 3 months" are different keys, and only one of them is given."""
    return Standing(
        suspended_from=_from_months(keys, over="arrears_at_most_months", since="suspended_from_months"),
        ended_from=_from_months(keys, over="ended_over_months", since="ended_from_months"),
        reinstated_after=keys.duration("reinstated_after") if keys.has("reinstated_after") else None,
    )


def _from_months(keys: Keys, *, over: str, since: str) -> int | None:
    if keys.has(over) and keys.has(since):
        keys.report("bylaw.one_of_two", since, {"other": over})
    if keys.has(since):
        return keys.whole(since)
    if keys.has(over) or over == "arrears_at_most_months":  # which is what most by-laws say, so its lack is told
        return keys.whole(over) + 1
    return None


def conditions_of_standing(standing: Standing | None) -> Iterator[Condition]:
    """The conditions that every clause asks for, unless it says that arrears do not matter."""
    if standing is None:
        return
    if standing.suspended_from is not None:
        yield ArrearsAtMost(standing.suspended_from - 1)
    if standing.ended_from is not None:
        yield NeverBehind(standing.ended_from)
    if standing.reinstated_after is not None:
        yield SettledFor(standing.reinstated_after)


def _shared_limits(keys: Keys) -> tuple[Limit, ...]:
    """Limits of several clauses together, said once for all of them."""
    limits = []
    for each in keys.tables("limits"):
        limit = Limit.read(each)
        if not each.has("together_with"):
            each.report("bylaw.missing_key", "together_with")
        limits.append(limit)
    return tuple(limits)


def _ceiling(keys: Keys) -> Ceiling:
    return Ceiling(
        name=keys.words("name"),
        accounts=keys.texts("accounts"),
        part=keys.fraction("at_most"),
        of=keys.texts("of"),
        cite=keys.text("cite", default=""),
    )


def _keeps(keys: Keys) -> Keeps:
    return Keeps(version=keys.text("of"), benefits=keys.texts("benefits"), joined_before=keys.day("joined_before"))


def _check_names(keys: Keys, policy: BenefitPolicy, names: tuple[str, ...]) -> None:
    """Every clause that another part of the version names must be there."""
    named = [
        (f"benefit.{benefit.key}.{part}", key)
        for benefit in policy.benefits
        for part, found in (
            ("deducts", benefit.deducts),
            *(("no_claim", each.benefits) for each in benefit.conditions if isinstance(each, NoClaimFor)),
            *(("limits", limit.benefits) for limit in benefit.limits),
        )
        for key in found
    ]
    for clause, key in dict.fromkeys(named):
        if key not in names:
            keys.report("bylaw.not_an_option", clause, {"value": key, "options": names, "meant": ""})


def _dues(keys: Keys) -> Dues:
    told = len(keys.findings)
    convention = keys.choice("convention", Convention)
    rate = keys.money("rate", least=Money(1))
    rounding = keys.rounding("rounding") if keys.has("rounding") else None
    first = keys.choice("first_month", FirstMonth, default=FirstMonth.JOINING)
    fee = keys.money("entry_fee", default=ZERO)
    keys.texts("assumed")
    try:
        return Dues(convention=convention, rate=rate, first_month=first, rounding=rounding, entry_fee=fee)
    except InvalidValue as error:
        if len(keys.findings) == told:  # a stand-in is not to be blamed
            keys.report(error.findings[0].code, "rounding", error.findings[0].params)
        return Dues(convention=Convention.FLAT_30, rate=rate)


class _Standing(Enum):
    """What a clause may say about the standing that the by-law asks for: that it does not matter here."""

    ANY = "any"


def _benefit(name: str, keys: Keys, standing: Standing | None, shared: tuple[Limit, ...]) -> Benefit:
    ignores_arrears = keys.has("standing") and keys.choice("standing", _Standing) is _Standing.ANY
    keys = keys.within(evolve(keys.context, within=(name,)))
    own = tuple(Limit.read(limit) for limit in keys.tables("limits"))
    asked = (
        *_waiting(keys),
        *(("standing", each) for each in conditions_of_standing(None if ignores_arrears else standing)),
        *_eligibility(name, keys),
    )
    return Benefit(
        key=name,
        label=keys.words("label"),
        category=keys.text("category"),
        amount=read_amount(keys, "amount"),
        event=keys.text("event", default=""),
        covers=keys.choice("covers", Covers, default=Covers.MEMBERS),
        conditions=tuple(condition for _key, condition in asked),
        keys=tuple(key for key, _condition in asked),
        limits=(*own, *(limit for limit in shared if name in limit.benefits)),
        deducts=keys.texts("deducts"),
        gifts=tuple(_gift(each) for each in keys.tables("gives")),
        payees=PayeeRule.read(keys.table("payees")) if keys.has("payees") else None,
        schedule=Schedule.read(keys.table("automatic")) if keys.has("automatic") else None,
        is_discretionary=keys.has("committee") and keys.choice("committee", _Committee) is _Committee.DECIDES,
        cite=keys.text("cite", default=""),
        source=keys.text("source", default=""),
        assumed=keys.texts("assumed"),
        note=keys.words("note") if keys.has("note") else {},
    )


class _Committee(Enum):
    """What a clause may leave to the committee: whether to pay, and how much of what was reckoned."""

    DECIDES = "decides"


def _gift(keys: Keys) -> Gift:
    return Gift(
        what=keys.words("what"),
        count=keys.whole("count") if keys.has("count") else 1,
        worth=keys.money("worth") if keys.has("worth") else None,
    )


def _waiting(keys: Keys) -> Iterator[Asked]:
    if keys.has("wait"):
        yield "wait", Lasting(Clock.MEMBERSHIP, at_least=keys.duration("wait"))
    if keys.has("paid_for"):
        paid = keys.duration("paid_for")
        months = paid.count * (12 if paid.unit is Unit.YEAR else 1)
        if paid.unit is Unit.DAY and paid.count:
            keys.report("bylaw.wrong_value", "paid_for", {"value": str(paid), "wanted": "months or years"})
        months_paid = QuantityNumber(Quantity.PAID_MONTHS)
        yield "paid_for", Compares(months_paid, Operator.AT_LEAST, Literal(months, Kind.MONTHS))


def _eligibility(name: str, keys: Keys) -> Iterator[Asked]:
    """The other conditions, in the order in which a decision reports them."""
    if keys.has("age"):
        age = keys.table("age")
        since, until = (age.duration(key) if age.has(key) else None for key in ("from", "below"))
        if since is None and until is None:
            age.report("bylaw.missing_key", "from")
        yield "age", Lasting(Clock.AGE, at_least=since, less_than=until)
    for key, fact, codes in (
        ("groups", CodeFact.GROUP, Group),
        ("sex", CodeFact.SEX, Sex),
        ("relations", CodeFact.RELATION, Relationship),
    ):
        if keys.has(key):
            yield key, CodeOneOf(fact, _codes(keys, key, codes))
    if keys.has("no_claim"):
        quiet = keys.table("no_claim")
        yield "no_claim", NoClaimFor(quiet.duration("for"), quiet.texts("of") or (name,))
    if keys.is_table("when"):
        for attribute, test in keys.named_tables("when"):
            yield f"when.{attribute}", _test(attribute, test)
    elif keys.has("when"):
        yield from (("when", condition) for condition in keys.conditions("when"))
    if keys.has("documents"):
        yield "documents", Papers(keys.texts("documents"))
    if keys.has("claim_within"):
        yield "claim_within", FiledWithin(keys.duration("claim_within"))


def _codes(keys: Keys, key: str, codes: type[Enum]) -> tuple[str, ...]:
    allowed = keys.texts(key)
    known = tuple(code.value for code in codes)
    for code in allowed:
        if code not in known:
            keys.report("bylaw.not_an_option", key, {"value": code, "options": known, "meant": ""})
    return allowed


def _test(name: str, keys: Keys) -> Condition:
    declared = keys.context.attributes.get(name)
    label = declared.label if declared else {}
    if keys.has("one_of"):
        return AttributeOneOf(name, keys.texts("one_of"), label)
    return AttributeAtLeast(name, keys.decimal("at_least"), label)
