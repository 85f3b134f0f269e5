"""How a public name goes: a warning says since when, what to use instead, and in which version it is gone.

A function is marked with `deprecated`; anything else (an argument, a name of a module) makes a `Deprecation` and warns.
What stays, and for how long a warning stands before a name goes, is in ``docs/explanation/what-stays.md``.
"""

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from attrs import field, frozen

__all__ = ["Deprecation", "deprecated"]

P = ParamSpec("P")
T = TypeVar("T")

NOTICE = 2
"""Minor releases for which a warning stands, at the least."""


def _version(text: str) -> tuple[int, int]:
    major, _dot, minor = text.partition(".")
    return int(major), int(minor)


@frozen(kw_only=True)
class Deprecation:
    """That something public will go: what, since which version it is told, what to use instead, and when it is gone.

    Versions are `0.3`: a name goes with a minor release, never with a patch.

    >>> print(Deprecation(what="old()", since="0.3", instead="new()", gone_in="0.5"))
    old() is deprecated since 0.3 and gone in 0.5; use new()
    """

    what: str
    since: str
    instead: str
    gone_in: str = field()

    @gone_in.validator
    def _leaves_time(self, _attribute: object, gone_in: str) -> None:
        (told, from_minor), (gone, at_minor) = _version(self.since), _version(gone_in)
        if gone < told or (gone == told and at_minor < from_minor + NOTICE):
            raise ValueError(
                f"{self.what}: told in {self.since}, it may not be gone in {gone_in}: {NOTICE} releases lie between"
            )

    def __str__(self) -> str:
        return f"{self.what} is deprecated since {self.since} and gone in {self.gone_in}; use {self.instead}"

    def warn(self, *, stacklevel: int = 3) -> None:
        """Warn whoever called the function that calls this."""
        warnings.warn(str(self), DeprecationWarning, stacklevel=stacklevel)


def deprecated(*, since: str, instead: str, gone_in: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Mark a function: each call of it warns, and does what it always did."""

    def mark(function: Callable[P, T]) -> Callable[P, T]:
        name = f"{function.__module__}.{function.__qualname__}()"
        told = Deprecation(what=name, since=since, instead=instead, gone_in=gone_in)

        @functools.wraps(function)
        def warned(*args: P.args, **kwargs: P.kwargs) -> T:
            told.warn()
            return function(*args, **kwargs)

        return warned

    return mark
