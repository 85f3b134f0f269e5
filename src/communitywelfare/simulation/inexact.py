"""What a reader of an expectation is told that is not exact (ค่าที่ไม่แม่นตรง), and why."""

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.simulation.plans import Why

__all__ = ["not_exact"]


def not_exact(name: str, why: Why, futures: int) -> Finding:
    """A clause, or a scheme, that so many futures value, or that is not a multiple of how many count."""
    if why is Why.NO_MULTIPLE:
        return Finding("simulation.match_not_exact", Severity.WARNING, params={"scheme": name, "why": why})
    params = {"clause": name, "why": why, "futures": futures}
    return Finding("simulation.not_exact", Severity.WARNING, place=Place(clause=name), params=params)
