"""What every family of lints is given: one clause, the version around it, and the path that leads to it."""

from functools import cached_property

from attrs import frozen

from communitywelfare.errors import Finding
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy
from communitywelfare.rules.expressions import Condition
from communitywelfare.rules.lint.catalogue import found
from communitywelfare.rules.lint.logic import And, Formula, possible
from communitywelfare.rules.lint.questions import asked_by
from communitywelfare.rules.sayings import sentence_of

__all__ = ["Clause", "Question"]


@frozen(eq=False)
class Question:
    """One condition: the key that asks it, itself, and what it asks of the facts."""

    key: str
    condition: Condition
    formula: Formula

    @cached_property
    def sentence(self) -> Finding:
        """The condition in words, inside another sentence."""
        return sentence_of(self.condition)


@frozen
class Clause:
    """One clause of one version; `path` is its place in the by-law."""

    version: BenefitPolicy
    benefit: Benefit
    path: str

    def found(self, code: str, key: str = "", **params: object) -> Finding:
        """A finding at a key of this clause, or at the clause itself."""
        return found(code, f"{self.path}.{key}" if key else self.path, **params)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What each condition asks, with its key."""
        attributes = self.version.attributes
        return tuple(Question(key, each, asked_by(each, attributes)) for key, each in self.benefit.asked)

    @cached_property
    def all_met(self) -> Formula:
        """All conditions at once."""
        return And(tuple(question.formula for question in self.questions))

    @cached_property
    def can_be_met(self) -> bool:
        """Whether anybody can meet all conditions; where nobody can, what follows from it is not told again."""
        return possible(self.all_met)
