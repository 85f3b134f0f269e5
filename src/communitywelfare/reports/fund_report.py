"""The files of a fund's report, all of them or none."""

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version

from communitywelfare.fund import FundFigures, draw_up
from communitywelfare.io.package import Reading, package_files
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports.fund_data import (
    eligible_csv,
    excluded_csv,
    identity_data,
    section10_data,
    summary_data,
    unasked_csv,
)
from communitywelfare.reports.fund_page import fund_page
from communitywelfare.reports.fund_plans import FundPlans
from communitywelfare.wording import Language

__all__ = ["REPORT_FILES", "report_files"]

REPORT_FILES = (
    "index.html",
    "summary.json",
    "decisions.json",
    "section10.json",
    "identities.json",
    "eligible.csv",
    "excluded.csv",
    "plans.json",
    "package",
)


def report_files(
    reading: Reading, on: date, language: Language, *, plans: FundPlans | None = None
) -> Mapping[str, bytes]:
    """Draw up a fund's report: its files by name. It assesses; it approves and pays nothing.

    Args:
        reading: A package that was read, with its findings.
        on: The day of the report, as of whose end every figure is drawn.
        language: The language of the page. The data carry both.
        plans: The fund's development plans, where it has any.

    Raises:
        ValueError: No package could be made of what was read.
    """
    package = reading.package
    if package is None:
        raise ValueError("there is no package to report on")
    figures = draw_up(package.fund, state_scheme(), on)
    made_by = f"communitywelfare {version('communitywelfare')}"
    tables = () if plans is None else plans.tables
    page = fund_page(figures, reading.findings, language, made_by=made_by, plans=tables)
    files = {
        "index.html": page.encode(),
        "summary.json": json_bytes(summary_data(figures)),
        "decisions.json": json_bytes(figures.decisions),
        "section10.json": json_bytes(None if figures.section10 is None else section10_data(figures.section10)),
        "identities.json": json_bytes(identity_data(figures.identities)),
        **_lists(figures),
    }
    if plans is not None:
        files["plans.json"] = json_bytes(plans.data)
    return {**files, **{f"package/{name}": contents for name, contents in package_files(package).items()}}


def _lists(figures: FundFigures) -> Mapping[str, bytes]:
    """Every membership once, among those whom the round counts or those whom it does not."""
    if figures.request is None:
        nobody, everybody = unasked_csv((), ()), unasked_csv(figures.fund.register, figures.unasked)
        return {"eligible.csv": nobody, "excluded.csv": everybody}
    return {"eligible.csv": eligible_csv(figures.request), "excluded.csv": excluded_csv(figures.request)}
