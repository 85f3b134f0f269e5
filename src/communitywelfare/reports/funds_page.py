"""Many funds side by side (ภาพของทุกกองทุน): whether each lasts, the worst first, and what could not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from attrs import asdict, evolve, fields, frozen

from communitywelfare.errors import Finding
from communitywelfare.io.csv_out import csv_text
from communitywelfare.money import Money
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports.shares import share_cells, share_markup, share_words
from communitywelfare.reports.stamps import Stamp, stamp_pairs
from communitywelfare.simulation.intervals import Proportion
from communitywelfare.wording import Language, phrase, shown, words

__all__ = ["FundLine", "funds_files", "line_data", "line_of", "worst_first", "worst_told"]

_TOLD = 10


@frozen(kw_only=True)
class FundLine:
    """One fund in the table.

    `folder` is where its own pages lie, if it has any. `ruin` is under all risks. `told` are the codes of what a reader
    must know, and `errors` counts what is wrong in the package. `stamp` is what the figures hang on.
    """

    folder: str
    fund: str
    name: str
    members: int
    ruin: Proportion
    end: Money
    dues: Money
    least: Money | None
    told: tuple[str, ...]
    errors: int
    stamp: Stamp

    @property
    def chance(self) -> str:
        """How likely the money runs out, in a hundred, with the interval."""
        return share_words(self.ruin)


def line_data(line: FundLine) -> Mapping[str, object]:
    """The line as plain values, for the record of a fund's run."""
    return {
        "folder": line.folder,
        "fund": line.fund,
        "name": line.name,
        "members": line.members,
        "ruined": line.ruin.count,
        "of": line.ruin.of,
        "end_median": line.end.plain,
        "dues_now": line.dues.plain,
        "dues_least": None if line.least is None else line.least.plain,
        "told": list(line.told),
        "errors": line.errors,
        "stamp": asdict(line.stamp),
    }


def line_of(data: Mapping[str, object]) -> FundLine:
    """The line that plain values tell.

    Raises:
        KeyError, TypeError, ValueError: They tell none.
    """
    given = {name: data[name] for name in ("folder", "fund", "name", "members", "errors")}
    least = data["dues_least"]
    return FundLine(
        **given,  # type: ignore[arg-type]  # what was written as such
        ruin=Proportion(int(str(data["ruined"])), int(str(data["of"]))),
        end=Money.baht(str(data["end_median"])),
        dues=Money.baht(str(data["dues_now"])),
        least=None if least is None else Money.baht(str(least)),
        told=tuple(map(str, data["told"])),  # type: ignore[call-overload]  # a list of texts
        stamp=Stamp(**data["stamp"]),  # type: ignore[arg-type]  # texts by their names
    )


def worst_first(lines: Iterable[FundLine]) -> list[FundLine]:
    """The funds by how likely their money runs out, those with the least money first where that is the same."""
    return sorted(lines, key=lambda line: (-line.ruin.share, line.end, line.fund, line.folder))


def worst_told(lines: Iterable[FundLine], language: Language) -> Iterator[str]:
    """The ten worst in a line each: on a terminal."""
    for line in worst_first(lines)[:_TOLD]:
        who = f"{line.fund} {line.name}" if line.name else line.fund
        yield f"{who}: {phrase('simulation.ruin_all', language)} {line.chance}"


def funds_files(
    lines: Sequence[FundLine],
    refused: Sequence[tuple[str, Finding]],
    language: Language,
    *,
    made_by: str,
    run: Mapping[str, object],
) -> Mapping[str, bytes]:
    """The page of all funds, its table, what could not be simulated, and the record of the run, by file.

    Args:
        lines: One for each fund.
        refused: The first thing that is wrong with each package that was left, by its name.
        language: Of the page.
        made_by: The program and its version.
        run: What the run was made of.
    """
    found = worst_first(lines)
    return MappingProxyType(
        {
            "index.html": _page(found, refused, language, made_by=made_by).encode(),
            "funds.csv": csv_text(_rows(found)),
            "refused.csv": csv_text([("package", "code", "th", "en"), *map(_refused_row, refused)]),
            "run.json": json_bytes({**run, "funds": len(found), "refused": len(refused)}),
        }
    )


def _rows(lines: Iterable[FundLine]) -> Iterable[tuple[str, ...]]:
    yield (
        *("fund", "name", "folder", "members", "ruined", "of", "ruin", "ruin_low", "ruin_high"),
        *("end_median", "dues_now", "dues_least", "told", "errors", *(each.name for each in fields(Stamp))),
    )
    for line in lines:
        ruin = line.ruin
        chance = (str(ruin.count), str(ruin.of), *share_cells(ruin))
        money = (line.end.plain, line.dues.plain, "" if line.least is None else line.least.plain)
        who = (line.fund, line.name, line.folder, str(line.members))
        yield (*who, *chance, *money, " ".join(line.told), str(line.errors), *line.stamp.cells)


def _refused_row(refused: tuple[str, Finding]) -> tuple[str, str, str, str]:
    package, finding = refused
    return package, finding.code, words(finding, "th"), words(finding, "en")


def _page(
    lines: Sequence[FundLine], refused: Sequence[tuple[str, Finding]], language: Language, *, made_by: str
) -> str:
    def t(code: str) -> str:
        return phrase(f"simulation.{code}", language)

    heads = ("fund", "members", "ruin_all", "end_middle", "dues_now", "dues_least", "told_count")
    table = html.table(
        caption=t("funds_table"),
        headers=[t(each) for each in heads],
        rows=[_cells(line, language) for line in lines],
        numeric=range(1, len(heads)),
        empty=t("funds_none"),
    )
    parts = [html.section(t("funds"), html.element("p", t("funds_why")), table, id="funds")]
    if refused:
        rows = [(package, words(finding, language)) for package, finding in refused]
        listed = html.table(caption=t("refused"), headers=[t("package"), t("why")], rows=rows, numeric=())
        parts.append(html.section(t("refused"), html.element("p", t("refused_why")), listed, id="refused"))
    if lines:
        parts.append(_origin(lines, language))
    return html.document(
        title=t("funds_title"),
        lang=language,
        subtitle=f"{len(lines):,} {t('funds_count')} · {len(refused):,} {t('refused_count')}",
        body=html.fragment(*parts),
        footer=made_by,
    )


def _cells(line: FundLine, language: Language) -> tuple[Html | str, ...]:
    name = line.name or line.fund
    link = html.element("a", name, href=f"{line.folder}/index.html") if line.folder else name
    least = shown(line.least, language)
    known_by: list[Html | str] = [line.fund] if line.name else []
    known_by.append(html.fragment(phrase("simulation.bylaw", language), " ", *_parted(line.stamp.bylaw)))
    return (
        html.fragment(link, *(html.element("div", html.element("small", each)) for each in known_by)),
        f"{line.members:,}",
        share_markup(line.ruin),
        f"{line.end.satang // 100:,}",
        str(line.dues),
        least,
        str(len(line.told)),
    )


def _parted(mark: str) -> Iterator[Html | str]:
    """A mark that may go over several lines, for a column is narrow."""
    for start in range(0, len(mark), 4):
        yield mark[start : start + 4]
        yield html.element("wbr")


def _origin(lines: Sequence[FundLine], language: Language) -> Html:
    """Where the figures come from; the by-law of each fund stands in its row."""
    pairs = stamp_pairs((evolve(line.stamp, bylaw="") for line in lines), language)
    return html.section(phrase("simulation.origin", language), html.definition_list(pairs), id="origin")
