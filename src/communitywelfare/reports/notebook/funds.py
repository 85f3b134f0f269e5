"""A fund in a notebook: the few figures to see first, and nobody of its register."""

from collections.abc import Sequence

from communitywelfare.fund import Fund, FundFigures
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports.notebook.decisions import shown_fragment as shown_decisions
from communitywelfare.reports.notebook.frame import heading, plain, small
from communitywelfare.reports.notebook.statements import shown_fragment as shown_statements
from communitywelfare.wording import Language, phrase, shown

__all__ = ["fund_facts", "shown_fragment"]


def shown_fragment(values: Sequence[Fund | FundFigures], language: Language) -> Html:
    """Funds, or the figures of funds."""
    return html.fragment(
        *(fund_facts(each, language) if isinstance(each, Fund) else _figures(each, language) for each in values)
    )


def fund_facts(fund: Fund, language: Language) -> Html:
    """What a fund is, and how much is recorded of it."""
    day = fund.as_of
    counts = (
        ("members_ever", len(fund.register.memberships)),
        ("members_current", len(fund.register.current(day))),
        ("notebook.receipts", len(fund.contributions)),
        ("notebook.claims", len(fund.claims)),
        ("notebook.entries", len(fund.journal)),
    )
    facts: list[tuple[Content, Content]] = [(phrase(name, language), f"{count:,}") for name, count in counts]
    return html.fragment(_name(fund, language), html.definition_list(facts))


def _name(fund: Fund, language: Language) -> Html:
    made_up = [" · ", small(phrase("synthetic", language))] if fund.synthetic else []
    as_of = f"{phrase('as_of', language)} {shown(fund.as_of, language)}"
    return heading(plain(fund.profile.name), " · ", as_of, *made_up)


def _figures(figures: FundFigures, language: Language) -> Html:
    left = "–" if figures.section10 is None else str(figures.section10.remaining)
    facts = (
        ("members_current", f"{figures.members_current:,}"),
        ("money_left", left),
        ("claims_waiting", f"{len(figures.decisions):,}"),
        ("assessed_sum", str(figures.assessed)),
        ("request_sum", "–" if figures.request is None else str(figures.request.amount)),
    )
    parts = [html.definition_list((phrase(name, language), value) for name, value in facts)]
    if figures.decisions:
        parts.append(shown_decisions(figures.decisions, language))
    statements = [each for each in (figures.section10, figures.trial_balance) if each is not None]
    parts += [shown_statements([each], language) for each in statements]
    return html.fragment(_name(figures.fund, language), *parts)
