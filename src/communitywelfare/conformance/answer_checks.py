"""Checks of what a form answers: sums on days, what is missing, the same each time, and nothing changed by asking."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from attrs import evolve

from communitywelfare.calendar import PartialDate
from communitywelfare.conformance.trials import HERE, Broken, Failure, Lacking, Trial, ask
from communitywelfare.conformance.watching import watched
from communitywelfare.errors import Severity
from communitywelfare.fingerprints import canonical
from communitywelfare.members import Sex
from communitywelfare.money import Money
from communitywelfare.rules import ClaimFacts
from communitywelfare.rules.amounts import Entitlement
from communitywelfare.rules.amounts.per_unit import CountedUnit

__all__ = ["answer", "missing_fact", "purity", "reads", "rising", "same_answer"]

_ALWAYS = frozenset({"basis", "event_day"})
_NEVER = frozenset({"used", "payees", "ended"})
_NAMES = {
    "tenure_from": {"tenure_from", "membership"},
    "birth": {"birth", "birth_date", "age"},
    "arrears_months": {"arrears_months", "arrears"},
    "worst_arrears": {"worst_arrears"},
    "paid": {"paid"},
    "paid_months": {"paid_months"},
    "units": {"units", *(unit.value for unit in CountedUnit)},
}


def answer(trial: Trial) -> None:
    """Slices of whole satang on days from the event on, and a reason with the clause's place."""
    found = ask(trial.amount, trial.known)
    if isinstance(found, Failure):
        raise Broken(str(found), trial.known)
    if isinstance(found, Entitlement) and found.reason.place != HERE:
        raise Broken("its reason does not stand at the place of the clause", trial.known)


def missing_fact(trial: Trial) -> None:
    """What is not recorded is named, or makes no difference; no other error comes."""
    if not trial.answers:
        return
    known = ask(trial.amount, trial.known)
    for name, names, facts in _lacking(trial.known):
        found = ask(trial.amount, facts)
        if isinstance(found, Failure):
            raise Broken(f"where {name} is not recorded {found}; wanted is MissingFact", facts)
        if isinstance(found, Lacking):
            _check_named(found, known, names, facts)
        elif not (found.reason.severity is Severity.REFER or _gives_the_same(found, known)):
            raise Broken(f"where {name} is not recorded it gives {found.amount} as if it were something", facts)


def _lacking(known: ClaimFacts) -> Iterator[tuple[str, set[str], ClaimFacts]]:
    """The facts without one of them: what is not recorded, the names it may be told by, and the facts."""
    for name, names in _NAMES.items():
        nothing: Any = {name: None}
        yield name, names, evolve(known, **nothing)
    yield "sex", {"sex"}, evolve(known, sex=Sex.UNKNOWN)
    for name in known.attributes:
        yield (
            name,
            {name},
            evolve(known, attributes={key: known.attributes[key] for key in known.attributes if key != name}),
        )


def _check_named(found: Lacking, known: object, names: set[str], facts: ClaimFacts) -> None:
    if not found.findings or found.findings[0].severity is not Severity.REFER:
        raise Broken("MissingFact carries no finding of severity REFER that names the fact", facts)
    params = found.findings[0].params
    told = str(params.get("fact") or params.get("name"))
    if told not in names and not isinstance(known, Lacking):
        raise Broken(f"MissingFact names {told}, and what is not recorded is {', '.join(sorted(names))}", facts)


def _gives_the_same(found: Entitlement, known: object) -> bool:
    return isinstance(known, Entitlement) and found.slices == known.slices


def reads(trial: Trial) -> None:
    """No fact is looked at but the declared ones, and none that columns do not have."""
    declared = getattr(trial.form, "reads", None)
    for facts in (trial.known, *trial.claims):
        watching, seen = watched(facts)
        _ask_as_is(trial, watching)
        beyond = seen & _NEVER
        if beyond:
            raise Broken(f"it looks at {', '.join(sorted(beyond))}, which is not for a form to look at", facts)
        undeclared = seen - _ALWAYS - declared if declared is not None else frozenset()
        if undeclared:
            raise Broken(f"it looks at {', '.join(sorted(undeclared))}, which it does not declare in reads", facts)


def _ask_as_is(trial: Trial, facts: ClaimFacts) -> None:
    """Ask with these very facts, whatever comes of it."""
    try:
        trial.amount.entitlement(facts, HERE)
    except Exception:  # noqa: BLE001  # other checks look at what comes of it
        return


def same_answer(trial: Trial) -> None:
    """The same facts, the same answer, whatever was asked in between and by whichever reading of the same table."""
    again = trial.built(trial.document).versions[0].benefits[0].amount
    first = _comparable(ask(trial.amount, trial.known))
    for facts in trial.claims:
        ask(trial.amount, facts)
    for form in (trial.amount, again, trial.amount):
        if _comparable(ask(form, trial.known)) != first:
            raise Broken("asked again with the same facts it gives another answer", trial.known)


def _comparable(found: Entitlement | Lacking | Failure) -> object:
    return type(found.error) if isinstance(found, Failure) else found


def purity(trial: Trial) -> None:
    """Neither the facts nor the form are changed by asking."""
    facts = evolve(trial.known, attributes=dict(trial.known.attributes))
    before = canonical(facts), repr(trial.amount)
    _ask_as_is(trial, facts)
    if canonical(facts) != before[0]:
        raise Broken("it changes the facts that it is asked with", trial.known)
    if repr(trial.amount) != before[1]:
        raise Broken("it changes itself when it is asked", trial.known)


def rising(trial: Trial) -> None:
    """More of what `rises_with` names never pays less."""
    for fact in sorted(getattr(trial.form, "rises_with", ())):
        if fact not in _MORE:
            raise Broken(f"rises_with names {fact}, and that is none of {', '.join(sorted(_MORE))}")
        for facts in (trial.known, *trial.claims):
            found = ask(trial.amount, facts)
            if not isinstance(found, Entitlement):
                continue
            more = _MORE[fact](facts, trial.more)
            after = ask(trial.amount, more)
            if isinstance(after, Entitlement) and after.amount < found.amount:
                raise Broken(f"with more {fact} it falls from {found.amount} to {after.amount}", more)


def _longer(facts: ClaimFacts, days: int) -> ClaimFacts:
    since = facts.tenure_from
    return facts if since is None else evolve(facts, tenure_from=since - timedelta(days=days))


def _older(facts: ClaimFacts, days: int) -> ClaimFacts:
    born = facts.birth
    return facts if born is None else evolve(facts, birth=PartialDate(born.first - timedelta(days=days)))


def _paid_more(facts: ClaimFacts, satang: int) -> ClaimFacts:
    return facts if facts.paid is None else evolve(facts, paid=facts.paid + Money(satang))


def _more_months(facts: ClaimFacts, months: int) -> ClaimFacts:
    return facts if facts.paid_months is None else evolve(facts, paid_months=facts.paid_months + months)


def _more_units(facts: ClaimFacts, units: int) -> ClaimFacts:
    return facts if facts.units is None else evolve(facts, units=facts.units + units)


_MORE: Mapping[str, Callable[[ClaimFacts, int], ClaimFacts]] = {
    "membership": _longer,
    "age": _older,
    "paid": _paid_more,
    "paid_months": _more_months,
    "units": _more_units,
}
