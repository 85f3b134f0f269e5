"""Conditions that hold for everybody, for nobody, or wherever others do; conditions that contradict each other."""

from collections.abc import Iterable, Iterator

from communitywelfare.errors import Finding
from communitywelfare.rules.lint.clauses import Clause, Question
from communitywelfare.rules.lint.logic import And, Formula, Not, Or, possible

__all__ = ["conditions"]

_STANDING = "standing"  # said once for all clauses, so that a clause which asks for more is no mistake

_NOTHING = Or(())  # what never holds follows only from what contradicts itself


def conditions(clause: Clause) -> Iterator[Finding]:
    """What is odd in a clause's conditions, each alone and all together."""
    never = [each for each in clause.questions if not possible(each.formula)]
    own = [each for each in clause.questions if each.key != _STANDING]
    always = [each for each in own if _always(each.formula)]
    for question in own:
        if question in never:
            yield clause.found("lint.never_true", question.key, condition=question.sentence)
        elif question in always:
            yield clause.found("lint.always_true", question.key, condition=question.sentence)
        else:
            dead = _dead_parts(question.formula)
            yield from (clause.found("lint.part_never_true", question.key, part=number) for number in dead)
    if clause.can_be_met:
        yield from _implied(clause, [each for each in own if each not in always])
    elif not never:
        clash = tuple(_needed(clause.questions, _NOTHING))
        keys = tuple(dict.fromkeys(each.key for each in clash))
        yield clause.found("lint.conditions_contradict", parts=tuple(each.sentence for each in clash), keys=keys)


def _always(question: Formula) -> bool:
    """Whether it holds for all facts that are in order: a time that has begun, a value from the by-law's own list."""
    return not possible(Not(question), wide=False)


def _dead_parts(question: Formula) -> Iterator[int]:
    """Numbers of the alternatives that nobody can meet."""
    match question:
        case Or(parts):
            yield from (number for number, part in enumerate(parts, start=1) if not possible(part))
        case And(parts):
            for part in parts:
                yield from _dead_parts(part)
        case _:
            return


def _implied(clause: Clause, own: list[Question]) -> Iterator[Finding]:
    """Conditions that hold wherever the others do; of two that say the same, the later one is told."""
    kept = list(clause.questions)
    for question in reversed(own):
        others = [each for each in kept if each is not question]
        if _follows(others, question.formula):
            kept = others
            enough = tuple(each.sentence for each in _needed(others, question.formula))
            yield clause.found("lint.condition_implied", question.key, condition=question.sentence, others=enough)


def _follows(others: Iterable[Question], formula: Formula) -> bool:
    """Whether whoever meets the others meets this too."""
    return not possible(And((*(each.formula for each in others), Not(formula))), wide=formula == _NOTHING)


def _needed(others: Iterable[Question], formula: Formula) -> list[Question]:
    """A smallest part of the others from which a formula follows."""
    kept = list(others)
    for question in tuple(kept):
        rest = [each for each in kept if each is not question]
        if _follows(rest, formula):
            kept = rest
    return kept
