"""The questions of a founding (คำถามเมื่อตั้งกองทุน): what a new fund must say of itself, and what it may leave open.

The questions themselves are data. What is asked of a clause is asked of each clause of the template that has a value at
its path, and what is asked of a source of each source: `questions_of` lays them all out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from attrs import evolve, field, frozen

from communitywelfare.founding.paths import value_at
from communitywelfare.sources import Source

__all__ = ["Example", "Kind", "Published", "Question", "Questions", "questions_of"]

NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})
OPENING = "opening."
_EVERY_SOURCE = f"{OPENING}*"


class Kind(Enum):
    """How an answer is read; the words for what is wanted go by the same name."""

    TEXT = "line"
    CODE = "short code"
    PLACE = "place name"
    AREA = "area code"
    DAY = "typed day"
    YEAR_START = "year start"
    BAHT = "baht or none"
    RATE = "baht above none"
    COUNT = "count"
    NUMBER = "number"
    TIME = "time"
    WAIT = "waiting time"
    CHOICE = "choice"
    YES_NO = "yes or no"
    CODES = "codes"
    TEXTS = "texts"
    STEPS = "steps"


@frozen(kw_only=True)
class Example:
    """A figure to look at, never taken by itself: another fund's, with where it is published, or the template's."""

    value: object
    source: str
    fund: Mapping[str, str] = field(factory=dict, hash=False)  # empty of the template, whose figures nobody decided


@frozen(kw_only=True)
class Question:
    """One question: the place of its answer, how that is read, and whether there must be one.

    `follows` names the answers to earlier questions of which one must be given before this one is asked; `path` is
    where the answer goes in the by-law's version, `form` the form of amount that a clause must have to be asked, `per`
    the window that its first limit must have, `about` the clause or the source that it is asked of.
    """

    id: str
    words: str
    kind: Kind = field(converter=Kind)
    is_required: bool = True
    default: str | None = None
    options: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    follows: Mapping[str, tuple[str, ...]] = field(default=NOTHING, hash=False)
    path: str = ""
    form: str = ""
    per: str = ""
    about: Mapping[str, str] = field(factory=dict, hash=False)
    examples: tuple[Example, ...] = ()

    @property
    def table(self) -> str:
        """The table of an answers file in which its answer stands."""
        return self.id.rpartition(".")[0]

    @property
    def follows_money(self) -> bool:
        """Whether it is asked only where there is money on the first day."""
        return any(earlier.startswith(OPENING) for earlier in self.follows)

    @property
    def key(self) -> str:
        """The key in that table."""
        return self.id.rpartition(".")[2]


@frozen(kw_only=True)
class Published:
    """The version of a by-law that another fund published: what of it may be shown as an example."""

    fund: Mapping[str, str] = field(hash=False)
    version: Mapping[str, object] = field(hash=False)

    def at(self, path: str) -> Iterator[Example]:
        """What stands at a path, unless it was filled in for want of a source."""
        value = value_at(self.version, path)
        if value is not None and not _is_assumed(self.version, path):
            yield Example(value=value, source=str(self.version["source"]), fund=self.fund)


def _is_assumed(version: Mapping[str, object], path: str) -> bool:
    """Whether a table on the way to a path says that the value, or a part of it, has no source."""
    parts = path.split(".")
    for depth in range(len(parts)):
        table = value_at(version, ".".join(parts[:depth])) if depth else version
        rest = ".".join(parts[depth:])
        names = table.get("assumed", ()) if isinstance(table, Mapping) else ()
        for name in names if isinstance(names, list) else ():
            if rest == name or rest.startswith((f"{name}.", f"{name}[")) or name.startswith((f"{rest}.", f"{rest}[")):
                return True
    return False


@frozen(kw_only=True)
class Questions:
    """All questions in the order in which they are asked, and the template whose clauses they offer."""

    items: tuple[Question, ...]
    last: tuple[Question, ...]
    template: Mapping[str, object] = field(hash=False)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """Questions by the place of their answer, those among them that are asked only of a weak by-law."""
        return {question.id: question for question in (*self.items, *self.last)}

    def of_table(self, table: str) -> tuple[Question, ...]:
        """The questions of one table of an answers file."""
        return tuple(question for question in self.by_id.values() if question.table == table)


def questions_of(
    own: Iterable[Question],
    of_clause: Sequence[Question],
    *,
    last: Iterable[Question] = (),
    template: Mapping[str, object],
    sources: Sequence[Source],
    published: Published,
) -> Questions:
    """Lay out all questions: the fund's own, then for each clause of the template what its shape leaves to decide."""
    items = [each for question in own for each in _of_sources(question, sources)]
    clauses = template["benefit"]
    for name, clause in clauses.items() if isinstance(clauses, Mapping) else ():
        items += _of_clause(of_clause, name, clause)
    shown = tuple(evolve(each, examples=tuple(_examples(each, template, published))) for each in items)
    return Questions(items=shown, last=tuple(last), template=template)


def _of_sources(question: Question, sources: Sequence[Source]) -> Iterator[Question]:
    """A question as it is, or once for each source."""
    if question.id == _EVERY_SOURCE:
        for source in sources:
            yield evolve(question, id=f"{OPENING}{source.code}", about=source.name)
        return
    follows = dict(question.follows)
    answers = follows.pop(_EVERY_SOURCE, ())
    if answers:
        follows |= {f"{OPENING}{source.code}": answers for source in sources}
    yield evolve(question, follows=follows)


def _of_clause(questions: Sequence[Question], name: str, clause: Mapping[str, object]) -> Iterator[Question]:
    about = clause["label"]
    label = {key: str(text) for key, text in about.items()} if isinstance(about, Mapping) else {}
    taken = f"benefit.{name}.take"
    for question in questions:
        if not question.path:
            yield evolve(question, id=taken, about=label)
        elif value_at(clause, question.path) is not None and _is_of_shape(question, clause):
            yield evolve(
                question,
                id=f"benefit.{name}.{question.id}",
                path=f"benefit.{name}.{question.path}",
                follows={taken: ("yes",)},
                about=label,
            )


def _is_of_shape(question: Question, clause: Mapping[str, object]) -> bool:
    """Whether a clause has the form of amount and the window of a limit that a question is about."""
    amount, per = clause.get("amount"), value_at(clause, "limits[1].per")
    form = amount.get("form") if isinstance(amount, Mapping) else None
    return question.form in {"", form} and question.per in {"", per}


def _examples(question: Question, template: Mapping[str, object], published: Published) -> Iterator[Example]:
    if not question.path or question.kind is Kind.TEXT:
        return
    yield from published.at(question.path)
    value = value_at(template, question.path)
    if value is not None and question.default is None:
        yield Example(value=value, source=str(template["source"]))
