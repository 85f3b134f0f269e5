"""Run one engine over what it is given, in a process of its own: CPU seconds, peak memory and sums, as JSON.

It needs the packages of requirements/peers.txt, and nothing of this project.
"""

import contextlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rules
from given import MONTHS, NAMES, Given, read

HERE = Path(__file__).resolve().parent
_WARM_UP = 10  # people from whom heavylight learns which columns are needed no more


def by_cashflower(_given: Given) -> Callable[[], list[float]]:
    """Member by member; the variables are in a folder, as its users have them."""
    from cashflower import run  # noqa: PLC0415  # each engine is loaded alone

    sys.path.insert(0, str(HERE / "cashflower_model"))
    # All variables come out: of chosen ones, version 0.10.9 puts some under the names of others.
    settings = {"T_MAX_CALCULATION": MONTHS - 1, "T_MAX_OUTPUT": MONTHS - 1, "SAVE_OUTPUT": False}

    def answer() -> list[float]:
        output, _diagnostic, _log = run(settings=settings, path=str(HERE / "cashflower_model"))
        return [float(output[name].sum()) for name in NAMES]

    return answer


def by_modelx(given: Given) -> Callable[[], list[float]]:
    """All members in each cell."""
    import modelx  # noqa: PLC0415

    space = modelx.new_model().new_space("Fund")
    space.given, space.rules = given, rules

    @modelx.defcells(space=space)
    def alive(t):  # type: ignore[no-untyped-def]
        return 1.0 + 0 * given.place if t == 0 else alive(t - 1) * given.survives[given.place, t - 1]

    @modelx.defcells(space=space)
    def staying(t):  # type: ignore[no-untyped-def]
        return 1.0 if t == 0 else staying(t - 1) * given.stays[given.joining_row, t - 1]

    @modelx.defcells(space=space)
    def members(t):  # type: ignore[no-untyped-def]
        return alive(t) * staying(t)

    for name in NAMES[1:]:
        space.new_cells(name, formula=f"lambda t: rules.{name}(given, members(t), t)")

    def answer() -> list[float]:
        space.clear_all()
        return [float(sum(space.cells[name](month).sum() for month in range(MONTHS))) for name in NAMES]

    return answer


def by_heavylight(given: Given) -> Callable[[], list[float]]:
    """All members in each column, forgotten after its last use."""
    from heavylight import LightModel  # noqa: PLC0415

    class Fund(LightModel):
        def __init__(self, given: Given) -> None:
            self._given = given
            super().__init__()

        def alive(self, t: int) -> Any:
            if t == 0:
                return np.ones(len(self._given.place))
            return self.alive(t - 1) * self._given.survives[self._given.place, t - 1]

        def staying(self, t: int) -> Any:
            if t == 0:
                return np.ones(len(self._given.place))
            return self.staying(t - 1) * self._given.stays[self._given.joining_row, t - 1]

        def members(self, t: int) -> Any:
            return self.alive(t) * self.staying(t)

        def hospital(self, t: int) -> Any:
            return rules.hospital(self._given, self.members(t), t)

        def birth(self, t: int) -> Any:
            return rules.birth(self._given, self.members(t), t)

        def death(self, t: int) -> Any:
            return rules.death(self._given, self.members(t), t)

        def elderly(self, t: int) -> Any:
            return rules.elderly(self._given, self.members(t), t)

    def answer() -> list[float]:
        model = Fund(given.of_some(_WARM_UP))
        model.RunModel(MONTHS - 1)
        model._given = given  # noqa: SLF001  # ours
        model.RunOptimized()
        sums = model.cache_agg
        return [float(sum(sums[name].values())) for name in NAMES]

    return answer


ENGINES = {"cashflower": by_cashflower, "modelx": by_modelx, "heavylight": by_heavylight}


def main(engine: str, runs: int) -> None:
    """Print the best of some runs."""
    run = ENGINES[engine](read())
    sys.argv = sys.argv[:1]  # cashflower reads it
    times, sums = [], list[float]()
    for _ in range(runs):
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            sums = run()
        times.append(time.process_time() - start)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(times), "megabytes": megabytes, "sums": sums}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
