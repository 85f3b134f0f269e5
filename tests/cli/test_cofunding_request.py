"""``cofunding request``: its files, counted again by SQL that knows nothing of the library, and what it refuses."""

import csv
import json
import shutil
import sqlite3
import sys
from decimal import Decimal

import pytest

from communitywelfare.cli import main
from communitywelfare.reports.cofunding_files import COFUNDING_FILES

SIZES = [("120", "4", "11"), ("1", "2", "3"), ("300", "12", "5"), ("40", "2", "7")]
CUT_OFFS = {"2567": "2023-09-30", "2568": "2024-09-30"}


@pytest.fixture(scope="module", params=SIZES, ids="x".join)
def asked(request, tmp_path_factory):
    """A package and its requests of two years, on disk."""
    members, years, seed = request.param
    folder = tmp_path_factory.mktemp("asked")
    size = ["--members", members, "--years", years, "--seed", seed]
    assert main(["example", str(folder / "fund"), *size]) == 0
    for year in CUT_OFFS:
        assert main(["cofunding", "request", str(folder / "fund"), "--year", year, "--out", str(folder / year)]) == 0
    return folder


@pytest.fixture(scope="module")
def sql(asked):
    """The package's tables in SQLite, every cell as it stands."""
    connection = sqlite3.connect(":memory:")
    connection.create_function("satang", 1, lambda text: int(Decimal(text or "0") * 100))
    for path in (asked / "fund").glob("*.csv"):
        header, *lines = rows(path)
        columns = ", ".join(f'"{name}"' for name in header)
        connection.execute(f'CREATE TABLE "{path.stem}" ({columns})')
        connection.executemany(f'INSERT INTO "{path.stem}" VALUES ({", ".join("?" * len(header))})', lines)
    return lambda query, *values: connection.execute(query, values).fetchone()[0] or 0


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def items(folder):
    data = json.loads((folder / "request.json").read_text("utf-8"))
    return {item["id"]: item["value"] for part in data["parts"] for item in part["items"]}


CURRENT = "join_date <= :c AND (exit_date = '' OR exit_date > :c)"
A_YEAR = "join_date <= date(:c, '-1 year')"
MATCHED = """(SELECT count(*) FROM matches x JOIN members p ON p.member_no = x.member_no
              WHERE p.national_id = m.national_id AND x.as_of_date < :c)"""


@pytest.mark.parametrize("year", list(CUT_OFFS))
def test_members_and_amounts_are_those_of_the_csv_files(asked, sql, year):
    cut_off, given = CUT_OFFS[year], items(asked / year)

    def count(what):
        return sql(f"SELECT count(*) FROM members m WHERE {what}".replace(":c", f"'{cut_off}'"))

    eligible = count(f"{CURRENT} AND {A_YEAR} AND {MATCHED} < 3")
    assert given["4.2.cut_off"] == cut_off
    assert given["4.1.members"] == count(CURRENT)
    assert given["4.2.full_year"] == count(f"{CURRENT} AND {A_YEAR}")
    assert given["4.2.eligible"] == given["5.members"] == eligible
    assert Decimal(given["5.amount"]) == 365 * eligible
    assert given["4.2.no_village"] == count(f"{CURRENT} AND moo = ''")
    assert given["4.2.villages"] == sql(
        f"SELECT count(DISTINCT moo) FROM members WHERE {CURRENT} AND moo <> ''".replace(":c", f"'{cut_off}'")
    )
    assert [each["unknown"] for each in given["4.2.groups"]] == [0] * 6
    for each in given["4.2.groups"]:
        assert each["members"] == count(f"{CURRENT} AND \"group\" LIKE '%{each['group']}%'")


@pytest.mark.parametrize("year", list(CUT_OFFS))
def test_the_two_lists_hold_every_membership_once_and_add_up_to_the_request(asked, sql, year):
    lists = {name: rows(asked / year / f"{name}.csv") for name in ("eligible", "excluded")}
    numbers = [line[0] for lines in lists.values() for line in lines[1:]]
    amount = lists["eligible"][0].index("amount")

    assert len(numbers) == len(set(numbers)) == sql("SELECT count(*) FROM members")
    assert sum(Decimal(line[amount]) for line in lists["eligible"][1:]) == Decimal(items(asked / year)["5.amount"])


@pytest.mark.parametrize("year", list(CUT_OFFS))
def test_the_money_of_the_past_year_is_that_of_the_csv_files(asked, sql, year):
    cut_off, given = CUT_OFFS[year], items(asked / year)
    past = f"> date('{cut_off}', '-1 year') AND {{}} <= '{cut_off}'"

    def summed(what, table, day, rest):
        return sql(f"SELECT {what} FROM {table} WHERE {day} {past.format(day)} AND {rest}")

    dues = summed("sum(satang(amount))", "contributions", "receipt_date", "kind <> 'ENTRY_FEE' AND void <> '1'")
    lao = summed("sum(satang(amount_received))", "cofunding", "received_date", "source = 'LAO'")
    kinds = summed("count(DISTINCT category)", "benefits", "paid_date", "status = 'PAID'")
    paid = summed("sum(satang(amount_paid))", "benefits", "paid_date", "status = 'PAID'")
    assert Decimal(given["4.3.dues"]) * 100 == dues
    assert Decimal(given["4.3.lao"]) * 100 == lao
    assert given["4.5.kinds"] == kinds
    assert sum(Decimal(each["amount"]) for each in given["4.5.benefits"]) * 100 == paid


def test_the_answer_names_the_day_the_sum_the_criteria_and_the_files(ask, made, tmp_path):
    code, answer = ask("cofunding", "request", made, "--year", "2567", "--out", tmp_path / "out")

    assert code == 0
    assert (answer["budget_year"], answer["cut_off"]) == (2567, "2023-09-30")
    assert answer["cut_off_is_founding_anniversary"] is False
    assert sorted(answer["files"]) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert sorted(answer["criteria"]) == ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6"]
    assert "3.coordinator.name" in answer["missing"]


def test_either_era_is_understood_and_said(run, made, tmp_path):
    request = ("cofunding", "request", made, "--out", tmp_path / "out")
    _code, buddhist, said = run(*request, "--year", "๒๕๖๗")
    code, common, told = run(*request, "--year", "2024")

    assert code == 0
    assert buddhist == common
    assert said == ""
    assert "2024" in told
    assert "2567" in told


def test_another_day_can_be_counted_as_of_and_the_usual_one_is_named(run, made, tmp_path):
    request = ("cofunding", "request", made, "--year", "2567", "--out", tmp_path / "out", "--lang", "en")
    code, out, err = run(*request, "--cut-off", "31/12/2566")

    assert code == 0
    assert "31 December 2023 (by the scheme it would be 30 September 2023)" in out
    assert "31 December 2023" in err


def test_a_first_request_counts_on_the_anniversary_and_that_is_said(run, package, tmp_path):
    for name in ("matches.csv", "cofunding.csv"):
        (package / name).unlink()
    code, out, _err = run("cofunding", "request", package, "--year", "2567", "--out", tmp_path / "out", "--lang", "en")

    assert code in {0, 1}  # tables that the manifest promises are gone
    assert "the anniversary of the founding" in out


def test_a_day_after_the_data_end_is_told(ask, made, tmp_path):
    code, answer = ask(
        "cofunding", "request", made, "--year", "2568", "--out", tmp_path / "out", "--cut-off", "2024-12-31"
    )

    assert code == 0
    assert [finding["code"] for finding in answer["findings"]] == ["report.later_than_data"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--year", "2566"), 2, "form.year_unknown"),
        (("--year", "2500"), 2, "form.year_unknown"),
        (("--year", "สองพัน"), 2, "2567"),
        (("--year", "67"), 2, "2567"),
        (("--year", "2567", "--cut-off", "1/1/2550"), 2, "form.cut_off_too_early"),
        (("--year", "2567", "--scheme", "no-such-file.toml"), 2, "file.missing"),
        (("--year", "2567", "--scheme", __file__), 2, "scheme.not_toml"),
        ((), 2, "--year"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason_and_nothing_is_written(run, made, tmp_path, words, code, told):
    done, _out, err = run("cofunding", "request", made, "--out", tmp_path / "out", *words)

    assert done == code
    assert told in err
    assert not (tmp_path / "out").exists()


SCHEME = """
format = "communitywelfare.scheme/1"
id = "state-via-codi"
source = "GOV_VIA_CODI"
name = { th = "ทดลอง", en = "trial" }
[[period]]
first_budget_year = 2560
cite = "test"
[period.base]
value = "per member"
confidence = "low"
why = "test"
"""


def test_a_scheme_that_lacks_the_amount_is_refused(run, made, tmp_path):
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    words = ("--year", "2567", "--scheme", tmp_path / "scheme.toml")
    code, _out, err = run("cofunding", "request", made, "--out", tmp_path / "out", *words)

    assert code == 2
    assert "scheme.value_unknown" in err
    assert not (tmp_path / "out").exists()


def test_another_scheme_can_be_followed(ask, made, tmp_path):
    more = '[period.per_member]\nvalue = "100.00"\nconfidence = "low"\nwhy = "test"\n'
    (tmp_path / "scheme.toml").write_text(SCHEME + more, encoding="utf-8")
    words = ("--year", "2567", "--scheme", tmp_path / "scheme.toml")
    _code, answer = ask("cofunding", "request", made, "--out", tmp_path / "out", *words)

    assert Decimal(answer["amount"]) == 100 * answer["eligible"]


def test_a_package_without_a_register_asks_for_nothing(run, package, tmp_path):
    (package / "members.csv").unlink()
    code, _out, err = run("cofunding", "request", package, "--year", "2567", "--out", tmp_path / "out")

    assert code == 1
    assert "members.csv" in err
    assert not (tmp_path / "out").exists()


def test_without_the_typesetter_the_rest_is_written_and_an_older_print_does_not_stay(run, made, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert run("cofunding", "request", made, "--year", "2567", "--out", out)[0] == 0
    (out / "letter.txt").write_text("kept", encoding="utf-8")
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _out, err = run("cofunding", "request", made, "--year", "2567", "--out", out, "--lang", "en")

    assert code == 0
    assert "communitywelfare[report]" in err
    assert {path.name for path in out.iterdir()} == set(COFUNDING_FILES) - {"request.pdf", "status.pdf"} | {
        "letter.txt"
    }


def test_the_package_stays_as_it_was(run, made, tmp_path):
    before = shutil.copytree(made, tmp_path / "before")
    run("cofunding", "request", made, "--year", "2567", "--out", tmp_path / "out")

    assert {p.name: p.read_bytes() for p in before.iterdir()} == {p.name: p.read_bytes() for p in made.iterdir()}
