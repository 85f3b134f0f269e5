"""A by-law in words: clause by clause, from the same values that decide, so that a committee can read and sign it."""

import re
from collections.abc import Iterator
from functools import singledispatch

from communitywelfare.contributions import Convention, Dues
from communitywelfare.errors import Finding, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Bounds
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw, Covers, Rejoining
from communitywelfare.rules.foreign import keys_of, sheet_of
from communitywelfare.rules.limits import Limit, Measure
from communitywelfare.rules.numbers import AttributeNumber, QuantityNumber
from communitywelfare.rules.payees import PayeeRule
from communitywelfare.rules.sayings import Said, of_condition, of_limit, sentence_of
from communitywelfare.rules.tiers import Step
from communitywelfare.wording.catalogue import Language, sentence
from communitywelfare.wording.sentences import phrase, words

__all__ = ["bylaw_lines", "clause_lines", "signature_lines", "version_lines"]

_FIRST = re.compile(r"[.\[]")
_NUMBERED = (
    (re.compile(r"limits\[(\d+)\]", re.ASCII), "clause.part_limit"),
    (re.compile(r"amount\.steps\[(\d+)\]", re.ASCII), "clause.part_step"),
)


def bylaw_lines(bylaw: ByLaw, language: Language = "th") -> tuple[str, ...]:
    """The whole by-law as lines of plain words: versions, dues, and every clause with its conditions and limits."""
    lines = [bylaw.name[language]]
    for version in bylaw.versions:
        lines.extend(("", *version_lines(version, language)))
    return tuple(lines)


def signature_lines(language: Language = "th") -> tuple[str, ...]:
    """Where the chair and the secretary sign, under a by-law that was agreed to."""
    roles = (phrase(f"role_{role}", language) for role in ("chair", "secretary"))
    return tuple(_say("clause.signature", {"role": role}, language) for role in roles)


def version_lines(version: BenefitPolicy, language: Language = "th") -> Iterator[str]:
    """One version of a by-law as lines of plain words: since when, dues, and every clause."""
    says: dict[str, object] = {"version": version.version, "adopted": version.adopted}
    yield _say("clause.version", says | {"effective": version.effective, "source": version.source}, language)
    if version.resolution:
        yield f"  {_say('clause.resolution', {'resolution': version.resolution}, language)}"
    yield f"  {_dues_line(version.dues, language)}"
    yield from (f"  {_say(code, params, language)}" for code, params in _tenure(version))
    for ceiling in version.ceilings:
        limits: dict[str, object] = {"name": ceiling.name, "part": ceiling.part, "of": ceiling.of}
        yield f"  {_say('clause.ceiling', limits, language)}"
    for keeps in version.keeps:
        kept: dict[str, object] = {"day": keeps.joined_before, "benefits": keeps.benefits, "version": keeps.version}
        yield f"  {_say('clause.keeps', kept, language)}"
    for position, benefit in enumerate(version.benefits, start=1):
        yield ""
        yield f"{position}. {benefit.label[language]}"
        yield from (f"   - {line}" for line in clause_lines(benefit, language))


def _tenure(version: BenefitPolicy) -> Iterator[Said]:
    """What joining again and a transfer do to the length of membership, where it is not simply counted anew."""
    if version.rejoining is not Rejoining.ANEW:
        yield f"clause.rejoining_{version.rejoining.name.lower()}", {}
        if version.rejoining_within is not None:
            yield "clause.rejoining_within", {"within": version.rejoining_within}
    if version.transferring is not None:
        yield f"clause.transfer_{version.transferring.value}", {}


def clause_lines(benefit: Benefit, language: Language = "th") -> tuple[str, ...]:
    """One clause: what it pays, on which conditions, within which limits, and what in it is only assumed."""
    said = (
        *_amount_words(benefit.amount),
        *_said_of_clause(benefit),
        *map(of_condition, benefit.conditions),
        *(each for limit in benefit.limits for each in _limit(limit, benefit.amount)),
    )
    lines = [_say(code, params, language) for code, params in said]
    if benefit.cite:
        lines.append(_say("clause.cite", {"cite": benefit.cite}, language))
    if benefit.assumed:
        parts = tuple(_part(key, language) for key in benefit.assumed)
        lines.append(_say("clause.assumed", {"keys": parts}, language))
    return tuple(lines)


def _part(key: str, language: Language) -> str:
    """What a key of a clause is called; one inside a part of the clause stays beside its name, to be found by."""
    name = _FIRST.split(key, maxsplit=1)[0]
    part = sentence(f"ui.part.{name}", language)
    if part is None or key == name:
        return part or key
    for pattern, code in _NUMBERED:
        if found := pattern.match(key):
            return _say(code, {"number": int(found[1]), "key": key}, language)
    return _say("clause.part_of", {"part": part, "key": key}, language)


def _say(code: str, params: dict[str, object], language: Language) -> str:
    return words(Finding(code, Severity.INFO, params=params), language)


def _dues_line(dues: Dues, language: Language) -> str:
    is_daily = dues.convention in {Convention.DAYS_IN_MONTH, Convention.FLAT_30}
    per = phrase("per_day" if is_daily else "per_year", language)
    params = {"convention": dues.convention, "rate": dues.rate, "per": per, "fee": dues.entry_fee}
    return _say("clause.dues", params, language)


@singledispatch
def _amount_words(amount: object) -> Iterator[Said]:
    """What a form of another package says of itself; where it says nothing, its name and its keys."""
    said = sheet_of(amount)
    for each in said:
        yield each.code, dict(each.params)
    if said:
        return
    keys = tuple(
        Finding("amount.given", Severity.INFO, params={"what": name, "value": value}) for name, value in keys_of(amount)
    )
    form = getattr(amount, "form", "")
    yield ("clause.other_form_keys" if keys else "clause.other_form"), {"form": form, "keys": keys}


@_amount_words.register
def _(amount: Flat) -> Iterator[Said]:
    yield "clause.flat", {"amount": amount.pays}


@_amount_words.register
def _(amount: PerUnit) -> Iterator[Said]:
    if isinstance(amount.pays, Money):
        yield f"clause.per_{amount.unit.value}", {"amount": amount.pays}
    else:
        yield f"clause.rate_per_{amount.unit.value}", {}
        yield from _amount_words(amount.pays)


@_amount_words.register
def _(amount: Steps) -> Iterator[Said]:
    for step in amount.steps:
        if step.until is None and not step.is_over:
            yield f"clause.step_by_{amount.by.value}", {"since": step.since, "amount": step.pay}
        else:
            yield "clause.step_row", {"row": _row(step), "amount": step.pay, "clock": amount.by}
    if amount.tiers.overlap is not None:
        yield f"clause.overlap_{amount.tiers.overlap.name.lower()}", {}


def _row(step: Step) -> Finding:
    """The bounds of a row, as a sentence inside another."""
    end = "" if step.until is None else ("_to" if step.reaches else "_below")
    code = f"clause.row_{'over' if step.is_over else 'from'}{end}"
    return Finding(code, Severity.INFO, params={"since": step.since, "until": step.until})


@_amount_words.register
def _(amount: Table) -> Iterator[Said]:
    for row in amount.rows:
        yield "clause.row", {"amount": row.pay, "parts": tuple(map(sentence_of, row.conditions))}
    if amount.otherwise is not None:
        yield "clause.otherwise", {"amount": amount.otherwise}


@_amount_words.register
def _(amount: ByYears) -> Iterator[Said]:
    rows = amount.rates.rows
    for row in rows:
        told: dict[str, object] = {"amount": row.pay, "clock": amount.by}
        if len(rows) > 1 or row.since.count:
            yield "clause.by_years_tier", told | {"row": _row(row)}
        else:
            yield "clause.by_years", told
    if amount.part_over is not None:
        yield "clause.part_over", {"time": amount.part_over}
    yield from _bounds(amount.bounds)


@_amount_words.register
def _(amount: BaseAndSteps) -> Iterator[Said]:
    told = {"base": amount.base, "since": amount.since, "adds": amount.adds, "every": amount.every, "clock": amount.by}
    yield "clause.base_and_steps", told
    yield from _bounds(amount.bounds)


@_amount_words.register
def _(amount: Share) -> Iterator[Said]:
    is_number = isinstance(amount.of, QuantityNumber | AttributeNumber)
    if amount.part is not None and is_number:
        yield "clause.share", {"part": amount.part, "whole": amount.of}
    elif amount.part is not None:
        yield "clause.share_of", {"part": amount.part}
    for relation, part in amount.by_relation.items():
        yield "clause.share_by_relation", {"relation": Relationship(relation), "part": part}
    if not is_number:
        yield from _amount_words(amount.of)
    yield "clause.rounding", {"to": amount.rounding.to, "direction": amount.rounding.direction}
    yield from _bounds(amount.bounds)


@_amount_words.register
def _(amount: Formula) -> Iterator[Said]:
    yield "clause.formula", {"formula": amount.pays}
    yield from _bounds(amount.bounds)


@_amount_words.register
def _(_amount: InKind) -> Iterator[Said]:
    yield "clause.in_kind", {}


@_amount_words.register
def _(amount: Discretion) -> Iterator[Said]:
    if amount.most is None:
        yield (
            ("clause.discretion_at_least" if amount.least > ZERO else "clause.discretion_free"),
            {"least": amount.least},
        )
    else:
        told: dict[str, object] = {"least": amount.least, "most": amount.most}
        yield ("clause.discretion" if amount.least > ZERO else "clause.discretion_at_most"), told


def _bounds(bounds: Bounds) -> Iterator[Said]:
    if bounds.least is not None:
        yield "clause.at_least", {"amount": bounds.least}
    if bounds.most is not None:
        yield "clause.at_most", {"amount": bounds.most}


def _said_of_clause(benefit: Benefit) -> Iterator[Said]:
    """What a clause says beside its amount, its conditions and its limits."""
    if benefit.covers is not Covers.MEMBERS:
        yield ("clause.covers_everyone" if benefit.covers is Covers.EVERYONE else "clause.covers_non_members"), {}
    for gift in benefit.gifts:
        told: dict[str, object] = {"what": gift.what, "count": gift.count, "worth": gift.worth}
        yield ("clause.gives" if gift.worth is None else "clause.gives_worth"), told
    if benefit.deducts:
        yield "clause.deducts", {"benefits": benefit.deducts}
    if benefit.payees is not None:
        yield from _payees(benefit.payees)
    if benefit.schedule is not None and benefit.schedule.every is not None:
        yield "clause.automatic_every", {"every": benefit.schedule.every}
    elif benefit.schedule is not None:
        yield "clause.automatic_ages", {"ages": benefit.schedule.ages}
    if benefit.is_discretionary:
        yield "clause.committee", {}


def _payees(payees: PayeeRule) -> Iterator[Said]:
    if payees.nominees:
        yield "clause.payee_nominees", {}
    for relation, part in payees.shares.items():
        yield "clause.payee_shares", {"relation": Relationship(relation), "part": part}
    if payees.order:
        yield "clause.payee_order", {"relations": payees.order}


def _limit(limit: Limit, amount: object) -> Iterator[Said]:
    code, told = of_limit(limit)
    if limit.measure is Measure.UNITS and isinstance(amount, PerUnit) and not limit.benefits:
        told = told | {"measure": amount.unit}
    yield code, told
    if limit.benefits:
        yield "clause.limit_together", {"benefits": limit.benefits}
    if limit.is_household:
        yield "clause.limit_household", {}
