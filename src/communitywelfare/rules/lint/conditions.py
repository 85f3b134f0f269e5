"""Conditions that hold for everybody, for nobody, or wherever others do; conditions that contradict each other."""

from collections.abc import Iterator

from communitywelfare.errors import Finding
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.logic import And, Formula, Not, Or, possible

__all__ = ["conditions"]

_STANDING = "standing"  # said once for all clauses, so that a clause which asks for more is no mistake


def conditions(clause: Clause) -> Iterator[Finding]:
    """What is odd in a clause's conditions, each alone and all together."""
    never = [key for key, question in clause.questions if not possible(question)]
    for key in dict.fromkeys(never):
        if key != _STANDING:
            yield clause.found("lint.never_true", key)
    if not never and not clause.can_be_met:
        yield clause.found("lint.conditions_contradict", keys=_contradicting(clause))
    own = [(key, question) for key, question in clause.questions if key != _STANDING]
    always = [key for key, question in own if _always(question)]
    for key in dict.fromkeys(always):
        yield clause.found("lint.always_true", key)
    for key, question in own:
        yield from (
            clause.found("lint.part_never_true", key, part=number)
            for number in _dead_parts(question)
            if key not in {*never, *always}
        )
    if clause.can_be_met:
        yield from _implied(clause, always)


def _always(question: Formula) -> bool:
    """Whether it holds for all facts that are in order: a time that has begun, a value from the by-law's own list."""
    return not possible(Not(question), wide=False)


def _contradicting(clause: Clause) -> tuple[str, ...]:
    """The keys of a smallest set of conditions that nobody can meet together."""
    kept = list(clause.questions)
    for asked in tuple(kept):
        rest = [each for each in kept if each is not asked]
        if not possible(And(tuple(question for _key, question in rest))):
            kept = rest
    return tuple(dict.fromkeys(key for key, _question in kept))


def _dead_parts(question: Formula) -> Iterator[int]:
    """Numbers of the alternatives that nobody can meet."""
    match question:
        case Or(parts):
            for number, part in enumerate(parts, start=1):
                if not possible(part):
                    yield number
        case And(parts):
            for part in parts:
                yield from _dead_parts(part)
        case _:
            return


def _implied(clause: Clause, always: list[str]) -> Iterator[Finding]:
    """Conditions that hold wherever the others do; of two that say the same, the later one is told."""
    kept = list(clause.questions)
    for asked in reversed(clause.questions):
        key, question = asked
        others = [each for each in kept if each is not asked]
        if key == _STANDING or key in always:
            continue
        if not possible(And((*(each for _key, each in others), Not(question))), wide=False):
            kept = others
            yield clause.found("lint.condition_implied", key, others=_enough(others, question))


def _enough(others: list[tuple[str, Formula]], question: Formula) -> tuple[str, ...]:
    """The keys of those among the others without which the rest would not say it."""
    kept = list(others)
    for asked in tuple(others):
        rest = [each for each in kept if each is not asked]
        if not possible(And((*(each for _key, each in rest), Not(question))), wide=False):
            kept = rest
    return tuple(dict.fromkeys(key for key, _question in kept))
