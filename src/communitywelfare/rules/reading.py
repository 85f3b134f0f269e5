"""From the plain values of a by-law file to a `ByLaw`, or to every mistake in it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import pairwise

from communitywelfare.contributions import Convention, Dues, FirstMonth
from communitywelfare.errors import ByLawError, Finding, InvalidValue
from communitywelfare.members import Group, Relationship, Sex, TenureStart
from communitywelfare.money import ZERO, Direction, Money, Rounding
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw, Governs
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Condition,
    FiledWithin,
    Lasting,
    Papers,
)
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.limits import Limit
from communitywelfare.rules.registry import BUILT_IN_FORMS

__all__ = ["FORMAT", "build_bylaw"]

FORMAT = "communitywelfare.bylaw/1"


def build_bylaw(document: Mapping[str, object], *, forms: Mapping[str, type[AmountForm]] = BUILT_IN_FORMS) -> ByLaw:
    """Build a by-law from the plain values of its file.

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
        versions=tuple(_version(version, forms) for version in keys.tables("version")),
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


def _version(keys: Keys, forms: Mapping[str, type[AmountForm]]) -> BenefitPolicy:
    arrears = _arrears(keys)
    return BenefitPolicy(
        version=keys.text("id"),
        adopted=keys.day("adopted"),
        effective=keys.day("effective"),
        tenure_from=keys.choice("tenure_from", TenureStart),
        year_start=keys.year_start("year_start", default="10-01"),
        dues=_dues(keys.table("dues")),
        benefits=tuple(_benefit(name, clause, forms, arrears) for name, clause in keys.named_tables("benefit")),
        cite=keys.text("cite", default=""),
        source=keys.text("source"),
        assumed=keys.texts("assumed"),
        note=keys.words("note") if keys.has("note") else {},
    )


def _arrears(keys: Keys) -> tuple[Condition, ...]:
    """The standing that every clause asks for, unless it says that arrears do not matter."""
    if not keys.has("standing"):
        return ()
    return (ArrearsAtMost(keys.table("standing").whole("arrears_at_most_months")),)


def _dues(keys: Keys) -> Dues:
    told = len(keys.findings)
    convention = keys.choice("convention", Convention)
    rate = keys.money("rate", least=Money(1))
    rounding = _rounding(keys.table("rounding")) if keys.has("rounding") else None
    first = keys.choice("first_month", FirstMonth, default=FirstMonth.JOINING)
    fee = keys.money("entry_fee", default=ZERO)
    keys.texts("assumed")
    try:
        return Dues(convention=convention, rate=rate, first_month=first, rounding=rounding, entry_fee=fee)
    except InvalidValue as error:
        if len(keys.findings) == told:  # a stand-in is not to be blamed
            keys.report(error.findings[0].code, "rounding", error.findings[0].params)
        return Dues(convention=Convention.FLAT_30, rate=rate)


def _rounding(keys: Keys) -> Rounding:
    direction = keys.choice("direction", Direction)
    return Rounding(to=keys.money("to", least=Money(1)), direction=direction, source=keys.text("source"))


class _Standing(Enum):
    """What a clause may say about the standing that the by-law asks for: that it does not matter here."""

    ANY = "any"


def _benefit(name: str, keys: Keys, forms: Mapping[str, type[AmountForm]], standing: tuple[Condition, ...]) -> Benefit:
    ignores_arrears = keys.has("standing") and keys.choice("standing", _Standing) is _Standing.ANY
    return Benefit(
        key=name,
        label=keys.words("label"),
        category=keys.text("category"),
        amount=_amount(keys.table("amount"), forms),
        conditions=(*_waiting(keys), *(() if ignores_arrears else standing), *_eligibility(keys)),
        limits=tuple(Limit.read(limit) for limit in keys.tables("limits")),
        cite=keys.text("cite", default=""),
        source=keys.text("source", default=""),
        assumed=keys.texts("assumed"),
        note=keys.words("note") if keys.has("note") else {},
    )


def _amount(keys: Keys, forms: Mapping[str, type[AmountForm]]) -> AmountForm:
    options = Enum("options", {name: name for name in forms})  # type: ignore[misc]  # names come from the registry
    told = len(keys.findings)
    form = forms[keys.choice("form", options).value]
    if len(keys.findings) > told:
        keys.overlook()
        return Flat(ZERO)
    return form.read(keys)


def _waiting(keys: Keys) -> Iterator[Condition]:
    if keys.has("wait"):
        yield Lasting(Clock.MEMBERSHIP, at_least=keys.duration("wait"))


def _eligibility(keys: Keys) -> Iterator[Condition]:
    """The other conditions, in the order in which a decision reports them."""
    if keys.has("age"):
        age = keys.table("age")
        since, until = (age.duration(key) if age.has(key) else None for key in ("from", "below"))
        if since is None and until is None:
            age.report("bylaw.missing_key", "from")
        yield Lasting(Clock.AGE, at_least=since, less_than=until)
    for key, fact, codes in (
        ("groups", CodeFact.GROUP, Group),
        ("sex", CodeFact.SEX, Sex),
        ("relations", CodeFact.RELATION, Relationship),
    ):
        if keys.has(key):
            yield CodeOneOf(fact, _codes(keys, key, codes))
    for name, test in keys.named_tables("when") if keys.has("when") else ():
        yield _attribute(name, test)
    if keys.has("documents"):
        yield Papers(keys.texts("documents"))
    if keys.has("claim_within"):
        yield FiledWithin(keys.duration("claim_within"))


def _codes(keys: Keys, key: str, codes: type[Enum]) -> tuple[str, ...]:
    allowed = keys.texts(key)
    known = tuple(code.value for code in codes)
    for code in allowed:
        if code not in known:
            keys.report("bylaw.not_an_option", key, {"value": code, "options": known, "meant": ""})
    return allowed


def _attribute(name: str, keys: Keys) -> Condition:
    if keys.has("one_of"):
        return AttributeOneOf(name, keys.texts("one_of"))
    return AttributeAtLeast(name, keys.decimal("at_least"))
