"""A study as plain data: tables for a spreadsheet, and what the run was made of, for whoever does it again."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from types import MappingProxyType

from attrs import asdict

from communitywelfare.fingerprints import fingerprint
from communitywelfare.io.csv_out import csv_text
from communitywelfare.money import Money
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports.assumptions_text import assumptions_data
from communitywelfare.reports.projection_charts import FAN
from communitywelfare.reports.shares import share_cells
from communitywelfare.reports.stamps import Stamp, stamped
from communitywelfare.simulation.answers import costs, quantiles, ruin_by, ruin_probability
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.intervals import Proportion, mean
from communitywelfare.simulation.needed import LeastDues
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.projection import Projection
from communitywelfare.simulation.study import STEPS, Study

__all__ = ["made_with", "paired", "run_data", "study_files"]

Rows = Iterator[Sequence[str]]


def study_files(study: Study) -> Mapping[str, bytes]:
    """The tables of a study, each row with what it hangs on, and the record of its run, by the names of their files."""
    stamps = [Stamp.of(study.assumptions, study.setting, policy.bylaw) for policy in study.policies]

    def of_policies(rows: Rows) -> bytes:
        return csv_text(stamped(rows, lambda row: stamps[int(row[0])]))

    def of_the_first(rows: Rows) -> bytes:
        return csv_text(stamped(rows, lambda _row: stamps[0]))

    return MappingProxyType(
        {
            "balance.csv": of_policies(_balance(study)),
            "benefits.csv": of_policies(_benefits(study)),
            "comparison.csv": of_policies(_comparison(study)),
            "cohorts.csv": of_the_first(_cohorts(study)),
            "gainers.csv": of_policies(_gainers(study)),
            "hindsight.csv": of_policies(_hindsight(study)),
            "sensitivity.csv": of_the_first(_sensitivity(study)),
            "run.json": json_bytes(run_data(study)),
        }
    )


def made_with() -> Mapping[str, str]:
    """The versions that the figures of a run hang on, by what they are of."""
    return {name: version(name) for name in ("communitywelfare", "numpy")}


def run_data(study: Study) -> Mapping[str, object]:
    """What a run was made of (ที่มาของผล): enough to do it again and get the same bytes, and the main answers."""
    start = study.start
    return {
        **made_with(),
        "fund": start.fund.profile.fund_id,
        "as_of": start.fund.as_of,
        "first_month": str(study.projections[0].horizon.first),
        "years": study.setting.years,
        "scenarios": study.setting.scenarios,
        "seed": study.setting.seed,
        "when_empty": study.setting.when_empty,
        "match_comes_after_months": study.setting.match_comes_after,
        "shocks": asdict(study.shocks),
        "members": len(start.people),
        "left_out": dict(start.people.left_out),
        "opening": dict(start.opening),
        "opening_in_place_of": dict(start.replaced),
        "expenses_a_year": start.expenses,
        "match_counted": [scheme.scheme_id for scheme in study.policies[0].schemes],
        "policies": [_policy_data(study, place) for place in range(len(study.policies))],
        "risks": [
            {"risks": list(STEPS[: place + 1]), "ruin": _share(ruin_probability(each.balance))}
            for place, each in enumerate(study.by_risk)
        ],
        "assumptions": assumptions_data(study.assumptions),
    }


def _policy_data(study: Study, place: int) -> Mapping[str, object]:
    projection = study.projections[place]
    return {
        "name": dict(projection.policy.name),
        "bylaw_hash": fingerprint(projection.policy.bylaw),
        "schemes": [scheme.scheme_id for scheme in projection.policy.schemes],
        "ruin": _share(ruin_probability(projection.balance)),
        "least_dues": _dues_data(study.dues[place]),
        "told": list(projection.told),
    }


def _dues_data(dues: LeastDues) -> Mapping[str, object]:
    return {
        "now": dues.now,
        "rate": dues.rate,
        "first_month": dues.monthly,
        "low": dues.low,
        "high": dues.high,
        "tolerated_ruin": dues.tolerated,
        "ruin": _share(dues.ruined),
    }


def _share(found: Proportion) -> Mapping[str, object]:
    return {"count": found.count, "of": found.of, "low": round(found.low, 6), "high": round(found.high, 6)}


def _named(study: Study) -> Iterator[tuple[str, str, Projection]]:
    """Every projection with the place of its policy and its risks."""
    for risks, projection in zip(("process", "process+parameter"), study.by_risk[:2], strict=True):
        yield "0", risks, projection
    for place, projection in enumerate(study.projections):
        yield str(place), "process+parameter+systemic", projection


def _balance(study: Study) -> Rows:
    yield ("policy", "risks", "year", "month", *(f"p{each}" for each in FAN), "mean", "ruined", "ruin_low", "ruin_high")
    for place, risks, projection in _named(study):
        closing, ends = projection.balance.closing, list(projection.year_ends)
        lines = quantiles(closing[:, ends], FAN)
        for year, (end, ruin) in enumerate(zip(ends, ruin_by(projection.balance, ends), strict=True), start=1):
            month = str(projection.horizon.at(end))
            money = [_baht(lines[line, year - 1]) for line in range(len(FAN))]
            mean = f"{Expected.of_satang(int(closing[:, end].sum()) / len(closing)).baht:.2f}"
            yield (place, risks, str(year), month, *money, mean, *share_cells(ruin))

    for year, end in enumerate(study.by_risk[0].year_ends, start=1):
        month, mean = str(study.by_risk[0].horizon.at(end)), f"{study.expectation.closing(end).baht:.2f}"
        yield ("0", "expected", str(year), month, *([""] * len(FAN)), mean, "", "", "")


def _benefits(study: Study) -> Rows:
    yield ("policy", "year", "month", "benefit", "mean", "share")
    for place, projection in enumerate(study.projections):
        ends = list(projection.year_ends)
        found = costs(projection.balance, ends)
        for year, end in enumerate(ends):
            for at, key in enumerate(found.keys):
                mean, share = f"{found.mean(year, key).baht:.2f}", f"{found.shares[year, at]:.6f}"
                yield (str(place), str(year + 1), str(projection.horizon.at(end)), key, mean, share)


def _comparison(study: Study) -> Rows:
    yield (
        "policy",
        "name_th",
        "name_en",
        "end_mean",
        "difference",
        "difference_error",
        "ruined",
        "ruin_low",
        "ruin_high",
    )
    for place, projection in enumerate(study.projections):
        difference, error = paired(projection, study.projections[0])
        ruin = ruin_probability(projection.balance)
        mean = projection.balance.closing[:, -1]
        yield (
            str(place),
            _name(projection.policy, "th"),
            _name(projection.policy, "en"),
            f"{Expected.of_satang(int(mean.sum()) / len(mean)).baht:.2f}",
            f"{difference.baht:.2f}",
            f"{error.baht:.2f}",
            *share_cells(ruin),
        )


def paired(one: Projection, other: Projection) -> tuple[Expected, Expected]:
    """How much more is there at the end under one policy, on average, and the standard error of that mean.

    Both met the same futures, so the error is that of their differences, and not of two runs.
    """
    change = one.balance.closing[:, -1] - other.balance.closing[:, -1]
    if len(change) < 2:  # one future has no spread
        return Expected.of_satang(int(change.sum())), Expected(0)
    found = mean(change)
    return found.value, found.error


def _cohorts(study: Study) -> Rows:
    yield ("joined_from", "joined_to", "people", "paid_mean", "received_mean")
    for each in study.cohorts:
        figures = (f"{each.paid.baht:.2f}", f"{each.received.baht:.2f}")
        yield (str(each.joined.first), str(each.joined.last), str(each.people), *figures)


def _gainers(study: Study) -> Rows:
    yield ("policy", "age", "years_of_membership", "people", "gain_mean", "gaining", "losing")
    for place, cells in enumerate(study.cells, start=1):
        for cell in cells:
            who = (str(cell.age), str(cell.tenure), str(cell.people))
            yield (str(place), *who, f"{cell.gain.baht:.2f}", str(cell.gaining), str(cell.losing))


def _hindsight(study: Study) -> Rows:
    yield ("policy", "year", "claims", "granted", "before", "after", "undecided")
    for place, years in enumerate(study.pasts, start=1):
        for each in years:
            money = (each.granted.plain, each.before.plain, each.after.plain)
            yield (str(place), str(each.year), str(each.claims), *money, str(each.undecided))


def _sensitivity(study: Study) -> Rows:
    yield ("assumption", "times", "end_mean", "without")
    for each in study.sways:
        for times, end in zip(each.times, each.end, strict=True):
            yield (each.what, f"{times:g}", f"{end.baht:.2f}", f"{each.without.baht:.2f}")


def _baht(satang: object) -> str:
    return Money(int(satang)).plain  # type: ignore[call-overload]  # a whole number of numpy's


def _name(policy: Policy, language: str) -> str:
    return policy.name.get(language, "")
