"""The six criteria for a fund (หลักเกณฑ์ 6 ประการ): each met, not met, or not to be decided, with the figures beside it.

Nothing is guessed: what no table and no answer tells leaves a criterion open and is named.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum

from attrs import frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.fund.forms.definition import said_in
from communitywelfare.fund.forms.request.coverage import group_counts, villages_of, villages_reached
from communitywelfare.fund.forms.request.definition import Expected, Rule
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.fund.forms.request.money import dues_received, kinds_offered, kinds_received, support_received
from communitywelfare.money import ZERO

__all__ = ["Criterion", "Met", "criteria"]


class Met(Enum):
    """Whether a criterion is met."""

    PASS = "pass"  # noqa: S105  # a criterion's answer, nobody's password
    FAIL = "fail"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Criterion:
    """One criterion with all that was found: it fails where anything speaks against it, and is open where any is."""

    rule: Rule
    findings: tuple[Finding, ...]

    @property
    def met(self) -> Met:
        """Whether it is met."""
        severities = {finding.severity for finding in self.findings}
        if Severity.BLOCK in severities:
            return Met.FAIL
        return Met.UNKNOWN if Severity.REFER in severities else Met.PASS

    @property
    def missing(self) -> tuple[str, ...]:
        """The items, columns and tables that would decide it."""
        named = (finding.params.get("item") for finding in self.findings if finding.severity is Severity.REFER)
        return tuple(dict.fromkeys(str(item) for item in named if item))


def criteria(filling: Filling) -> tuple[Criterion, ...]:
    """Look at every criterion of the form, in the order of the form.

    Raises:
        MissingFact: A payment names a claim that there is not.
    """
    rules = filling.version.criteria
    found: tuple[tuple[Rule, Iterable[Finding]], ...] = (
        (rules.existence, _existence(filling)),
        (rules.coverage, _coverage(filling)),
        (rules.contributions, _contributions(filling)),
        (rules.management, _management(filling)),
        (rules.benefits, _benefits(filling)),
        (rules.links, _links(filling)),
    )
    return tuple(Criterion(rule=rule, findings=tuple(findings)) for rule, findings in found)


def _info(code: str, **params: object) -> Finding:
    return Finding(code, Severity.INFO, params=params)


def _against(code: str, **params: object) -> Finding:
    return Finding(code, Severity.BLOCK, params=params)


def _open(code: str, item: str, **params: object) -> Finding:
    return Finding(code, Severity.REFER, params={"item": item, **params})


def _existence(filling: Filling) -> Iterator[Finding]:
    rule, founded = filling.version.criteria.existence, filling.fund.profile.founded
    if founded is None:
        yield _open("criterion.founding_unknown", "founded_date")
        yield _certified(filling)
        return
    complete_on = rule.at_least.after(founded)
    say, code = (_info, "criterion.old_enough") if complete_on <= filling.cut_off else (_against, "criterion.too_young")
    yield say(code, founded=founded, needed=rule.at_least, complete_on=complete_on, cut_off=filling.cut_off)
    yield _certified(filling)


def _certified(filling: Filling) -> Finding:
    rule, profile = filling.version.criteria.existence, filling.fund.profile
    answer = filling.answer(rule.certificate)
    if answer is None and profile.details.get(rule.registered):
        return _info("criterion.registered")
    if answer is None:
        return _unanswered(filling, rule.certificate)
    begins = rule.certified_by.get(str(answer))
    if begins is None:
        return _not_understood(filling, rule.certificate, tuple(rule.certified_by))
    if profile.founded is not None and profile.founded < begins:
        return _open("criterion.certificate_too_early", rule.certificate, founded=profile.founded, begins=begins)
    return _info("criterion.certified", answer=_told(filling, rule.certificate)["answer"])


def _coverage(filling: Filling) -> Iterator[Finding]:
    rule = filling.version.criteria.coverage
    if filling.full_year:
        yield _info("criterion.full_year_members", count=len(filling.full_year), cut_off=filling.cut_off)
    else:
        yield _against("criterion.no_full_year_members", cut_off=filling.cut_off)
    for each in group_counts(filling, rule, rule.groups):
        if each.by_age:
            yield _info("criterion.group_and_age", group=each.group, members=each.members, by_age=each.by_age)
        elif each.members:
            yield _info("criterion.group_covered", group=each.group, members=each.members)
        elif each.unknown:
            yield _open("criterion.group_unknown", "group", group=each.group, unknown=each.unknown)
        else:
            yield _against("criterion.group_not_covered", group=each.group)
    yield villages_reached(villages_of(filling), filling.fund.profile.area_type, rule.villages)


def _contributions(filling: Filling) -> Iterator[Finding]:
    rule = filling.version.criteria.contributions
    since, until = filling.since(rule.looking_back), filling.cut_off
    dues = dues_received(filling, since)
    if dues is None:
        yield _open("criterion.table_missing", "contributions")
    elif dues > ZERO:
        yield _info("criterion.dues_received", amount=dues, since=since, until=until)
    elif not filling.knows_since(since):
        yield _before_books(filling, "contributions", since)
    elif filling.fund.as_of < until:
        yield _open("criterion.data_end_before", "contributions", as_of=filling.fund.as_of, until=until)
    else:
        yield _against("criterion.no_dues", since=since, until=until)
    support = support_received(filling, rule.support, since)
    if support is None:
        yield _open("criterion.table_missing", "cofunding")
    elif support.is_none:
        yield _open("criterion.no_support", "cofunding", since=since, until=until)
    else:
        yield _info("criterion.support_received", amount=support.money, in_kind=len(support.in_kind))


def _before_books(filling: Filling, table: str, since: date) -> Finding:
    return _open("criterion.before_books", table, begin=filling.fund.books_begin, since=since)


def _management(filling: Filling) -> Iterator[Finding]:
    serving = len(filling.committee)
    if serving:
        yield _info("criterion.committee", count=serving, on=filling.filled_on)
    else:
        yield _open("criterion.committee_unknown", "committee", on=filling.filled_on)
    for expected in filling.version.criteria.management.expects:
        yield _expected(filling, expected)


def _expected(filling: Filling, expected: Expected) -> Finding:
    """One thing that is asked: an accepted answer to any of its items is enough; otherwise the first that is open."""
    given = {item: filling.answer(item) for item in expected.items}
    for item, answer in given.items():
        if answer in expected.accepts:
            return _info("criterion.answer_accepted", **_told(filling, item))
    for item, answer in given.items():
        if answer is None:
            return _unanswered(filling, item)
        known = tuple(option.id for option in filling.version.items[item].options)
        if answer not in known:
            return _not_understood(filling, item, known)
    return _against("criterion.answer_refused", **_told(filling, expected.items[0]))


def _told(filling: Filling, item: str) -> dict[str, object]:
    """An item and its answer in the words of the form."""
    asked, answer = filling.version.items[item], filling.answer(item)
    return {"asked": asked.label, "answer": said_in(asked.options, answer) or answer}


def _unanswered(filling: Filling, item: str) -> Finding:
    return _open("criterion.answer_missing", item, asked=filling.version.items[item].label)


def _not_understood(filling: Filling, item: str, known: tuple[str, ...]) -> Finding:
    return _open("criterion.answer_unknown", item, known=known, **_told(filling, item))


def _benefits(filling: Filling) -> Iterator[Finding]:
    rule = filling.version.criteria.benefits
    since, until = filling.since(rule.looking_back), filling.cut_off
    kinds = kinds_received(filling, since)
    if kinds is None:
        yield _open("criterion.table_missing", "benefits")
        return
    paid = {each.category for each in kinds if each.persons > 0}
    params = {"kinds": len(paid), "needed": rule.kinds_at_least, "since": since, "until": until}
    if len(paid) >= rule.kinds_at_least:
        yield _info("criterion.kinds_paid", **params)
        return
    promised = len(paid | kinds_offered(filling))
    if promised >= rule.kinds_at_least:  # no source says whether what is promised but was not asked for counts
        yield _open("criterion.kinds_promised", "benefits", promised=promised, **params)
    elif not filling.knows_since(since):
        yield _before_books(filling, "benefits", since)
    else:
        yield _against("criterion.kinds_too_few", promised=promised, **params)


def _links(filling: Filling) -> Iterator[Finding]:
    rule = filling.version.criteria.links
    for item in rule.items:
        answer = filling.answer(item)
        if answer is None:
            yield _unanswered(filling, item)
        elif str(answer).casefold() in rule.none:
            yield _against("criterion.answer_refused", **_told(filling, item))
        else:
            yield _info("criterion.told", **_told(filling, item))
