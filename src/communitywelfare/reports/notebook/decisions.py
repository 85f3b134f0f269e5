"""Decisions in a notebook: what the by-law answers, with the whole working."""

from collections.abc import Iterator, Sequence

from communitywelfare.claims import CapUsage, Decision
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money, total
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports.fund_page import OUTCOMES, SEVERITIES
from communitywelfare.reports.notebook.frame import bullets, heading, mark, plain, small
from communitywelfare.wording import Language, label, phrase, shown, words

__all__ = ["shown_fragment"]


def shown_fragment(decisions: Sequence[Decision], language: Language) -> Html:
    """One decision with every reason; several as a list, with the working of each folded away."""
    advice = html.element("p", small(phrase("decisions_note", language)))
    if len(decisions) == 1:
        return html.fragment(_head(decisions[0], language), *_working(decisions[0], language), advice)
    folds = [html.details(_name(each), *_working(each, language)) for each in decisions]
    return html.fragment(_list(decisions, language), *folds, advice)


def _name(decision: Decision) -> str:
    return f"{plain(decision.claim)} · {decision.benefit}"


def _outcome(decision: Decision, language: Language) -> Html:
    return mark(label(decision.outcome, language), OUTCOMES[decision.outcome])


def _head(decision: Decision, language: Language) -> Html:
    amount = f"{decision.assessed} {phrase('baht', language)}"
    return heading(_name(decision), " · ", _outcome(decision, language), " · ", amount)


def _list(decisions: Sequence[Decision], language: Language) -> Html:
    rows = [
        (plain(each.claim), each.benefit, _outcome(each, language), str(each.uncapped), str(each.assessed))
        for each in decisions
    ]
    headers = [phrase(name, language) for name in ("claim", "benefit", "answer", "uncapped", "assessed")]
    sums = (phrase("total", language), "", "", "", str(total(each.assessed for each in decisions)))
    return html.table(
        caption=phrase("notebook.decisions", language), headers=headers, rows=rows, numeric=(3, 4), totals=sums
    )


def _working(decision: Decision, language: Language) -> Iterator[Html]:
    """Every reason, then how the amount came about, what limits left, gifts, payments, and the committee's own word."""
    facts: list[tuple[Content, Content]] = [
        (phrase("uncapped", language), str(decision.uncapped)),
        (phrase("assessed", language), str(decision.assessed)),
        (phrase("notebook.basis", language), shown(decision.basis, language)),
        (phrase("bylaw_version", language), decision.bylaw_version or "–"),
    ]
    if decision.override is not None:
        facts.append((phrase("notebook.committee", language), str(decision.awarded)))
    if decision.authority is not None:
        most = decision.authority.most
        bounds = f"{decision.authority.least} – {shown(most, language) if most is None else most}"
        facts.append((phrase("notebook.authority", language), bounds))
    yield html.definition_list(facts)
    yield bullets(html.fragment(_verdict(reason, language), " ", _say(reason, language)) for reason in decision.reasons)
    yield from _trail(decision, language)
    yield from _limits(decision.cap_usage, language)
    yield from _gifts(decision, language)
    yield from _payments(decision, language)


def _verdict(reason: Finding, language: Language) -> Html:
    is_met = reason.severity is Severity.INFO
    return mark(phrase("met", language) if is_met else label(reason.severity, language), SEVERITIES[reason.severity])


def _say(finding: Finding, language: Language) -> str:
    return plain(words(finding, language))


def _trail(decision: Decision, language: Language) -> Iterator[Html]:
    """How the amount came about; why the committee decided otherwise is its own free text, and is left out."""
    rows = [
        (
            phrase("notebook.committee", language) if step.kind == "override" else _say(step.reason, language),
            str(step.before),
            str(step.after),
        )
        for step in decision.whole_trail
    ]
    if rows:
        headers = [phrase(f"notebook.{name}", language) for name in ("step", "before", "after")]
        yield html.table(caption=phrase("notebook.trail", language), headers=headers, rows=rows, numeric=(1, 2))


def _limits(usages: Sequence[CapUsage], language: Language) -> Iterator[Html]:
    rows = [
        (
            each.limit_id,
            each.window,
            *(_counted(count, each) for count in (each.limit, each.used_before, each.consumed, each.remaining)),
        )
        for each in usages
    ]
    if rows:
        headers = [
            phrase(f"notebook.{name}", language)
            for name in ("limit", "window", "at_most", "used_before", "consumed", "remaining")
        ]
        table = html.table(caption=phrase("notebook.limits", language), headers=headers, rows=rows, numeric=range(2, 6))
        yield table


def _counted(count: int, usage: CapUsage) -> str:
    return str(Money(count)) if usage.unit == "baht" else f"{count:,}"


def _gifts(decision: Decision, language: Language) -> Iterator[Html]:
    rows = [(shown(each.what, language), f"{each.count:,}", shown(each.worth, language)) for each in decision.gifts]
    if rows:
        headers = [phrase(f"notebook.{name}", language) for name in ("gift", "count", "worth")]
        yield html.table(caption=phrase("notebook.gifts", language), headers=headers, rows=rows, numeric=(1, 2))


def _payments(decision: Decision, language: Language) -> Iterator[Html]:
    rows = [(plain(each.who), label(each.relation, language), str(each.amount)) for each in decision.payments]
    if rows:
        headers = [phrase(f"notebook.{name}", language) for name in ("who", "relation", "amount")]
        yield html.table(caption=phrase("notebook.payments", language), headers=headers, rows=rows, numeric=(2,))
