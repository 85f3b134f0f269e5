"""Arrays of whole satang: what they must be before anything is reckoned with them."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["ROOM", "Satang", "refuse_overflow", "spread", "whole"]

Satang = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)

ROOM = 2**62
"""Sums stay below this, half of what 64 bits hold."""


def whole(what: str, value: ArrayLike, shape: tuple[int, ...]) -> Satang:
    """Whole numbers from 0 on, spread to a shape without being copied; nobody can write into them.

    Raises:
        InvalidValue: Numbers with a fraction, another shape, or a number below 0.
    """
    found = np.asarray(value)
    if found.dtype.kind not in "iu" or found.dtype == np.uint64:
        params = {"what": what, "found": str(found.dtype)}
        message = f"{what} must be whole numbers of at most 64 bits, not {found.dtype}"
        raise InvalidValue(message, Finding("projection.not_whole", Severity.ERROR, params=params))
    if found.size and (least := int(found.min())) < 0:
        negative = Finding("projection.negative", Severity.ERROR, params={"what": what, "found": least})
        raise InvalidValue(f"{what} must not be negative; found {least}", negative)
    return spread(what, found.astype(np.int64, copy=False), shape)


def spread(what: str, found: NDArray[Number], shape: tuple[int, ...]) -> NDArray[Number]:
    """An array spread to a shape without being copied; nobody can write into it.

    Raises:
        InvalidValue: It does not fit.
    """
    try:
        return np.broadcast_to(found, shape)
    except ValueError as error:
        params = {"what": what, "found": str(found.shape), "wanted": str(shape)}
        message = f"{what} has the shape {found.shape}, wanted {shape}"
        raise InvalidValue(message, Finding("projection.shape", Severity.ERROR, params=params)) from error


def refuse_overflow(amounts: Iterable[tuple[Satang, int]], growth: float = 1.0) -> None:
    """Refuse amounts whose sums may not fit into 64 bits, at the worst: each as large as the largest, and grown.

    Args:
        amounts: Arrays, and how many of each are added up.
        growth: By how much interest may multiply them.

    Raises:
        InvalidValue: They may not fit.
    """
    most = growth * sum(float(array.max()) * times for array, times in amounts if array.size)
    if not most < ROOM:
        finding = Finding("projection.too_large", Severity.ERROR, params={"found": f"{most:.3g}"})
        raise InvalidValue(f"sums may reach {most:.3g} satang, more than can be kept exactly", finding)
