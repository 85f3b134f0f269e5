"""Where a growing function passes a value, found by halving: slow, and sure."""

from collections.abc import Callable

__all__ = ["halved"]

_STEPS = 200  # far more than a double can tell apart


def halved(low: float, high: float, is_below: Callable[[float], bool]) -> float:
    """The place between two at which a function that grows is no longer below, as near as doubles come.

    >>> halved(0.0, 2.0, lambda value: value**2 < 2)
    1.414213562373095
    """
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
