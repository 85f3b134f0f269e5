"""How likely something is, as people and tables are told it: a share of futures, and between what the truth lies."""

from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.simulation.intervals import Proportion

__all__ = ["share_cells", "share_markup", "share_words"]


def share_words(found: Proportion) -> str:
    """In a hundred, with the interval: on a terminal."""
    return f"{100 * found.share:.1f} % ({100 * found.low:.1f}-{100 * found.high:.1f})"


def share_markup(found: Proportion) -> Html:
    """The same on a page."""
    between = html.element("small", f"({100 * found.low:.1f}–{100 * found.high:.1f})")
    return html.fragment(f"{100 * found.share:.1f} % ", between)


def share_cells(found: Proportion) -> tuple[str, str, str]:
    """The share and the ends of its interval, in three cells of a table."""
    return f"{found.share:.6f}", f"{found.low:.6f}", f"{found.high:.6f}"
