"""A network added up: 6,000 funds from their summaries, and 78 whole packages, beside a loop that only reads and sums.

The loop reads the same files with `json` and adds every figure; it checks nothing and places no fund. The packages are
those of a province: 1,150 members and 5 years each, read and checked, drawn up and added, in one process and in two.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from attrs import evolve
from measure import measure, table

from communitywelfare import Plan, make_package, write_package
from communitywelfare.io.network_csv import read_network
from communitywelfare.io.network_folder import gathered, sources_in
from communitywelfare.io.summary_json import summary_bytes
from communitywelfare.network import roll_up, summarise

SUMMARIES, PACKAGES = 6_000, 78
LOPBURI = Path(__file__).resolve().parents[1] / "examples" / "lopburi"


def _areas() -> list[str]:
    return [area.code for area in read_network(str(LOPBURI)).network.areas if area.kind.value == "TAMBON"]


@cache
def _summaries(count: int) -> str:
    """A folder of summaries, each of a fund in one of the tambons."""
    folder, areas = Path(tempfile.mkdtemp()), _areas()
    kinds = [make_package(Plan(members=200 + 50 * seed, years=4, seed=seed)).fund for seed in range(8)]
    drawn = [summarise(fund, fund.as_of) for fund in kinds]
    for number in range(count):
        one = evolve(drawn[number % 8], fund=f"F{number:04}", area=areas[number % len(areas)])
        (folder / f"F{number:04}.summary.json").write_bytes(summary_bytes(one))
    return str(folder)


def by_hand(count: int) -> Callable[[], object]:
    """Every file read as JSON, and all figures added."""
    folder = Path(_summaries(count))

    def run() -> object:
        sums: Counter[str] = Counter()
        for file in sorted(folder.iterdir()):
            sums.update(json.loads(file.read_bytes())["figures"])
        return sums["members.current"], sums["money.remaining"]

    return run


def added_up(count: int) -> Callable[[], object]:
    """The library: every summary read and checked, placed, and added by place on six levels."""
    folder = _summaries(count)
    return lambda: _whole(folder)


def _whole(folder: str, workers: int = 1) -> object:
    network, sources = read_network(str(LOPBURI)).network, sources_in(folder)
    if workers == 1:
        found = [each.value for each in gathered(folder, sources) if each.value]
    else:
        with ProcessPoolExecutor(workers) as executor:
            found = [each.value for each in gathered(folder, sources, executor=executor) if each.value]
    report = roll_up(network, found, on=max(each.on for each in found))
    return report.whole.figure("members.current"), report.whole.figure("money.remaining")


def _packages(folder: str, count: int) -> None:
    areas = _areas()
    for number in range(count):
        package = make_package(Plan(members=1_150, years=5, seed=number))
        profile = package.fund.profile
        details = {**profile.details, "area_code": areas[number]}
        profile = evolve(profile, fund_id=f"F{number:02}", details=details)
        write_package(f"{folder}/F{number:02}", evolve(package, fund=evolve(package.fund, profile=profile)))


def packages(folder: str) -> Callable[[], object]:
    """Whole packages: read, checked, drawn up and added, one after the other."""
    return lambda: _whole(folder)


def compare(summaries: int = SUMMARIES, many: int = PACKAGES) -> str:
    """Both kinds: summaries beside a peer in the same run, packages in one process and in two."""
    rows = [measure("json read and figures added, by hand", partial(by_hand, summaries))]
    rows.append(measure("read, checked, placed and added up", partial(added_up, summaries)))
    if rows[0].answer != rows[1].answer:
        raise SystemExit("the sums differ")
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(2) as executor:
            executor.submit(_packages, folder, many).result()
        alone = measure("one process", partial(packages, folder))
        begun = time.perf_counter()
        both = _whole(folder, workers=2)
        wall = time.perf_counter() - begun
    if both != alone.answer:
        raise SystemExit("two processes come to another sum")
    parts = [
        table(f"{summaries:,} funds added up from their summaries", "funds", summaries, rows),
        table(f"{many} packages of 1,150 members and 5 years added up", "packages", many, [alone]),
        f"By the clock: {alone.wall:.1f} s in one process, {wall:.1f} s in two, with the same sums.\n",
    ]
    return "\n".join(parts)


if __name__ == "__main__":
    print(compare(*map(int, sys.argv[1:])))
