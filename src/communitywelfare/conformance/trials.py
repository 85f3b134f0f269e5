"""What a form is tried with: made-up by-laws around its tables, and claims of which at times too little is known."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any, cast

from attrs import evolve, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.errors import ByLawError, Finding, MissingFact, Place
from communitywelfare.members import Sex
from communitywelfare.money import Money
from communitywelfare.rules import Benefit, BenefitPolicy, ByLaw, ClaimFacts, build_bylaw
from communitywelfare.rules.amounts import AmountForm, Entitlement, sound
from communitywelfare.rules.asking import ATTRIBUTES as KINDS
from communitywelfare.rules.declared import Source
from communitywelfare.rules.functions import FunctionForm
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of
from communitywelfare.strategies import bylaw_documents, claim_facts
from communitywelfare.strategies.clauses import ATTRIBUTES

__all__ = ["HERE", "Broken", "Document", "Failure", "Lacking", "Tables", "Trial", "ask", "clause_of", "trials"]

Document = Mapping[str, object]
Tables = Iterable[Document] | SearchStrategy[Document]
HERE = Place(clause="the clause")
_READABLE = {"text": "ป.6", "whole": "12", "number": "3.50", "baht": "1234.50", "yes or no": "yes"}
_UNUSUAL = {"text": "ม.3", "whole": "0", "number": "0.01", "baht": "0.01", "yes or no": "no"}


class Broken(Exception):
    """A check that does not hold: how, and of which claim."""

    def __init__(self, how: str, facts: ClaimFacts | None = None) -> None:
        super().__init__(how)
        self.facts = facts


@frozen
class Failure:
    """What came instead of an answer: an error that is no `MissingFact`, or what no entitlement can be."""

    error: Exception

    def __str__(self) -> str:
        return f"it failed with {type(self.error).__name__}: {self.error}"


@frozen
class Lacking:
    """What a form says is not recorded."""

    findings: tuple[Finding, ...]


def ask(form: AmountForm, facts: ClaimFacts) -> Entitlement | Lacking | Failure:
    """What a form answers; it gets facts of its own, so that nothing it does to them is seen elsewhere."""
    try:
        return sound(form.entitlement(evolve(facts, attributes=dict(facts.attributes)), HERE), facts)
    except MissingFact as missing:
        return Lacking(missing.findings)
    except Exception as error:  # noqa: BLE001  # whatever a form may raise is looked at
        return Failure(error)


@frozen(kw_only=True)
class Trial:
    """A by-law with one clause that pays by the form, and claims in the order in which they are decided.

    `more` is how much more of a fact there is, where more must not pay less.
    """

    form: type[AmountForm]
    document: Document
    claims: tuple[ClaimFacts, ...]
    more: int

    @cached_property
    def table(self) -> Document:
        """The table that describes the amount."""
        amount = clause_of(self.document)["amount"]
        return amount if isinstance(amount, Mapping) else {}

    def built(self, document: Document) -> ByLaw:
        """The by-law of a document, by all forms of the library and this one.

        Raises:
            ByLawError: It cannot be read.
        """
        own = [form for form in BUILT_IN_FORMS.values() if form is not self.form]
        return build_bylaw(document, forms=forms_of(*own, self.form))

    @cached_property
    def bylaw(self) -> ByLaw | None:
        """The by-law; none where it cannot be read, which is a check of its own."""
        try:
            return self.built(self.document)
        except ByLawError:
            return None

    @cached_property
    def policy(self) -> BenefitPolicy:
        """Its only version; every check but that of reading asks only where the by-law can be read."""
        return self.built(self.document).versions[0]

    @property
    def benefit(self) -> Benefit:
        """Its only clause."""
        return self.policy.benefits[0]

    @property
    def amount(self) -> AmountForm:
        """The form with what the table says."""
        return self.benefit.amount

    @cached_property
    def known(self) -> ClaimFacts:
        """The first claim with everything recorded."""
        facts = self.claims[0]
        stated = {name: kind for name, kind in self._stated.items() if not facts.attributes.get(name)}
        return evolve(
            facts,
            tenure_from=facts.tenure_from or facts.joined,
            birth=facts.birth or PartialDate.parse("1964-03-01"),
            sex=Sex.FEMALE if facts.sex is Sex.UNKNOWN else facts.sex,
            arrears_months=_or(facts.arrears_months, 1),
            worst_arrears=_or(facts.worst_arrears, 2),
            paid=Money.baht(1_500) if facts.paid is None else facts.paid,
            paid_months=_or(facts.paid_months, 50),
            units=_or(facts.units, 3),
            attributes={**facts.attributes, **{name: _READABLE[kind] for name, kind in stated.items()}},
        )

    @cached_property
    def answers(self) -> bool:
        """Whether the form answers at all where everything is recorded; other checks look at nothing else."""
        return not isinstance(ask(self.amount, self.known), Failure)

    @property
    def _stated(self) -> Mapping[str, str]:
        return {name: declared.kind.value for name, declared in self.policy.attributes.items()}


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def version_of(document: Document) -> dict[str, Any]:
    """The only version of a by-law, as plain values."""
    (version,) = cast("list[dict[str, Any]]", document["version"])
    return version


def clause_of(document: Document) -> dict[str, object]:
    """The only clause of a by-law with one version."""
    (clause,) = version_of(document)["benefit"].values()
    return cast("dict[str, object]", clause)


def trials(form: type[AmountForm], tables: Tables, attributes: Document) -> SearchStrategy[Trial]:
    """Trials of a form with its author's tables; `attributes` are what a by-law may ask a claim to state."""
    described = tables if isinstance(tables, SearchStrategy) else st.sampled_from([dict(table) for table in tables])
    asks = form.asks if issubclass(form, FunctionForm) else ()
    own = {each.name: {"kind": KINDS[each.written].value} for each in asks if each.source is Source.STATED}
    return _trials(form=form, tables=described, attributes={**ATTRIBUTES, **own, **attributes})


@composite
def _trials(draw: DrawFn, *, form: type[AmountForm], tables: SearchStrategy[Document], attributes: Document) -> Trial:
    document = dict(draw(bylaw_documents(max_versions=1, max_benefits=1, forms=["flat"])))
    version = version_of(document)
    (name,) = version["benefit"]
    table = {**deepcopy(dict(draw(tables))), "form": form.form}
    benefit = {name: {**clause_of(document), "amount": table}}
    document["version"] = [{**version, "attributes": attributes, "benefit": benefit}]
    claims = draw(st.lists(_claims(attributes, version["year_start"], name), min_size=1, max_size=3))
    return Trial(form=form, document=document, claims=tuple(claims), more=draw(st.integers(1, 2_000)))


@composite
def _claims(draw: DrawFn, attributes: Document, year_start: str, benefit: str) -> ClaimFacts:
    facts = draw(claim_facts(benefits=[benefit]))
    stated = dict(facts.attributes)
    for name, declared in attributes.items():
        if name not in ATTRIBUTES or declared != ATTRIBUTES[name]:
            value = draw(_values(declared))
            stated.pop(name, None)
            stated |= {} if value is None else {name: value}
    return evolve(facts, attributes=stated, year_start=YearStart.parse(year_start))


def _values(declared: object) -> SearchStrategy[str | None]:
    """What claims may state of an attribute: something readable, something that is not, or nothing."""
    kind = str(declared["kind"]) if isinstance(declared, Mapping) else "text"
    options = declared.get("options") if isinstance(declared, Mapping) else None
    usual = list(options) if isinstance(options, list) and options else [_READABLE[kind], _UNUSUAL[kind]]
    return st.sampled_from([*usual, *usual, "สี่", None])
