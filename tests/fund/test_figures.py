"""Figures: every one recomputed by another road, from the text of the files, by a database or by counting."""

import csv
import sqlite3
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from attrs import evolve

from communitywelfare.accounting import Chart
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.claims import Action, ActionKind
from communitywelfare.fund import draw_up
from communitywelfare.fund.identities import Relation
from communitywelfare.io.package import package_files, read_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Register
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic import Plan, make_package

ON = date(2024, 9, 30)
DAYS = [ON, date(2024, 9, 29), date(2023, 10, 1), date(2022, 2, 28)]
YEAR_FROM = {ON: "2023-10-01", date(2024, 9, 29): "2023-10-01"}
YEAR_FROM |= {date(2023, 10, 1): "2023-10-01", date(2022, 2, 28): "2021-10-01"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("figures") / "fund"
    folder.mkdir()
    for name, contents in package_files(make_package(Plan(members=160, years=8, seed=21))).items():
        (folder / name).write_bytes(contents)
    return folder


@pytest.fixture(scope="module")
def fund(folder):
    return read_package(str(folder)).package.fund


@pytest.fixture(scope="module")
def sql(folder):
    """A database with every table of the package as text, and amounts as whole satang in columns of their own."""
    database = sqlite3.connect(":memory:")
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        columns = ", ".join(f'"{name}" text' for name in header)
        database.execute(f'create table "{path.stem}" ({columns})')
        marks = ", ".join("?" * len(header))
        database.executemany(f'insert into "{path.stem}" values ({marks})', rows)
    database.create_function("satang", 1, lambda text: int(text.replace(".", "")) if text else 0)

    def ask(question: str, *values: object) -> list[tuple]:
        return database.execute(question, values).fetchall()

    yield ask
    database.close()


@pytest.fixture(scope="module", params=DAYS, ids=str)
def figures(request, fund):
    return draw_up(fund, state_scheme(), request.param)


CURRENT = "join_date <= :on and (exit_date = '' or exit_date > :on)".replace(":on", "?1")


# --- members -------------------------------------------------------------------------------------------------


def test_members(figures, sql):
    on, since = figures.on.isoformat(), YEAR_FROM[figures.on]
    [(ever,)] = sql("select count(*) from members where join_date <= ?1", on)
    [(current,)] = sql(f"select count(*) from members where {CURRENT}", on)
    [(joined,)] = sql("select count(*) from members where join_date between ?1 and ?2", since, on)
    ended = sql("select status, count(*) from members where exit_date <> '' and exit_date <= ?1 group by 1", on)
    groups = sql(f'select "group", count(*) from members where {CURRENT} group by 1', on)
    assert (figures.members_ever, figures.members_current, figures.joined_this_year) == (ever, current, joined)
    assert {cause.value: count for cause, count in figures.ended_by_cause.items()} == dict(ended)
    assert {group.value: count for group, count in figures.groups.items()} == dict(groups)
    assert ever > current > 0


def months_after(year: int, month: int, count: int) -> tuple[int, int]:
    return divmod(year * 12 + month - 1 + count, 12)[0], (month - 1 + count) % 12 + 1


def arrears_by_hand(row, receipts, on: date) -> tuple[int, int]:
    """Months behind and satang owed, month by month at 30 baht, for the by-law of the example."""
    paid = sum(amount for day, amount in receipts if day <= on.isoformat()) + int(
        row["carry_forward"].replace(".", "") or 0
    )
    year, month = int(row["join_date"][:4]), int(row["join_date"][5:7])
    owed = behind = count = 0
    while True:
        at = months_after(year, month, count)
        following = months_after(year, month, count + 1)
        last = date(*following, 1).toordinal() - 1
        if last > on.toordinal():
            return behind, max(0, owed - paid)
        assert at <= following
        owed += 3_000
        behind += owed > paid
        count += 1


def test_arrears_of_every_member(figures, sql, fund):
    on = figures.on
    paid: dict[str, list[tuple[str, int]]] = {}
    for member, day, satang in sql(
        "select member_no, receipt_date, satang(amount) from contributions where void <> '1'"
        " and kind in ('MONTHLY', 'HALF_YEARLY', 'YEARLY')"
    ):
        paid.setdefault(member, []).append((day, satang))
    rows = sql(f"select member_no, join_date, carry_forward from members where {CURRENT}", on.isoformat())
    keys = ("member_no", "join_date", "carry_forward")
    by_hand = {row[0]: arrears_by_hand(dict(zip(keys, row, strict=True)), paid.get(row[0], []), on) for row in rows}
    by_months = Counter(min(months, 3) for months, _owed in by_hand.values())
    assert dict(figures.standing.by_months) == {months: count for months, count in by_months.items() if count}
    assert figures.standing.owed.satang == sum(owed for _months, owed in by_hand.values())
    assert figures.standing.unknown == 0
    for number, (months, owed) in list(by_hand.items())[::7]:
        arrears = fund.contributions.arrears(fund.register.by_number[number], fund.bylaw.dues, on)
        assert (arrears.months, arrears.amount.satang) == (months, owed)


# --- claims and benefits -------------------------------------------------------------------------------------

FINAL = {
    "SUBMIT": "SUBMITTED",
    "RESUBMIT": "SUBMITTED",
    "APPEAL": "SUBMITTED",
    "RETURN": "RETURNED",
    "ASSESS": "ASSESSED",
    "APPROVE": "APPROVED",
    "REJECT": "REJECTED",
    "PAY": "PAID",
    "WITHDRAW": "WITHDRAWN",
    "REVERSE": "REVERSED",
}


def test_claims_by_state(figures, sql):
    on = figures.on.isoformat()
    last = sql(
        "select action, deadline from claim_actions a join benefits b using (claim_no) where a.rowid ="
        " (select max(rowid) from claim_actions c where c.claim_no = a.claim_no and c.date <= ?1)"
        " and b.claim_date <= ?1",
        on,
    )
    states = Counter(
        "LAPSED" if action == "RETURN" and deadline and deadline < on else FINAL[action] for action, deadline in last
    )
    assert {state.value: count for state, count in figures.claims_by_state.items()} == dict(states)
    waiting = {claim.claim for claim in figures.decisions}
    assert len(waiting) == sum(states[state] for state in ("SUBMITTED", "RETURNED", "ASSESSED"))
    assert figures.assessed == total(decision.assessed for decision in figures.decisions)


def test_benefits_by_category(figures, sql):
    on, since = figures.on.isoformat(), YEAR_FROM[figures.on]
    expected = sql(
        "select category, sum(sign), sum(sign * satang), sum(sign * (day >= ?2)), sum(sign * satang * (day >= ?2)) from"
        " (select b.category, case action when 'PAY' then 1 else -1 end as sign, satang(a.amount) as satang,"
        "  a.date as day from claim_actions a join benefits b using (claim_no) where action in ('PAY', 'REVERSE'))"
        " where day <= ?1 group by 1",
        on,
        since,
    )
    before = sql(
        "select code, cast(persons as integer), satang(amount) from opening where kind = 'BENEFIT' and as_of <= ?1", on
    )
    lines = {category: list(sums) for category, *sums in expected}
    for code, persons, satang in before:
        line = lines.setdefault(code, [0, 0, 0, 0])
        line[0] += persons
        line[1] += satang
    found = {
        line.category: [
            line.persons,
            line.amount.satang,
            line.persons_this_year,
            line.amount_this_year.satang,
        ]
        for line in figures.benefits
    }
    assert found == dict(sorted(lines.items()))


# --- the books -----------------------------------------------------------------------------------------------


def test_section_10_line_by_line(figures, sql):
    on = figures.on.isoformat()
    liquid = "select code from accounts where type = 'ASSET' and codi10_line in ('P1.1', 'P1.2', 'P1.4', 'P1.9')"
    expected = dict(
        sql(
            "select codi10_line, sum(case substr(codi10_line, 1, 1) when 'P' then 1 else -1 end"
            " * (satang(debit) - satang(credit))) from journal j join accounts a on a.code = j.account"
            f" where entry_date <= ?1 and entry_no in (select entry_no from journal where account in ({liquid}))"
            " and codi10_line <> '' and (doc_type <> 'OPENING' or substr(codi10_line, 1, 1) = 'P') group by 1",
            on,
        )
    )
    for kind, code, satang in sql("select kind, code, satang(amount) from opening where as_of <= ?1", on):
        line = "P1.3" if kind == "BENEFIT" else code
        if kind != "ASSET":
            expected[line] = expected.get(line, 0) + satang
    found = {line: money.satang for line, money in figures.section10.lines.items() if money != ZERO}
    assert found == {line: satang for line, satang in expected.items() if satang}


def test_trial_balance(figures, sql):
    expected = sql(
        "select account, sum(satang(debit) - satang(credit)) from journal where entry_date <= ?1 group by 1 order by 1",
        figures.on.isoformat(),
    )
    assert [(row.account, (row.debit - row.credit).satang) for row in figures.trial_balance.rows] == expected


def test_money_by_source(figures, sql):
    on = figures.on.isoformat()
    [(dues,)] = sql(
        "select sum(satang(amount)) from contributions where receipt_date <= ?1 and void <> '1'"
        " and kind not in ('ENTRY_FEE', 'OTHER')",
        on,
    )
    [(fees,)] = sql("select sum(satang(amount)) from contributions where receipt_date <= ?1 and kind = 'ENTRY_FEE'", on)
    rounds = dict(
        sql("select source, sum(iif(action = 'RECEIVE', 1, -1) * satang(amount)) from cofunding_actions"
            " where action in ('RECEIVE', 'GIVE_BACK') and date <= ?1 group by 1", on)
    )  # fmt: skip
    before = dict(sql("select code, satang(amount) from opening where kind = 'SOURCE' and as_of <= ?1", on))
    expected = {
        "R1.1": dues + before["R1.1"],
        "R2.1": fees + before["R2.1"],
        "R1.3": rounds.get("GOV_VIA_CODI", 0) + before.get("R1.3", 0),
        "R1.4": rounds.get("LAO", 0),
        "R1.2": before["R1.2"],
    }
    assert {line: figures.sources[line].satang for line in expected} == expected


def test_the_identities_hold_on_every_day(figures):
    assert [(identity.id, identity.holds, identity.why) for identity in figures.identities] == [
        (name, True, "") for name in "1234567"
    ]
    equal = (identity for identity in figures.identities if identity.relation is Relation.EQUAL)
    assert [identity.left for identity in equal] == [each.right for each in figures.identities[:6]]


# --- co-funding ----------------------------------------------------------------------------------------------


def test_who_may_be_asked_for(figures, sql):
    cut_off = figures.request.cut_off
    assert (cut_off.month, cut_off.day) == (9, 30)
    assert cut_off <= figures.on
    assert (figures.on - cut_off).days < 366
    a_year_before = cut_off.replace(year=cut_off.year - 1).isoformat()
    eligible = sql(
        f"select member_no from members m where {CURRENT} and join_date <= ?2 and 3 > (select count(*)"
        "  from matches x join members p using (member_no) where x.as_of_date < ?1 and"
        "  (p.member_no = m.member_no or (p.national_id = m.national_id and p.national_id <> '')))",
        cut_off.isoformat(),
        a_year_before,
    )
    assert {each.membership.number for each in figures.request.eligible} == {number for (number,) in eligible}
    assert len(figures.request.members) == len(figures.request.eligible) + len(figures.request.excluded)
    assert figures.request.amount == figures.request.period.per_member * len(eligible)


# --- what cannot be computed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absent", "lacking"),
    [
        ("journal", {"1", "2", "3", "4", "5"}),
        ("accounts", {"1", "2", "3", "4", "5"}),
        ("contributions", {"2", "4"}),
        ("cofunding", {"2", "4"}),
        ("benefits", {"3", "4", "5"}),
        ("claim_actions", {"3", "4", "5"}),
        ("matches", {"7"}),
    ],
)
def test_what_needs_an_absent_table_says_so(absent, lacking, fund):
    figures = draw_up(evolve(fund, absent=frozenset({absent})), state_scheme(), ON)
    unknown = {identity.id for identity in figures.identities if identity.holds is None}
    assert unknown == lacking
    assert {identity.why for identity in figures.identities if identity.holds is None} == {absent}
    assert (figures.standing is None) is (absent == "contributions")
    assert (figures.section10 is None) is (figures.trial_balance is None) is (absent in {"accounts", "journal"})


def test_books_on_an_account_that_nobody_knows_are_not_drawn_up(fund):
    lacking = Chart(tuple(account for account in fund.chart.accounts if account.code != BANK))
    figures = draw_up(evolve(fund, chart=lacking), state_scheme(), ON)
    assert (figures.section10, figures.trial_balance, figures.sources) == (None, None, None)
    told = [(identity.holds, identity.why) for identity in figures.identities]
    assert told == [(None, "accounts")] * 5 + [(True, "")] * 2
    assert figures.members_current > 0


def test_a_payment_that_the_books_do_not_have_is_found_by_identity_3(fund):
    extra = Action(claim=fund.claims[0].number, kind=ActionKind.PAY, actor="x", day=ON, amount=Money.baht(1))
    others = (action for action in fund.actions if action.claim != extra.claim)
    steps = (
        Action(claim=extra.claim, kind=ActionKind.SUBMIT, actor="x", day=ON),
        Action(claim=extra.claim, kind=ActionKind.ASSESS, actor="x", day=ON, amount=Money.baht(1)),
        Action(claim=extra.claim, kind=ActionKind.APPROVE, actor="x", day=ON, amount=Money.baht(1)),
        extra,
    )
    broken = evolve(fund, actions=(*others, *steps))
    held = {identity.id: identity.holds for identity in draw_up(broken, state_scheme(), ON).identities}
    assert held["3"] is False
    assert held["4"] is False
    assert held["1"] is True


def test_members_of_a_time_without_dues_are_unknown_and_not_in_arrears(fund):
    earlier = evolve(fund.register.memberships[-1], applied=date(1999, 1, 1), ended=None, cause=None)
    figures = draw_up(evolve(fund, register=fund.register.replacing(earlier)), state_scheme(), ON)
    assert figures.standing.unknown == 1
    assert sum(figures.standing.by_months.values()) == figures.members_current - 1


def test_a_day_before_the_scheme_is_told(fund):
    figures = draw_up(fund, state_scheme(), date(2000, 1, 1))
    assert figures.request is None
    assert [(each.code, each.params["year"]) for each in figures.unasked] == [("scheme.year_unknown", 2543)]
    assert all(identity.holds is not False for identity in figures.identities)
    assert draw_up(fund, state_scheme(), ON).unasked == ()


def test_an_empty_fund_has_figures_too(fund):
    empty = evolve(
        fund,
        register=Register(()),
        contributions=evolve(fund.contributions, receipts=()),
        claims=(),
        actions=(),
        rounds=(),
        matches=(),
        openings=(),
        journal=evolve(fund.journal, entries=()),
    )
    figures = draw_up(empty, state_scheme(), ON)
    assert (figures.members_ever, figures.section10.received, figures.request.amount) == (0, ZERO, ZERO)
    assert all(identity.holds for identity in figures.identities)


def test_what_grows_with_time_never_shrinks(fund):
    drawn = [draw_up(fund, state_scheme(), day) for day in sorted(DAYS)]
    for earlier, later in pairwise(drawn):
        assert earlier.members_ever <= later.members_ever
        assert earlier.section10.lines["R1.1"] <= later.section10.lines["R1.1"]
        assert earlier.trial_balance.debit <= later.trial_balance.debit
