"""Policies in a notebook: what a projection looks at, with its by-law in words folded away."""

from collections.abc import Iterator, Sequence

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports.notebook.bylaws import shown_fragment as shown_bylaws
from communitywelfare.reports.notebook.frame import heading, plain
from communitywelfare.reports.projection_charts import policy_name
from communitywelfare.simulation.policy import Policy
from communitywelfare.wording import Language, phrase

__all__ = ["shown_fragment"]


def shown_fragment(policies: Sequence[Policy], language: Language) -> Html:
    """Policies one below the other."""
    return html.fragment(*(part for each in policies for part in _said(each, language)))


def _said(policy: Policy, language: Language) -> Iterator[Html]:
    schemes = ", ".join(scheme.name.get(language, scheme.scheme_id) for scheme in policy.schemes) or "–"
    yield heading(plain(policy_name(policy, language)))
    yield html.element("p", f"{phrase('notebook.schemes', language)}: {schemes}")
    yield html.details(phrase("bylaw", language), shown_bylaws([policy.bylaw], language))
