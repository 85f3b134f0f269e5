"""Which way many lives are drawn: with numpy alone, or by a loop that a compiler (numba) made into machine code."""

from collections.abc import Callable
from enum import Enum
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from communitywelfare.simulation import lives_loop
from communitywelfare.simulation.draws import outside

__all__ = ["COMPILED_FROM", "Engine", "compiled"]

COMPILED_FROM = 1 << 23
"""From so many years of lives on machine code is made, which takes some seconds once and a part of one later."""

_THREADS_AT_MOST = 1_024


class Engine(Enum):
    """A way of drawing. All give the same, to the last bit."""

    NUMPY = "numpy"
    COMPILED = "compiled"
    LOOP = "loop"
    """The loop as Python runs it, slowly, there to be tested."""

    @classmethod
    def fastest(cls, years_of_lives: int) -> "Engine":
        """Machine code where there is a compiler, and so much to draw that making or loading it is worth while."""
        is_worth_it = years_of_lives >= COMPILED_FROM or compiled.cache_info().currsize
        return cls.COMPILED if is_worth_it and compiled(lives_loop) else cls.NUMPY

    def threads(self, wanted: int) -> int:
        """How many threads it is worth while to work with, of those that one would give it.

        Machine code lets other threads go on meanwhile; arrays of numpy this small do not.

        Raises:
            InvalidValue: So many threads there cannot be.
        """
        if not 1 <= wanted <= _THREADS_AT_MOST:
            raise outside("threads", wanted, _THREADS_AT_MOST + 1, least=1)
        return wanted if self is Engine.COMPILED else 1


@cache
def compiled(loop: ModuleType) -> Callable[..., Any] | None:
    """The last function of a module of loops as machine code, or None where numba is not installed."""
    try:
        return _compiled(loop, cache=True)
    except ImportError:
        return None
    except RuntimeError:  # there is no place where machine code may be kept: it is made again in each process
        return _compiled(loop, cache=False)


def _compiled(module: ModuleType, *, cache: bool) -> Callable[..., Any]:
    """The last of a module's functions, compiled with all that it calls; the module itself stays as it is."""
    import numba  # noqa: PLC0415  # half a second, and of an extra

    names = dict(vars(module))
    for name in module.FUNCTIONS:
        plain = names[name]
        copy = FunctionType(plain.__code__, names, name)
        copy.__module__, copy.__qualname__ = plain.__module__, plain.__qualname__
        # As numpy divides: by nothing gives infinity. No operation is put in another's place (no `fastmath`).
        names[name] = numba.njit(copy, nogil=True, cache=cache, error_model="numpy")
    found: Callable[..., Any] = names[module.FUNCTIONS[-1]]
    return found
