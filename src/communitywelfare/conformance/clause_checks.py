"""Checks of a form inside a clause: decisions, columns, words and lint."""

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from communitywelfare.claims import Claim, Decision, Event, Outcome
from communitywelfare.conformance.trials import Broken, Lacking, Trial, ask
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules import ClaimFacts, Used, adjudicate
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.amounts import Entitlement, is_own
from communitywelfare.rules.columns import OUTCOMES, Book, ClaimColumns, decide
from communitywelfare.rules.columns.one_by_one import own_reading
from communitywelfare.rules.functions import namespace
from communitywelfare.wording import LANGUAGES, Language, clause_lines, known_codes, words

__all__ = ["columns", "decision", "hold", "lint", "say_in_words", "violations"]

_STOPS = {Severity.BLOCK, Severity.REFER}
_WEAKNESSES = {Severity.ERROR, Severity.WARNING, Severity.INFO}


def decision(trial: Trial) -> None:
    """Within any clause, with any limits and conditions, the decision keeps its invariants."""
    if not trial.answers:
        return
    for facts in (trial.known, *trial.claims):
        made = adjudicate(trial.policy, _claim(trial, facts), facts)
        spread = slices_of(trial.benefit, facts, made.assessed) if made.is_payable else ()
        hold(violations(made, total(each.amount for each in spread)), facts)


def hold(violated: Iterable[str], facts: ClaimFacts) -> None:
    """Say the first of what does not hold of a decision, if anything does not."""
    for how in violated:
        raise Broken(f"in a clause, {how}", facts)


def violations(made: Decision, spread: Money) -> Iterator[str]:
    """What holds of every decision, and does not of this one; `spread` is what its days add up to."""
    severities = {reason.severity for reason in made.reasons}
    stops = bool(severities & _STOPS)
    if not ZERO <= made.assessed <= made.uncapped:
        yield f"{made.assessed} is assessed of {made.uncapped} without limits"
    if stops and made.assessed != ZERO:
        yield "something stands in the way, and an amount is payable"
    befores = [ZERO, *(step.after for step in made.trail)]
    if [step.before for step in made.trail] != befores[:-1] or made.assessed != befores[-1]:
        yield "the steps do not lead from nothing to the amount"
    if (made.outcome is Outcome.PARTIAL) != (Severity.REDUCE in severities and not stops):
        yield f"the outcome is {made.outcome.value}"
    for usage in made.cap_usage:
        if usage.consumed < 0 or usage.used_before + usage.consumed > max(usage.limit, usage.used_before):
            yield f"the limit {usage.limit_id} is passed"
    if spread != made.assessed:
        yield f"its days add up to {spread}, and {made.assessed} is payable"


def columns(trial: Trial) -> None:
    """Columns decide what `adjudicate` decides, also for claims of one person after one another."""
    if not trial.answers:
        return
    claims = [evolve(facts, used=()) for facts in trial.claims]
    book = Book.of([trial.bylaw] if trial.bylaw else [])
    rows = ClaimColumns.of([0] * len(claims), [1] * len(claims), [-1] * len(claims), claims)
    amount = trial.amount
    if not is_own(amount) and hasattr(amount, "columns") and own_reading(amount, rows) is None:
        raise Broken("its own reading over arrays fails, or does not give ranks and whole satang", claims[0])
    decided = decide(book, rows)
    for number, (facts, made) in enumerate(zip(claims, _in_turn(trial, claims), strict=True)):
        found = (OUTCOMES[decided.outcome[number]], Money(int(decided.assessed[number])))
        if found != (made.outcome, made.assessed) or int(decided.uncapped[number]) != made.uncapped.satang:
            told = f"{made.outcome.value} {made.assessed} of {made.uncapped}"
            uncapped = Money(int(decided.uncapped[number]))
            raise Broken(f"columns decide {found[0].value} {found[1]} of {uncapped}, adjudicate {told}", facts)


def _in_turn(trial: Trial, claims: Iterable[ClaimFacts]) -> Iterator[Decision]:
    """The decisions of claims of one person, each finding used what the earlier ones gave."""
    granted: list[Used] = []
    for number, each in enumerate(claims):
        facts = evolve(each, used=tuple(granted))
        made = adjudicate(trial.policy, _claim(trial, facts), facts)
        yield made
        spread = slices_of(trial.benefit, facts, made.assessed) if made.is_payable else ()
        granted.extend(
            Used(claim=str(number), benefit=trial.benefit.key, day=one.day, amount=one.amount, units=one.units)
            for one in spread
            if one.units or one.amount > ZERO
        )


def _claim(trial: Trial, facts: ClaimFacts) -> Claim:
    benefit = trial.benefit
    return Claim(
        number="1",
        day=facts.claim_day,
        member="M0001",
        benefit=benefit.key,
        category=benefit.category,
        event=Event(day=facts.event_day, units=facts.units),
    )


def say_in_words(trial: Trial) -> None:
    """Reasons and the by-law sheet have words in Thai and in English."""
    for facts in (trial.known, *trial.claims):
        found = ask(trial.amount, facts)
        reasons: tuple[object, ...] = ()
        if isinstance(found, Entitlement):
            reasons = (found.reason, *(change.reason for change in found.changes))
        elif isinstance(found, Lacking):
            reasons = found.findings
        for reason in reasons:
            _check_words(trial, reason, facts)
    if not is_own(trial.amount) and hasattr(trial.amount, "sheet"):
        for each in _listed(trial, "sheet"):
            _check_words(trial, each, None)
    for language in LANGUAGES:
        lines = clause_lines(trial.benefit, language)
        if not lines or any("{" in line or "object at" in line for line in lines):
            raise Broken(f"the by-law sheet has no plain words in {language}: {lines}")


def lint(trial: Trial) -> None:
    """Its findings have codes of its own, a severity of lint, and words."""
    if is_own(trial.amount) or not hasattr(trial.amount, "lint"):
        return
    for each in _listed(trial, "lint"):
        _check_words(trial, each, None)
        if isinstance(each, Finding) and each.severity not in _WEAKNESSES:
            raise Broken(f"lint reports {each.code} with severity {each.severity.value}")
        if isinstance(each, Finding) and not each.code.startswith(f"{namespace(trial.form.form)}."):
            raise Broken(f"lint reports {each.code}; its own codes begin with {namespace(trial.form.form)}.")


def _listed(trial: Trial, member: str) -> tuple[object, ...]:
    try:
        return tuple(getattr(trial.amount, member)())
    except Exception as error:  # noqa: BLE001  # whatever a form may raise is looked at
        raise Broken(f"{member} failed with {type(error).__name__}: {error}") from None


def _check_words(trial: Trial, found: object, facts: ClaimFacts | None) -> None:
    """A code that the catalogue knows, or one of its own with sentences in both languages."""
    if not isinstance(found, Finding):
        raise Broken(f"a finding is wanted, not a {type(found).__name__}", facts)
    wanted = f"{namespace(trial.form.form)}."
    if found.code not in known_codes() and not found.code.startswith(wanted):
        raise Broken(f"the code {found.code} is neither in the catalogue nor its own, which begin with {wanted}", facts)
    for language in LANGUAGES:
        _check_sentence(found, language, facts)


def _check_sentence(found: Finding, language: Language, facts: ClaimFacts | None) -> None:
    said = words(found, language)
    if said.startswith(f"{found.code}:") or "{" in said or "object at" in said:
        raise Broken(f"{found.code} has no words in {language}, or they cannot be filled: {said}", facts)
    says = found.params.get("says")
    own = isinstance(says, Mapping) and found.code not in known_codes()
    if own and language == "th" and not any("\u0e00" <= letter <= "\u0e7f" for letter in said):
        raise Broken(f"{found.code} says nothing in Thai: {said}", facts)
