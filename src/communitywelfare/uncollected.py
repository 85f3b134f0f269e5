"""Making very many values without the garbage collector looking at them over and over (พักการเก็บขยะในหน่วยความจำ)."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector while values are made that stay, or go by themselves: it would find nothing to free.

    It is switched on again afterwards, if it was on; a program that runs without it is left as it is.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _settle()
            gc.enable()


def _settle() -> None:
    """Count what was made among the old values, which are looked at seldom, without looking at it now."""
    if gc.get_freeze_count() == 0:  # else somebody froze values of their own, and they must stay so
        gc.freeze()
        gc.unfreeze()
