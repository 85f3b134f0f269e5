"""What an exercise is (แบบฝึกหัด): a task in words, and what must be so once it is done."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import Money

__all__ = ["Exercise", "Exercises", "Figure", "Question", "Spoil", "Want", "Wanted", "WrongReceipt"]

Words = Mapping[str, str]
"""The same in each language."""


@frozen(kw_only=True)
class Figure:
    """A figure that is computed from the fund as the learner gets it: by which function, and of what."""

    of: str
    given: Mapping[str, str] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class Want:
    """Facts that must be there: as many rows of one kind as `count`, whose columns hold what `where` says.

    A value of `where` may name a figure or a given of the exercise in braces.
    """

    says: Words = field(hash=False)
    fact: str
    where: Mapping[str, str] = field(factory=dict, hash=False)
    count: int = 1


@frozen(kw_only=True)
class Question:
    """Something to read off: the name of the answer, and the figure that it must be."""

    says: Words = field(hash=False)
    answer: str
    figure: str


Wanted = Want | Question


@frozen(kw_only=True)
class WrongReceipt:
    """A receipt that somebody wrote before the learner came, and that will have to be put right."""

    member: str
    amount: Money
    day: date


@frozen(kw_only=True)
class Spoil:
    """A slip of the keyboard in a file: on the line of `record` one text stands for another."""

    file: str
    record: str
    old: str
    new: str


@frozen(kw_only=True)
class Exercise:
    """One exercise. `number` is its place in the course, `given` what the task tells; figures are computed.

    `receipts`, `spoils` and `passbook` say what is prepared: receipts that were written already, slips in the files,
    and the interest that a passbook beside the package shows and its books do not.
    """

    id: str
    number: int
    title: Words = field(hash=False)
    task: Words = field(hash=False)
    hint: Words = field(hash=False)
    wants: tuple[Wanted, ...]
    given: Mapping[str, str] = field(factory=dict, hash=False)
    figures: Mapping[str, Figure] = field(factory=dict, hash=False)
    receipts: tuple[WrongReceipt, ...] = ()
    spoils: tuple[Spoil, ...] = ()
    passbook: Money | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is to be answered with the check."""
        return tuple(each for each in self.wants if isinstance(each, Question))


@frozen(kw_only=True)
class Exercises:
    """The exercises of the course in their order, the example fund they begin from, and words for columns of facts."""

    members: int
    years: int
    seed: int
    all: tuple[Exercise, ...]
    columns: Mapping[str, Words] = field(hash=False)

    def one(self, name: str) -> Exercise:
        """The exercise with a number or an id.

        Raises:
            MissingFact: There is none.
        """
        found = next((each for each in self.all if name in {each.id, str(each.number)}), None)
        if found is None:
            params = {"name": name, "known": tuple(f"{each.number} ({each.id})" for each in self.all)}
            finding = Finding("training.unknown_exercise", Severity.ERROR, params=params)
            raise MissingFact(f"there is no exercise {name}", finding)
        return found
