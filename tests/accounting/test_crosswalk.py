"""The crosswalk to the village-fund chart: every account of ours has its row, and no satang is lost on the way."""

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.crosswalk import Fit
from communitywelfare.io.shipped import shipped_chart, village_fund_crosswalk
from communitywelfare.money import Money, total

CHART, CROSSWALK = shipped_chart(), village_fund_crosswalk()
LEAVES = [account.code for account in CHART.accounts if account.code not in CHART.groups]
# forms-and-data b.10
VILLAGE = """
11010 12010 12020 12030 12040 13010 14010 21010 22010
31010 31020 31030 32010 32020 32030 32040 32050 33010
41010 41020 42010 43010
51010 51020 51030 51040 51050 51060 52010 53010 54010
"""
balances = st.dictionaries(st.sampled_from([*LEAVES, "59999"]), st.integers(-(10**9), 10**9).map(Money))


def test_every_account_that_takes_postings_has_exactly_one_row():
    assert [row.code for row in CROSSWALK.rows] == LEAVES


def test_every_counterpart_is_an_account_of_the_village_fund_chart():
    assert {row.other for row in CROSSWALK.rows if row.fit is not Fit.NONE} <= set(VILLAGE.split())
    assert {row.other for row in CROSSWALK.rows if row.fit is Fit.NONE} == {""}


def test_one_code_has_one_name_there():
    names = {(row.other, row.name) for row in CROSSWALK.rows}
    assert len(names) == len({other for other, _name in names})


def test_no_benefit_becomes_administration():
    """51xxx is benefits here and administration there: no code is carried over by its look."""
    assert not [row for row in CROSSWALK.rows if row.code.startswith("51") and row.other.startswith("5")]


@given(balances)
def test_all_that_was_is_there_or_left_over_and_every_doubt_is_named(held):
    made = CROSSWALK.translated(held)
    assert total(made.balances.values()) + total(made.left_over.values()) == total(held.values())
    doubtful = {code for code in held if code == "59999" or CROSSWALK.by_code[code].fit in {Fit.NONE, Fit.NEAR}}
    assert {finding.params["account"] for finding in made.findings} == doubtful
    assert made.left_over.keys() == {
        code for code in held if code == "59999" or CROSSWALK.by_code[code].fit is Fit.NONE
    }
    for other, amount in made.balances.items():
        ours = (code for code in held if code != "59999" and CROSSWALK.by_code[code].other == other)
        assert amount == total(held[code] for code in ours)
