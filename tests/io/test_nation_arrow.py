"""Nations as tables of Arrow: what they say is what is projected, and what is wrong in them is told with its place."""

from datetime import date
from functools import partial

import pytest
from attrs import evolve

from communitywelfare.errors import FormatError, InvalidValue, NotInstalled
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.nation import simulate_nation
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.rates import SEXES
from communitywelfare.simulation.start import Start
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import words

pyarrow = pytest.importorskip("pyarrow", reason="the extra frames is not there")
from pyarrow.parquet import write_table  # noqa: E402  # only where it is

BYLAWS = {"example.toml": parse_bylaw(example_bylaw(), "example.toml")}
SCHEMES = (state_scheme(),)
MATCHED = f"matched.{SCHEMES[0].scheme_id}"
MEMBERS = {
    "fund": ["B", "A", "B", "A"],
    "member": ["1", "1", "2", "2"],
    "sex": ["M", "F", "F", "M"],
    "birth": [date(1960, 2, 29), date(1990, 1, 1), date(1980, 5, 5), date(2000, 12, 31)],
    "joined": [date(2015, 1, 1), date(2016, 1, 1), date(2017, 1, 1), date(2018, 1, 1)],
    MATCHED: [0, 1, 2, 3],
}
FUNDS = {
    "fund": ["A", "B"],
    "bylaw": ["example.toml"] * 2,
    "as_of": [date(2025, 9, 30), date(2025, 9, 1)],
    "expenses": [100_00, 0],
    "opening.MEMBERS": [5_000_00, 7_000_00],
    "opening.CODI": [0, 900_00],
}


def nation(members=MEMBERS, funds=FUNDS, bylaws=BYLAWS, schemes=SCHEMES):
    return Batch, __import__("communitywelfare.io.nation_arrow", fromlist=["x"]).nation_of_tables(
        members, funds, bylaws, schemes=schemes, years=3
    )


def found(**given):
    with pytest.raises(InvalidValue) as error:
        nation(**given)
    for finding in error.value.findings:
        assert words(finding, "th") != words(finding, "en")
    return [(each.code, each.place.file, each.place.row, each.place.column) for each in error.value.findings]


def without(table, column):
    return {name: values for name, values in table.items() if name != column}


def test_members_stand_by_fund_with_what_is_theirs():
    _, batch = nation()

    assert batch.funds == ("A", "B")
    assert str(batch.first) == "2025-10"
    assert batch.people.fund.tolist() == [0, 0, 1, 1]
    assert [SEXES[sex].value for sex in batch.people.sex] == ["F", "M", "M", "F"]
    assert batch.people.birth.astype("M8[D]").astype(str).tolist() == [
        *("1990-01-01", "2000-12-31"),
        *("1960-02-29", "1980-05-05"),
    ]
    assert batch.people.tenure_from.tolist() == batch.people.joined.tolist()
    assert batch.matched[SCHEMES[0].scheme_id].tolist() == [1, 3, 0, 2]
    assert {source: satang.tolist() for source, satang in batch.opening.items()} == {
        "MEMBERS": [5_000_00, 7_000_00],
        "CODI": [0, 900_00],
    }
    assert batch.cut_offs[SCHEMES[0].scheme_id][2570] == (date(2026, 9, 30),) * 2


def test_a_fund_as_a_table_is_projected_as_from_its_package(tmp_path):
    from communitywelfare.io.nation_arrow import read_nation

    fund = make_package(Plan(members=60, years=3, seed=4)).fund
    start = Start.of(fund, SCHEMES)
    start = evolve(
        start,
        used=evolve(
            start.used, **{name: getattr(start.used, name)[:0] for name in ("row", "name", "day", "units", "satang")}
        ),
    )
    rows = {uid: place for place, uid in enumerate(start.people.uid.tolist())}
    current = [each for each in fund.register if each.is_current(fund.as_of)]
    assert len(current) == len(rows)
    days = {name: getattr(start.people, name).astype("M8[D]").tolist() for name in ("birth", "joined", "tenure_from")}
    homes = start.people.household.tolist()
    members = {
        "fund": [fund.profile.fund_id] * len(rows),
        "member": [each.number for each in current],
        "sex": [SEXES[sex].value for sex in start.people.sex],
        **days,
        "household": [None if home < 0 else f"home {home}" for home in homes],
        "groups": [sorted(group.value for group in each.person.groups) for each in current],
        MATCHED: start.matched[SCHEMES[0].scheme_id].tolist(),
    }
    months = 12 * len(rows)
    assert all(money.satang >= 0 for money in start.opening.values())
    funds = {
        "fund": [fund.profile.fund_id],
        "bylaw": ["law.toml"],
        "as_of": [fund.as_of],
        "expenses": [start.expenses.satang],
        **{f"opening.{source}": [money.satang] for source, money in start.opening.items()},
    }
    (tmp_path / "law.toml").write_bytes(example_bylaw())
    write_table(pyarrow.table(members), tmp_path / "members.parquet")
    write_table(pyarrow.table(funds), tmp_path / "funds.parquet")
    read = partial(
        read_nation, str(tmp_path / "members.parquet"), str(tmp_path / "funds.parquet"), schemes=SCHEMES, years=3
    )
    batch, setting = read(), Setting(years=3, scenarios=4)
    law = parse_bylaw(example_bylaw(), "law.toml")
    alone = evolve(Batch.of([start], SCHEMES, bylaws=[law], years=3), others=({},))

    assert months
    assert batch.people.groups.tolist() == start.people.groups.tolist()
    assert batch.people.uid.tolist() == start.people.uid.tolist()
    assert batch.matched[SCHEMES[0].scheme_id].tolist() == alone.matched[SCHEMES[0].scheme_id].tolist()
    results = [simulate_nation([each], shipped_assumptions(), setting).fingerprint for each in (alone, batch, read)]
    assert len(set(results)) == 1


def test_what_a_clause_cost_may_be_told_and_a_next_round_have_its_own_day():
    funds = {**FUNDS, "others.scholarship": [2_400, 0], "cut_off": [None, date(2026, 3, 1)]}
    _, batch = nation(funds=funds)

    assert batch.others == ({"scholarship": 100}, {})
    assert [batch.cut_offs[SCHEMES[0].scheme_id][year] for year in (2569, 2570, 2571)] == [
        (date(2025, 9, 30),) * 2,
        (date(2026, 9, 30), date(2026, 3, 1)),
        (date(2027, 9, 30),) * 2,
    ]


@pytest.mark.parametrize("column", ["fund", "member", "sex", "birth", "joined"])
def test_a_column_of_members_that_is_missing_is_named(column):
    assert ("nation.column_missing", "members", None, column) in found(members=without(MEMBERS, column))


@pytest.mark.parametrize("column", ["fund", "bylaw", "as_of", "expenses"])
def test_a_column_of_funds_that_is_missing_is_named(column):
    assert ("nation.column_missing", "funds", None, column) in found(funds=without(FUNDS, column))


@pytest.mark.parametrize(
    ("column", "values", "code", "row"),
    [
        ("birth", [None, *MEMBERS["birth"][1:]], "nation.values_missing", 1),
        ("sex", ["M", "F", None, None], "nation.values_missing", 3),
        ("sex", ["M", "F", "X", "F"], "nation.value_unusable", 3),
        ("fund", ["A", "B", "B", "C"], "nation.fund_unknown", 4),
        ("birth", [date(2020, 1, 1), *MEMBERS["birth"][1:]], "nation.value_unusable", 1),
        ("birth", ["1960", "1970", "1980", "1990"], "nation.wrong_type", None),
        (MATCHED, [0, 1, -2, 3], "nation.value_unusable", 3),
        (MATCHED, [0.0, 1.0, 2.0, 3.0], "nation.wrong_type", None),
        ("groups", [[], ["ELDERLY"], ["WRONG"], None], "nation.value_unusable", 3),
    ],
)
def test_a_value_of_members_is_refused_with_its_row(column, values, code, row):
    assert (code, "members", row, column) in found(members={**MEMBERS, column: values})


@pytest.mark.parametrize(
    ("column", "values", "code", "row"),
    [
        ("fund", ["A", "A"], "nation.fund_twice", 2),
        ("bylaw", ["example.toml", "other.toml"], "nation.value_unusable", 2),
        ("as_of", [date(2025, 9, 30), date(2025, 10, 1)], "nation.first_month_differs", 2),
        ("expenses", [-1, 0], "nation.value_unusable", 1),
        ("expenses", [1.5, 0.0], "nation.wrong_type", None),
        ("opening.CODI", [0, None], "nation.values_missing", 2),
        ("others.scholarship", [0, -5], "nation.value_unusable", 2),
    ],
)
def test_a_value_of_funds_is_refused_with_its_row(column, values, code, row):
    assert (code, "funds", row, column) in found(funds={**FUNDS, column: values})


def test_what_a_by_law_or_a_scheme_asks_for_must_be_there():
    assert ("nation.column_wanted", "members", None, MATCHED) in found(members=without(MEMBERS, MATCHED))
    nation(members=without(MEMBERS, MATCHED), schemes=())

    text = example_bylaw().decode()
    admitted = {
        "example.toml": parse_bylaw(text.replace('tenure_from = "applied"', 'tenure_from = "admitted"').encode(), "x")
    }
    assert any(version.tenure_from.value == "admitted" for version in admitted["example.toml"].versions)
    assert ("nation.column_wanted", "members", None, "tenure_from") in found(bylaws=admitted)
    nation(members={**MEMBERS, "tenure_from": MEMBERS["joined"]}, bylaws=admitted)


def test_an_empty_fund_and_an_empty_nation_are_refused():
    assert ("nation.fund_empty", "funds", 2, "fund") in found(
        members={**MEMBERS, "fund": ["A"] * 4, "member": list("1234")}
    )
    nobody = {name: values[:0] for name, values in FUNDS.items()}
    assert "nation.nobody" in [code for code, *_place in found(funds=pyarrow.table(FUNDS).slice(0, 0))]
    assert nobody


def test_a_file_that_is_no_parquet_and_a_by_law_that_is_missing_are_named(tmp_path):
    from communitywelfare.io.nation_arrow import read_nation

    members, funds = tmp_path / "members.parquet", tmp_path / "funds.parquet"
    members.write_bytes(b"PAR1 not")
    write_table(pyarrow.table(FUNDS), funds)
    with pytest.raises(InvalidValue) as error:
        read_nation(str(members), str(funds))
    assert error.value.findings[0].place.file == "example.toml"
    (tmp_path / "example.toml").write_bytes(example_bylaw())
    with pytest.raises(FormatError) as failure:
        read_nation(str(members), str(funds))
    assert failure.value.findings[0].code == "nation.not_parquet"
    with pytest.raises(FormatError):
        read_nation(str(tmp_path / "none.parquet"), str(funds))


def test_without_pyarrow_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(NotInstalled, match="frames"):
        nation()
