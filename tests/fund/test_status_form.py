"""The status form: every figure recomputed from the text of the files by a database; what is missing is said."""

import csv
import sqlite3
from datetime import date

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from communitywelfare.accounting import Chart, Journal
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.cofunding import Match, Round, RoundAction
from communitywelfare.contributions import Contributions
from communitywelfare.errors import Finding
from communitywelfare.fund import Answer, CommitteeMember, cut_off_of, draw_request
from communitywelfare.fund.forms import Origin
from communitywelfare.fund.forms.status import FILLED, fill_status
from communitywelfare.identity import Details, Hidden, PersonName
from communitywelfare.io._schema import schemas
from communitywelfare.io.form_toml import status_form
from communitywelfare.io.package import package_files, read_package, write_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Register
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

ON = date(2024, 9, 30)
VERSION = status_form().in_year(2567)
DAYS = [ON, date(2024, 3, 31), date(2022, 2, 28)]
YEAR_FROM = {ON: "2023-10-01", date(2024, 3, 31): "2023-10-01", date(2022, 2, 28): "2021-10-01"}
CUT_OFF = {ON: "2024-09-30", date(2024, 3, 31): "2023-09-30", date(2022, 2, 28): "2021-09-30"}
PEOPLE = [
    ("นายสมมุติ พ้นแล้ว", "ประธาน", "", "กำนัน", "", date(2020, 1, 1)),
    ("นางสมมุติ ประธาน", "ประธาน", "ผู้ใหญ่บ้าน", "สมาชิก", "000-000-0001", None),
    ("นายสมมุติ เลขา", "เลขานุการ", "", "ตัวแทนสมาชิก", "", None),
    ("นายสมมุติ ประสาน", "ผู้ประสานงาน", "", "อบต.", "000-000-0003", None),
    ("พระสมมุติ ที่ปรึกษา", "ที่ปรึกษา", "เจ้าอาวาส", "พระ", "", None),
    ("นางสมมุติ กองทุน", "กรรมการ", "", "กลุ่มสตรี", "", None),
    ("นางสมมุติ ไม่บอก", "กรรมการ", "", "", "", None),
]
ANSWERS = {
    "2.objectives": "ดูแลกันตั้งแต่เกิดจนตาย",
    "7.non_members": "1,200",
    "7.culture": "3500.50",
    "7.sport": "ลูกฟุตบอลโรงเรียน",
    "9.1.rules": "มี",
    "9.2.members_kept": "ฐานข้อมูล",
    "9.3.meetings_in_year": "๑๒",
    "9.3.last_members_meeting": "2024-03-10",
    "9.5.monitoring_inside": "sometimes",
}


def whole():
    """A made-up fund with a committee and answers, and two sources that give in kind or from profits."""
    package = make_package(Plan(members=120, years=8, seed=21))
    committee = tuple(
        CommitteeMember(
            name=PersonName(name),
            position=position,
            community_role=role,
            represents=stands_for,
            phone=Details({"phone": phone}),
            until=until,
        )
        for name, position, role, stands_for, phone, until in PEOPLE
    )
    answers = tuple(Answer(item=item, answer=answer, as_of=date(2022, 1, 1)) for item, answer in ANSWERS.items())
    fund = evolve(package.fund, committee=committee, answers=answers)
    return evolve(package, fund=evolve(fund, absent=fund.absent - {"committee", "answers"}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("status") / "fund"
    folder.mkdir()
    for name, contents in package_files(whole()).items():
        (folder / name).write_bytes(contents)
    return folder


@pytest.fixture(scope="module")
def fund(folder):
    return read_package(str(folder)).package.fund


def form_of(fund, on=ON, **more):
    return fill_status(fund, on, version=VERSION, scheme=state_scheme(), **more)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def form(request, fund):
    return form_of(fund, request.param)


@pytest.fixture(scope="module")
def sql(folder):
    """A database with every table as text, and amounts as whole satang."""
    database = sqlite3.connect(":memory:")
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        columns = ", ".join(f'"{name}" text' for name in header)
        database.execute(f'create table "{path.stem}" ({columns})')
        database.executemany(f'insert into "{path.stem}" values ({", ".join("?" * len(header))})', rows)
    database.create_function("satang", 1, lambda text: int(text.replace(".", "")) if text else 0)

    def ask(question: str, *values: object) -> list[tuple]:
        return database.execute(question, values).fetchall()

    yield ask
    database.close()


ASKED, GRANTED = "'SUBMIT', 'RESUBMIT'", "'APPROVE'"


def plain(amount):
    return None if amount is None else amount.satang


def satang(form, *items):
    return [form.values[item].satang for item in items]


CURRENT = "join_date <= ?1 and (exit_date = '' or exit_date > ?1)"


# --- sections 1 to 3: the fund and its members -----------------------------------------------------------------


def test_what_the_fund_says_of_itself_stands_as_it_wrote_it(form, sql):
    [row] = sql("select fund_name, founded_date, founding_members, population, villages_total from fund")
    [(money, rate)] = sql("select satang(founding_money), satang(contribution_rate) from fund")
    found = [form.values[f"{item}"] for item in ("1.fund_name", "2.founded", "3.1.founding_members")]
    assert [str(each) for each in found] == list(row[:3])
    assert (form.values["3.1.population"], form.values["3.4.villages_total"]) == (int(row[3]), int(row[4]))
    assert satang(form, "4.1.first_day", "4.4.rate") == [money, rate]
    assert form.values["4.4.basis"] == "daily"
    assert form.values["1.road"] == ""


def test_members_and_their_kinds(form, sql):
    on = form.on.isoformat()
    [(ever,)] = sql("select count(*) from members where join_date <= ?1", on)
    [(current, villages)] = sql(f"select count(*), count(distinct moo) from members where {CURRENT}", on)
    all_kinds = dict(sql('select "group", count(*) from members where join_date <= ?1 group by 1', on))
    kinds = dict(sql(f'select "group", count(*) from members where {CURRENT} group by 1', on))
    assert (form.values["3.1.ever"], form.values["3.1.current"], form.values["3.4.villages"]) == (
        ever,
        current,
        villages,
    )
    lines = {line["kind"]: (line["ever"], line["current"]) for line in form.values["3.3.types"]}
    assert {kind: both for kind, both in lines.items() if both != (0, 0)} == {
        kind: (count, kinds.get(kind, 0)) for kind, count in all_kinds.items()
    }
    assert len(lines) == 6
    assert form.values["3.3.overlap"] == "no"


def test_who_is_proposed(form, sql):
    cut_off = CUT_OFF[form.on]
    a_year_before = f"{int(cut_off[:4]) - 1}{cut_off[4:]}"
    full_year = f"select member_no from members m where {CURRENT} and join_date <= ?2"
    fewer = (
        " and 3 > (select count(*) from matches x join members p using (member_no) where x.as_of_date < ?1 and"
        " (p.member_no = m.member_no or (p.national_id = m.national_id and p.national_id <> '')))"
    )
    proposed = sql(full_year + fewer, cut_off, a_year_before)
    [(current,)] = sql(f"select count(*) from members where {CURRENT}", cut_off)
    assert form.values["3.1.claimed"] == form.values["3.2.proposed"] == len(proposed) > 0
    assert form.values["3.2.full_year"] == len(sql(full_year, cut_off, a_year_before))
    assert form.values["3.2.current"] == current
    assert form.values["3.2.cut_off"] == date.fromisoformat(cut_off)
    assert satang(form, "4.2.requested") == [36_500 * len(proposed)]


def test_the_rounds_before(form, sql):
    year = int(CUT_OFF[form.on][:4]) + 1 + 543
    rows = sql(
        "select cast(round as integer), approved_date, members_total, members_full_year from cofunding"
        " where source = 'GOV_VIA_CODI' and cast(budget_year as integer) < ?1",
        year,
    )
    matched = sql("select distinct cast(round as integer) from matches where as_of_date < ?1", CUT_OFF[form.on])
    lines = {line["round"]: line for line in form.values["3.2.rounds"]}
    assert set(lines) == {number for number, *_rest in rows} | {number for (number,) in matched}
    for number, approved, everybody, whole_year in rows:
        assert lines[number]["members_total"] == int(everybody)
        assert lines[number]["members_full_year"] == int(whole_year)
        assert lines[number]["approved_on"] == (
            date.fromisoformat(approved) if approved <= form.on.isoformat() else None
        )
    number = max(lines) + 1
    assert form.values["3.2.round_number"] == number
    assert form.values["3.2.round"] == ("none", "first", "second", "third")[number] if number < 4 else "later"


# --- section 4 and 10: money -----------------------------------------------------------------------------------


def test_where_the_money_came_from(form, sql):
    on = form.on.isoformat()
    receipts = dict(
        sql(
            "select kind = 'ENTRY_FEE', sum(satang(amount)) from contributions where receipt_date <= ?1 and void <> '1'"
            " and kind <> 'OTHER' group by 1",
            on,
        )
    )
    rounds = dict(
        sql(
            "select codi10_line, sum(case action when 'RECEIVE' then 1 when 'GIVE_BACK' then -1 else 0 end"
            " * satang(amount)) from cofunding_actions join (select distinct source, codi10_line from accounts"
            "  where type = 'RECEIPT') using (source) where date <= ?1 group by 1",
            on,
        )
    )
    before = dict(sql("select code, satang(amount) from opening where kind = 'SOURCE' and as_of <= ?1", on))
    expected = {
        "4.3.members": receipts.get(0, 0) + before.get("R1.1", 0),
        "4.3.entry_fees": receipts.get(1, 0) + before.get("R2.1", 0),
        "4.3.lao": rounds.get("R1.4", 0) + before.get("R1.4", 0),
        "4.3.state": rounds.get("R1.3", 0) + before.get("R1.3", 0),
        "4.3.codi_seed": rounds.get("R1.2", 0) + before.get("R1.2", 0),
        "4.3.other_state": 0,
        "4.3.group_profit": 0,
    }
    assert satang(form, *expected) == list(expected.values())
    parts = [item for item in form.values if item.startswith("4.3.")]
    parts = [form.values[item] for item in parts if item not in {"4.3.total", "4.3.state_rounds"}]
    assert total(parts) == form.values["4.3.total"] == form.values["4.1.cumulative"]
    by_round = {line["round"]: line["received"] for line in form.values["4.3.state_rounds"]}
    assert list(by_round)[:11] == list(range(1, 12))
    assert total(came for came in by_round.values() if came is not None) == form.values["4.3.state"]
    assert by_round.get("carried", ZERO).satang == before.get("R1.3", 0)


def test_each_round_of_the_state(form, sql):
    """Of every step the newest by the day counts, and tranches add up; a round that has not begun is not listed."""
    on = form.on.isoformat()
    newest = (
        "(select satang(amount) from cofunding_actions a where a.source = c.source and a.round = c.round"
        " and date <= ?1 and action in ({}) order by a.rowid desc limit 1)"
    )
    rows = sql(
        f"select cast(round as integer), budget_year, {newest.format(ASKED)},"
        f" {newest.format(GRANTED)}, (select coalesce(sum(satang(amount)), 0) from cofunding_actions a"
        " where a.source = c.source and a.round = c.round and date <= ?1 and action = 'RECEIVE')"
        " from cofunding c where source = 'GOV_VIA_CODI' and exists (select 1 from cofunding_actions a"
        "  where a.source = c.source and a.round = c.round and date <= ?1) order by 1",
        on,
    )
    lines = form.values["4.2.rounds"]
    found = [(line["round"], line["budget_year"], *map(plain, (line["requested"], line["approved"]))) for line in lines]
    assert found == [row[:4] for row in rows]
    assert [line["received"].satang for line in lines] == [row[4] for row in rows]
    for line in lines:
        number = line["round"]
        matched = sql("select member_no, max(as_of_date) from matches where round = ?1 group by 1", str(number))
        as_of = max(cut_off for _member, cut_off in matched)
        first = f"{int(as_of[:4]) - 1}-10-01"
        paid = sql(
            "select coalesce(sum(satang(amount)), 0) from contributions where receipt_date between ?1 and ?2"
            " and receipt_date <= ?4 and void <> '1' and kind not in ('ENTRY_FEE', 'OTHER')"
            " and member_no in (select member_no from matches where round = ?3)",
            first,
            as_of,
            str(number),
            on,
        )
        assert line["members"] == len(matched)
        if line["contributions"] is not None:
            assert line["contributions"].satang == paid[0][0]


def test_contributions_of_those_who_are_proposed_now(fund, sql):
    form = form_of(fund)
    proposed = {each.membership.number for each in draw_request(fund, state_scheme(), 2568, cut_off=ON).eligible}
    paid = sql(
        "select member_no, satang(amount) from contributions where receipt_date between '2023-10-01' and '2024-09-30'"
        " and void <> '1' and kind not in ('ENTRY_FEE', 'OTHER')"
    )
    assert satang(form, "4.2.proposed") == [sum(amount for member, amount in paid if member in proposed)]


def test_the_year_of_contributions_ends_with_the_cut_off(fund):
    """Of four receipts the two inside the year count, its first and its last day among them."""
    proposed = form_of(fund).values["4.2.proposed"]
    member = next(each.membership.number for each in draw_request(fund, state_scheme(), 2568, cut_off=ON).eligible)
    dues = next(each for each in fund.contributions if each.kind.is_dues and not each.voided)
    days = (date(2023, 9, 30), date(2023, 10, 1), ON, date(2024, 10, 1))
    more = tuple(evolve(dues, member=member, day=day, journal_no="", amount=Money.baht(7)) for day in days)
    paid = evolve(fund, contributions=Contributions((*fund.contributions.receipts, *more)))
    assert form_of(paid, ON).values["4.2.proposed"] == proposed + Money.baht(14)


def test_what_went_back_to_the_state_is_no_money_of_a_round(fund):
    row = Round(
        source="GOV_VIA_CODI",
        number=30,
        budget_year=2567,
        state="RECEIVED",
        received=Money.baht(900),
        received_on=ON,
        returned=Money.baht(100),
    )
    values = form_of(evolve(fund, rounds=(*fund.rounds, row))).values
    [line] = [line for line in values["4.3.state_rounds"] if line["round"] == 30]
    assert line["received"] == Money.baht(800)
    assert values["4.3.state"] == form_of(fund).values["4.3.state"] + Money.baht(800)


def test_section_10_line_by_line(form, sql):
    on = form.on.isoformat()
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
    for kind, code, amount in sql("select kind, code, satang(amount) from opening where as_of <= ?1", on):
        line = "P1.3" if kind == "BENEFIT" else code
        expected[line] = expected.get(line, 0) + (0 if kind == "ASSET" else amount)
    found = {line: form.values[f"10.{line}"].satang for line in (*RECEIPT_LINES, *PAYMENT_LINES)}
    assert {line: amount for line, amount in found.items() if amount} == {
        line: amount for line, amount in expected.items() if amount
    }
    [(held,)] = sql(
        f"select sum(satang(debit) - satang(credit)) from journal where entry_date <= ?1 and account in ({liquid})", on
    )
    assert satang(form, "4.1.remaining") == [held]
    assert form.values["10.received"] == form.values["10.applied"] == form.values["4.1.cumulative"]


# --- sections 5 to 8 and the answers ---------------------------------------------------------------------------


def test_benefits_since_the_founding_and_in_the_year(form, sql):
    on, since = form.on.isoformat(), YEAR_FROM[form.on]
    paid = (
        "select b.category, sum(case action when 'PAY' then 1 else -1 end),"
        " sum(case action when 'PAY' then 1 else -1 end * satang(a.amount)) from claim_actions a"
        " join benefits b using (claim_no) where action in ('PAY', 'REVERSE') and date between ?1 and ?2 group by 1"
    )
    carried = sql(
        "select code, cast(persons as integer), satang(amount) from opening where kind = 'BENEFIT' and as_of <= ?1", on
    )
    for number, first, before in (("5", "", carried), ("6", since, [])):
        sums: dict[str, list[int]] = {}
        for category, persons, amount in (*sql(paid, first, on), *before):
            line = sums.setdefault(category, [0, 0])
            line[0] += persons
            line[1] += amount
        lines = {each["category"]: [each["persons"], each["baht"].satang] for each in form.values[f"{number}.benefits"]}
        assert {category: line for category, line in lines.items() if line != [0, 0]} == sums
        assert list(lines)[:13] == [f"{place:02}" for place in range(1, 14)]
        assert form.values[f"{number}.kinds"] == len(sums)
        assert form.values[f"{number}.persons"] == sum(line[0] for line in sums.values())
        assert satang(form, f"{number}.total") == [sum(line[1] for line in sums.values())]
    assert (form.values["6.from"], form.values["6.to"]) == (date.fromisoformat(since), form.on)


def test_the_committee_of_the_day_and_who_holds_its_offices(form):
    assert form.values["8.number"] == 6
    assert {line["represents"]: line["persons"] for line in form.values["8.composition"]} == {
        "MEMBER": 2,
        "LAO": 1,
        "VILLAGE_HEAD": 0,
        "MONK": 1,
        "EXPERT": 0,
        "OTHER": 1,
        "UNKNOWN": 1,
    }
    assert [line["order"] for line in form.values["8.list"]] == [1, 2, 3, 4, 5, 6]
    assert form.values["1.chair"] == form.signing["chair"] == PersonName("นางสมมุติ ประธาน")
    assert form.values["1.coordinator_phone"] == Hidden("000-000-0003")
    assert form.signing["secretary"] == PersonName("นายสมมุติ เลขา")
    before = form_of(evolve(form.fund, committee=form.fund.committee[:1]), date(2020, 1, 1))
    assert before.values["1.chair"] == PersonName("นายสมมุติ พ้นแล้ว")


def test_answers_are_read_as_the_items_ask(form):
    values = form.values
    assert (values["7.non_members"], values["9.3.meetings_in_year"]) == (1200, 12)
    assert (values["7.culture"], values["7.sport"]) == (Money.baht("3500.50"), "ลูกฟุตบอลโรงเรียน")
    assert (values["9.1.rules"], values["9.2.members_kept"]) == ("yes", "database")
    assert values["9.3.last_members_meeting"] == date(2024, 3, 10)
    assert values["9.5.monitoring_inside"].code == "form.answer_not_an_option"
    assert values["9.6.monitoring_outside"].code == "form.answer_missing"
    assert values["1.chair_address"].code == "form.by_hand"


def test_answers_of_a_later_day_do_not_count_yet(fund):
    assert form_of(fund, date(2021, 12, 31)).values["9.1.rules"].code == "form.answer_missing"


def test_answers_and_committee_may_be_of_a_later_day_than_the_figures_and_that_is_said(fund):
    on, later = date(2021, 12, 31), fund.as_of
    early, filled = form_of(fund, on), form_of(fund, on, filled_on=later)
    assert filled.values["9.1.rules"] == form_of(fund, later).values["9.1.rules"] == "yes"
    assert filled.values["4.1.cumulative"] == early.values["4.1.cumulative"]
    assert "form.answers_until" in [note.code for note in filled.notes]
    assert "form.answers_until" not in [note.code for note in early.notes]


def test_a_round_that_nobody_recorded_has_no_figure_of_nothing(fund):
    lines = form_of(fund).values["4.3.state_rounds"]
    known = {each.number for each in fund.rounds if each.source == "GOV_VIA_CODI"}
    assert all(
        (line["received"] is None) is (line["round"] not in known) for line in lines if line["round"] != "carried"
    )


def test_supporters_are_all_but_the_state_scheme_and_the_seed(fund):
    given = Round(source="LAO", number=90, budget_year=2567, state="REPORTED", agency="เทศบาลตัวอย่าง")
    steps = (
        ("PROPOSE", None, ""),
        ("BUDGET", Money.baht(100), ""),
        ("RECEIVE", Money.baht(60), ""),
        ("CLAW_BACK", Money.baht(10), ""),
        ("GIVE_BACK", Money.baht(10), ""),
    )
    in_kind = (("PROPOSE", None, ""), ("BUDGET", None, ""), ("RECEIVE_IN_KIND", Money.baht(500), "เต็นท์ 2 หลัง"))
    actions = [
        RoundAction(source="LAO", round=number, kind=kind, actor="LAO", day=ON, amount=amount, what=what)
        for number, told in ((90, steps), (91, in_kind))
        for kind, amount, what in told
    ]
    profit = Round(
        source="GROUP_PROFIT", number=1, budget_year=2566, state="RECEIVED", received=Money.baht(5), received_on=ON
    )
    rounds = (*fund.rounds, given, evolve(given, number=91), profit)
    form = form_of(evolve(fund, rounds=rounds, round_actions=(*fund.round_actions, *actions)))
    lines = form.values["12.rounds"][-3:]
    assert [(line["agency"], line["received"], line["in_kind"], line["worth"]) for line in lines] == [
        ("เทศบาลตัวอย่าง", Money.baht(50), "", None),
        ("เทศบาลตัวอย่าง", ZERO, "เต็นท์ 2 หลัง", Money.baht(500)),
        ("", Money.baht(5), "", None),
    ]
    assert len(form.values["12.rounds"]) == len(form_of(fund).values["12.rounds"]) + 3
    proposed = Round(source="LAO", number=99, budget_year=2568, state="PROPOSED", requested=Money.baht(1))
    assert form_of(evolve(fund, rounds=(proposed,))).values["12.rounds"] == ()
    assert lines[0]["source"]["th"] == "องค์กรปกครองส่วนท้องถิ่น"


# --- what is missing -------------------------------------------------------------------------------------------


def test_every_item_that_is_no_answer_has_somebody_who_fills_it():
    filled = {item.id for item in VERSION.items.values() if item.origin in {Origin.FIGURE, Origin.TABLE}}
    from_the_fund = {item.id for item in VERSION.items.values() if item.tables == {"fund"}}
    assert filled - from_the_fund == set(FILLED)


TAKEN = sorted(name for name, schema in schemas().items() if not schema.is_view and name not in {"fund", "members"})


@pytest.mark.parametrize("table", TAKEN)
def test_without_any_one_table_the_form_still_comes_and_says_what_is_missing(table, folder, tmp_path):
    """Taken away on the disk, as it happens to funds."""
    package = read_package(str(folder)).package
    absent = package.fund.absent | {table}
    write_package(str(tmp_path / "fund"), evolve(package, fund=evolve(package.fund, absent=absent)))
    fund = read_package(str(tmp_path / "fund")).package.fund
    form, before = form_of(fund), form_of(package.fund)
    missing = {item.id for item, _why in form.missing} - {item.id for item, _why in before.missing}
    needs = {item.id for item in form.version.items.values() if table in item.tables}
    if table == "claim_actions":  # the claims' own rows then tell what was done about them
        assert missing == set()
    elif table == "answers":
        assert missing == {item for item in ANSWERS if item != "9.5.monitoring_inside"}
    else:
        assert missing == needs - {item.id for item, _why in before.missing}
        told = [why for item, why in form.missing if item.id in missing]
        assert all(f"{table}.csv" in why.params["tables"] for why in told)
    lost = {each.id for each in form.identities if each.holds is None}
    assert lost == {each.id for each in form.identities if table in each.why.split(", ")}
    assert ("form.before_the_books" in {note.code for note in form.notes}) is (table == "opening")


def test_a_fund_of_two_tables_has_a_form_too(fund):
    bare = evolve(
        fund,
        contributions=Contributions(()),
        claims=(),
        actions=(),
        rounds=(),
        matches=(),
        journal=Journal(),
        chart=Chart(()),
        openings=(),
        committee=(),
        answers=(),
        absent=frozenset(schemas()) - {"fund", "members"},
    )
    form = form_of(bare)
    assert form.values["3.1.current"] == form_of(fund).values["3.1.current"]
    assert [each.holds for each in form.identities] == [None] * 5 + [True, None]
    assert all(isinstance(value, Finding) for item, value in form.values.items() if item.startswith("10."))


def test_a_chart_that_lacks_accounts_of_the_books_leaves_the_money_open(fund):
    lacking = Chart(tuple(account for account in fund.chart.accounts if account.code != BANK))
    values = form_of(evolve(fund, chart=lacking)).values
    assert values["10.R1.1"].code == values["4.1.remaining"].code == "form.chart_not_whole"
    assert values["7.non_members_baht"].code == "form.chart_not_whole"
    assert values["5.total"] == form_of(fund).values["5.total"]


def test_blanks_of_the_register_are_told(fund):
    register = Register(
        tuple(evolve(each, village="", person=evolve(each.person, groups=frozenset())) for each in fund.register)
    )
    form = form_of(evolve(fund, register=register))
    assert form.values["3.4.villages"].code == "form.blank"
    assert form.values["3.3.types"][-1]["kind"] == "UNKNOWN"
    assert form.values["3.3.types"][-1]["current"] == form.values["3.1.current"]
    assert {note.code for note in form.notes} == {"form.kinds_blank", "form.villages_blank"}
    assert form_of(evolve(fund, register=Register(()))).values["3.4.villages"] == 0


def test_a_day_before_the_scheme_has_a_form_without_a_request(fund):
    form = form_of(fund, date(2005, 1, 1))
    assert {form.values[item].code for item in ("3.1.claimed", "3.2.round", "4.2.requested")} == {"scheme.year_unknown"}
    assert form.values["3.1.ever"] == 0
    assert form.identities[6].why == "scheme"


# --- rounds ----------------------------------------------------------------------------------------------------


def without_rounds(fund, **more):
    rounds = tuple(each for each in fund.rounds if each.source != "GOV_VIA_CODI")
    openings = tuple(each for each in fund.openings if each.code != "R1.3")
    steps = tuple(each for each in fund.round_actions if each.source != "GOV_VIA_CODI")
    return evolve(fund, **{"rounds": rounds, "round_actions": steps, "matches": (), "openings": openings, **more})


def test_the_round_to_tick_follows_from_those_before(fund):
    bare = without_rounds(fund)
    assert form_of(bare).values["3.2.round"] == "first"
    row = Round(source="GOV_VIA_CODI", number=1, budget_year=2567, state="RECEIVED")
    for number, expected in ((1, "second"), (2, "third"), (3, "later")):
        form = form_of(evolve(bare, rounds=(*bare.rounds, evolve(row, number=number))))
        assert (form.values["3.2.round"], form.values["3.2.round_number"]) == (expected, number + 1)
    now = evolve(row, number=4, budget_year=2568, state="SUBMITTED")
    assert form_of(evolve(bare, rounds=(now,))).values["3.2.round_number"] == 4
    rejected = evolve(now, number=7, budget_year=2567, state="REJECTED")
    assert form_of(evolve(bare, rounds=(rejected,))).values["3.2.round_number"] == 1
    nobody = evolve(bare, register=Register(()))
    assert form_of(nobody).values["3.2.round"] == "none"


def test_rounds_before_the_books_of_which_nothing_is_known_are_not_guessed(fund):
    form = form_of(without_rounds(fund, openings=fund.openings))
    assert form.values["3.2.round"].code == form.values["3.2.round_number"].code == "form.rounds_unknown"


def test_contributions_of_rounds_before_the_books_are_not_guessed(fund):
    assert form_of(fund).values["4.2.previous"].code == "form.round_before_the_books"
    after = [each for each in fund.matches if each.as_of > fund.books_begin and not each.opening]
    number = max(each.round for each in after)
    form = form_of(evolve(fund, matches=tuple(each for each in after if each.round == number)))
    [line] = [line for line in form.values["4.2.rounds"] if line["round"] == number]
    assert form.values["4.2.previous"] == line["contributions"] > ZERO
    assert form_of(without_rounds(fund)).values["4.2.previous"] == ZERO
    late = form_of(fund, date(fund.books_begin.year, 12, 31))
    assert late.values["4.2.proposed"].code == "form.year_before_the_books"


def test_a_request_that_was_drawn_elsewhere_is_the_one_that_is_filled_in(fund):
    drawn = draw_request(fund, state_scheme(), 2567, cut_off=cut_off_of(fund, state_scheme(), 2567))
    form = form_of(fund, request=drawn)
    assert form.values["3.2.cut_off"] == drawn.cut_off == date(2023, 9, 30)
    assert form.values["4.2.requested"] == drawn.amount
    assert form.identities[6].left == len(drawn.eligible)


def test_a_match_of_a_later_day_is_no_round_before(fund):
    first = fund.register.memberships[0].number
    later = Match(member=first, scheme="state-via-codi", round=40, as_of=ON, amount=Money.baht(365))
    form = form_of(evolve(fund, matches=(*fund.matches, later)))
    assert 40 not in {line["round"] for line in form.values["3.2.rounds"]}


@given(fund=funds(max_members=4))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_fund_has_a_form_whose_figures_agree(fund):
    form = form_of(fund, fund.as_of)
    values = form.values
    assert list(values) == [item.id for item in form.version.items.values()]
    assert not any(each.holds is False for each in form.identities)
    assert values["4.3.total"] == values["4.1.cumulative"] == values["10.received"]
    assert values["5.total"] == total(line["baht"] for line in values["5.benefits"])
    assert values["6.persons"] == sum(line["persons"] for line in values["6.benefits"])
    assert values["6.total"] <= values["5.total"] == values["10.P1.3"]
    assert values["3.2.proposed"] <= values["3.2.full_year"] <= values["3.2.current"]
    assert values["3.4.villages"] is None or values["3.4.villages"] <= values["3.4.villages_total"]
