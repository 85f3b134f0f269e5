"""By-laws with some of it changed: what holds from the day on, what stays as it was, and what is refused."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration
from communitywelfare.errors import ByLawError, InvalidValue
from communitywelfare.fingerprints import fingerprint
from communitywelfare.members import TenureStart
from communitywelfare.money import Money
from communitywelfare.rules import build_bylaw
from communitywelfare.rules.changes import Change, changed, followed_by, what_changed
from communitywelfare.rules.changes.paths import Book, node_at, parts_of
from communitywelfare.rules.lint import lint
from communitywelfare.rules.writing import document_of
from communitywelfare.strategies import bylaws, clean_bylaws
from communitywelfare.wording import LANGUAGES, words

FIRST = date(2024, 1, 1)
ON = date(2027, 1, 1)
LABEL = {"th": "ก", "en": "a"}
STEPS = [
    {"from": "1 year", "pay": "5000.00"},
    {"from": "5 years", "pay": "10000.00"},
    {"from": "10 years", "pay": "20000.00"},
    {"from": "15 years", "pay": "30000.00"},
]
DEATH = {"label": LABEL, "category": "04", "amount": {"form": "steps", "by": "membership", "steps": STEPS}}
HOSPITAL = {
    "label": LABEL,
    "category": "02",
    "amount": {"form": "per unit", "pays": "200.00", "unit": "night"},
    "wait": "180 days",
    "limits": [{"units": 5, "per": "event"}, {"baht": "2000.00", "per": "fiscal year"}],
}


def version(number=1, effective=FIRST, **clauses):
    return {
        "id": str(number),
        "adopted": effective,
        "effective": effective,
        "source": "made up",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "standing": {"arrears_at_most_months": 3},
        "benefit": deepcopy(clauses or {"death": DEATH, "hospital": HOSPITAL}),
    }


def law(*versions, governs="event date"):
    head = {"format": "communitywelfare.bylaw/1", "fund": "F1", "name": LABEL, "governs": governs}
    return build_bylaw({**head, "version": list(versions or (version(),))})


BYLAW = law()


def leaves(book):
    """The addresses of values that are no table and no list, or an empty one."""
    for address in book.everything():
        value = node_at(book.document, address)
        if not isinstance(value, dict | list) or not value:
            yield address


def said(bylaw, path, on=ON):
    """What stands at a path in the version in force on a day."""
    book = Book.of(bylaw, on)
    (address,) = book.meant(parts_of(path))
    return node_at(book.document, address)


def refusal(changes, bylaw=BYLAW, on=ON):
    with pytest.raises(InvalidValue) as refused:
        changed(bylaw, changes, on=on)
    for finding in refused.value.findings:
        for language in LANGUAGES:
            assert not words(finding, language).startswith(finding.code)
    return refused.value


def codes(changes, bylaw=BYLAW, on=ON):
    return [finding.code for finding in refusal(changes, bylaw, on).findings]


# --- nothing, and back ---------------------------------------------------------------------------------------


@given(bylaws(max_versions=2), st.data())
def test_every_value_set_to_itself_by_its_full_or_its_shortest_path_changes_nothing(bylaw, data):
    on = bylaw.versions[-1].effective + timedelta(days=data.draw(st.integers(0, 400)))
    book = Book.of(bylaw, on)
    for named in (book.short, book.full):
        changes = {named(address): node_at(book.document, address) for address in leaves(book)}
        same = changed(bylaw, changes, on=on)
        assert fingerprint(same) == fingerprint(bylaw)
        assert same == bylaw


@given(bylaws(max_versions=2), st.data())
def test_whole_tables_and_lists_set_to_themselves_change_nothing(bylaw, data):
    on = bylaw.versions[-1].effective
    book = Book.of(bylaw, on)
    whole = [each for each in book.everything() if isinstance(node_at(book.document, each), dict | list)]
    address = data.draw(st.sampled_from(whole))
    changes = {book.short(address): node_at(book.document, address)}
    assert fingerprint(changed(bylaw, changes, on=on)) == fingerprint(bylaw)


def another(value):
    """A value that is not this one, and may stand in its place: more money, more time, a word more."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case date():
            return value - timedelta(days=1)
        case str() if value.replace(".", "", 1).isdigit() and "." in value:
            return str(Decimal(value) + 100)
        case str() if value.endswith((" days", " months", " years")):
            return f"{int(value.split()[0]) + 1} {value.split()[1]}"
        case str():
            return f"{value}x"
    return None


def tried(bylaw, changes, on):
    try:
        return changed(bylaw, changes, on=on)
    except (ByLawError, InvalidValue):
        return None


@given(bylaws(max_versions=2), st.data())
def test_a_change_and_its_reverse_give_the_bylaw_back(bylaw, data):
    on = bylaw.versions[-1].effective + timedelta(days=data.draw(st.integers(0, 400)))
    book = Book.of(bylaw, on)
    address = data.draw(st.sampled_from(list(leaves(book))))
    path, value = data.draw(st.sampled_from([book.short(address), book.full(address)])), node_at(book.document, address)
    there = another(value)
    assume(there is not None)
    new = tried(bylaw, {path: there}, on)
    assume(new is not None)

    assert new != bylaw
    assert changed(new, {path: value}, on=on) == bylaw


@given(clean_bylaws(), st.data())
def test_from_the_day_on_the_value_is_another_and_before_it_nothing_is(bylaw, data):
    on = bylaw.versions[-1].effective + timedelta(days=data.draw(st.integers(1, 400)))
    book = Book.of(bylaw, on)
    address = data.draw(st.sampled_from([each for each in leaves(book) if each[0] == "version"]))
    path, value = book.short(address), node_at(book.document, address)
    there = another(value)
    assume(there is not None)
    new = tried(bylaw, {path: there}, on)
    assume(new is not None)

    document = deepcopy(document_of(bylaw))
    node_at(document, address[:-1])[address[-1] - 1 if isinstance(address[-1], int) else address[-1]] = there
    by_hand = build_bylaw(document).versions[-1]
    made = new.versions[-1]
    assert new.versions[:-1] == bylaw.versions
    assert (made.adopted, made.effective) == (on, on)
    assert evolve(made, version=by_hand.version, adopted=by_hand.adopted, effective=by_hand.effective) == by_hand
    for day in (bylaw.versions[0].effective, on - timedelta(days=1)):
        assert new.in_force(day) == bylaw.in_force(day)
    assert [each.path for each in what_changed(bylaw, new, on=on)] == [path]
    assert [each.after for each in what_changed(bylaw, new, on=on)] == [said(new, path, on)]


# --- what may be changed -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "there"),
    [
        ("death.steps[4].pay", 40000, "40000.00"),
        ("version.benefit.death.amount.steps[4].pay", "40,000.00", "40000.00"),
        ("benefit.death.steps[4].pay", Decimal("40000.5"), "40000.50"),
        ("death.amount.steps[4].pay", Money.baht(40000), "40000.00"),
        ("dues.rate", Decimal("1.50"), "1.50"),
        ("standing.arrears_at_most_months", "6", 6),
        ("hospital.wait", Duration.parse("1 year"), "1 year"),
        ("hospital.limits[1].units", 7, 7),
        ("hospital.category", 12, "12"),
        ("tenure_from", TenureStart("admitted"), "admitted"),
        ("hospital.age", {"from": "15 years"}, {"from": "15 years"}),
        ("hospital.claim_within", "30 days", "30 days"),
        ("death.overlap", "later row", "later row"),
        ("on_transfer", "continues", "continues"),
        ("hospital.limits[3]", {"times": 2, "per": "lifetime"}, {"times": 2, "per": "lifetime"}),
        ("hospital.limits", [{"times": 2, "per": "lifetime"}], [{"times": 2, "per": "lifetime"}]),
        ("hospital.amount", {"form": "flat", "pays": 500}, {"form": "flat", "pays": "500.00"}),
        ("governs", "claim date", "claim date"),
        ("name.en", "another", "another"),
    ],
)
def test_values_as_people_write_them_stand_where_their_paths_lead(path, value, there):
    assert said(changed(BYLAW, {path: value}, on=ON), path) == there


def test_a_share_is_given_exactly():
    share = {
        "form": "share",
        "of": "contributions",
        "share": "1/2",
        "rounding": {"to": 1, "direction": "up", "source": "x"},
    }
    bylaw = law(version(refund={"label": LABEL, "category": "04", "amount": share}))
    assert said(changed(bylaw, {"refund.share": Fraction(3, 4)}, on=ON), "refund.share") == "3/4"


def test_a_clause_may_be_removed_replaced_and_added():
    without = changed(BYLAW, {"hospital": None}, on=ON)
    assert list(without.in_force(ON).by_key) == ["death"]
    assert list(without.in_force(FIRST).by_key) == ["death", "hospital"]

    flat = {"label": LABEL, "category": "02", "amount": {"form": "flat", "pays": 500}}
    replaced = changed(BYLAW, {"hospital": flat}, on=ON)
    assert list(replaced.in_force(ON).by_key) == ["death", "hospital"]
    assert replaced.in_force(ON).by_key["hospital"].limits == ()

    added = changed(BYLAW, {"benefit.birth": flat}, on=ON)
    assert list(added.in_force(ON).by_key) == ["death", "hospital", "birth"]
    assert codes({"birth": flat}) == ["change.no_such_path"]  # perhaps a slip for one that is there


def test_several_changes_are_made_together_whatever_their_order():
    changes = {"hospital.limits[1]": None, "hospital.limits[2].baht": 900, "hospital.wait": None, "dues.rate": 2}
    reversed_changes = dict(reversed(changes.items()))
    new = changed(BYLAW, changes, on=ON)
    assert said(new, "hospital.limits") == [{"baht": "900.00", "per": "fiscal year"}]
    assert said(new, "dues.rate") == "2.00"
    assert new == changed(BYLAW, reversed_changes, on=ON)


def test_a_new_form_of_amount_takes_its_own_keys():
    changes = {"death.pays": 900, "death.form": "flat", "death.steps": None, "death.by": None}
    assert said(changed(BYLAW, changes, on=ON), "death.amount") == {"form": "flat", "pays": "900.00"}


def test_several_items_are_added_and_removed_by_the_places_of_before():
    changes = {
        "hospital.limits[3]": {"times": 9, "per": "lifetime"},
        "hospital.limits[4]": {"times": 5, "per": "fiscal year"},
    }
    assert len(said(changed(BYLAW, changes, on=ON), "hospital.limits")) == 4
    both = {"hospital.limits[1]": None, "hospital.limits[2]": None}
    assert "limits" not in said(changed(BYLAW, both, on=ON), "hospital")


# --- from when -----------------------------------------------------------------------------------------------


def test_a_version_that_begins_on_the_day_is_changed_itself():
    new = changed(BYLAW, {"dues.rate": 2}, on=FIRST)
    assert [each.version for each in new.versions] == ["1"]
    assert new.versions[0].dues.rate == Money.baht(2)


def test_versions_that_begin_later_are_changed_too():
    later = version(2, date(2028, 1, 1))
    new = changed(law(version(), later), {"dues.rate": 2}, on=ON)
    assert [each.version for each in new.versions] == ["1", "1 + 2027-01-01", "2"]
    assert [each.dues.rate for each in new.versions] == [Money.baht(1), Money.baht(2), Money.baht(2)]


def test_a_later_version_without_the_clause_is_refused_by_its_name_unless_it_is_to_be_removed():
    bylaw = law(version(), version(2, date(2028, 1, 1), death=DEATH))
    error = refusal({"hospital.wait": "1 year"}, bylaw)
    assert [finding.code for finding in error.findings] == ["change.later_version"]
    assert "2" in str(error)
    assert [list(each.by_key) for each in changed(bylaw, {"hospital": None}, on=ON).versions] == [
        ["death", "hospital"],
        ["death"],
        ["death"],
    ]


def test_a_mistake_is_told_once_however_many_versions_it_is_made_in():
    bylaw = law(version(), version(2, date(2028, 1, 1)), version(3, date(2029, 1, 1)))
    assert codes({"dues.rate": 1.5}, bylaw) == ["change.float"]


def test_a_later_version_that_says_so_already_is_left_alone():
    later = version(2, date(2028, 1, 1)) | {"dues": {"convention": "FLAT_30", "rate": "2.00"}}
    bylaw = law(version(), later)
    new = changed(bylaw, {"dues.rate": "2.00"}, on=ON)
    assert new.versions[2] == bylaw.versions[1]
    there = changed(bylaw, {"dues.rate": "1.00"}, on=ON)
    assert [each.version for each in there.versions] == ["1", "2"]  # the version of the day says so already
    assert there.versions[1].dues.rate == Money.baht(1)


def test_a_numbered_version_is_changed_from_its_own_first_day():
    bylaw = law(version(), version(2, date(2025, 1, 1)))
    new = changed(bylaw, {"version[1].death.steps[4].pay": 90000, "dues.rate": 2}, on=ON)
    assert said(new, "death.steps[4].pay", FIRST) == "90000.00"
    assert said(new, "death.steps[4].pay") == "30000.00"
    assert [each.dues.rate for each in new.versions] == [Money.baht(1), Money.baht(1), Money.baht(2)]
    early = changed(bylaw, {"version[2].effective": date(2024, 6, 1)}, on=ON)
    assert early.versions[1].effective == date(2024, 6, 1)
    assert changed(bylaw, {"version[1]": None}, on=ON).versions == bylaw.versions[1:]


def test_two_changes_on_two_days_are_two_versions_and_a_name_is_taken_once():
    once = changed(BYLAW, {"dues.rate": 2}, on=ON)
    twice = changed(once, {"dues.rate": 3}, on=date(2028, 1, 1))
    assert [each.version for each in twice.versions] == ["1", "1 + 2027-01-01", "1 + 2027-01-01 + 2028-01-01"]
    taken = law(version("1 + 2027-01-01"), version(1, date(2025, 1, 1)))
    assert [each.version for each in changed(taken, {"dues.rate": 2}, on=ON).versions][2:] == ["1 + 2027-01-01 +"]


def test_a_version_that_others_keep_clauses_of_is_not_dropped():
    once = changed(BYLAW, {"dues.rate": 2}, on=ON)
    keeps = [{"of": "1 + 2027-01-01", "benefits": ["death"], "joined_before": date(2026, 1, 1)}]
    document = document_of(once)
    document["version"].append(version(3, date(2028, 1, 1)) | {"keeps": keeps})
    kept = build_bylaw(document)
    back = changed(kept, {"dues.rate": 1}, on=ON)
    assert [each.version for each in back.versions] == ["1", "1 + 2027-01-01", "3"]


def test_an_amendment_that_says_again_what_was_said_is_no_copy():
    bylaw = law(version(), version(2, ON) | {"dues": {"convention": "FLAT_30", "rate": "2.00"}})
    again = changed(bylaw, {"dues.rate": 1}, on=ON)
    assert [each.version for each in again.versions] == ["1", "2"]


def test_where_the_joining_date_governs_the_change_is_for_those_who_join_from_then_on():
    bylaw = law(governs="joining date")
    new = changed(bylaw, {"death.steps[4].pay": 90000}, on=ON)
    event = date(2040, 1, 1)
    before, after = (new.governing(event=event, claimed=event, joined=joined) for joined in (date(2026, 12, 31), ON))
    assert before == bylaw.versions[0]
    assert after == new.versions[1]


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "near", "there"),
    [
        ("hopsital.wait", "hospital.wait", "hospital"),
        ("hospital.wiat", "hospital.wait", "wait"),
        ("death.steps[5].pay", "death.steps[4].pay", "[4]"),
        ("death.stps[4].pay", "death.steps[4].pay", "steps"),
        ("death.steps[4].pays", "death.steps[4].pay", "pay"),
        ("dues.rat", "dues.rate", "rate"),
        ("standing.areas", "standing.arrears_at_most_months", "arrears_at_most_months"),
    ],
)
def test_a_path_that_matches_nothing_is_refused_with_what_is_near_and_what_there_is(path, near, there):
    error = refusal({path: 1})
    (finding,) = error.findings
    assert finding.code == "change.no_such_path"
    assert finding.params["path"] == path
    assert near in finding.params["nearest"] or path == "standing.areas"
    assert there in finding.params["there"]
    assert path in str(error)
    assert there in str(error)


@pytest.mark.parametrize(
    "path",
    [
        "x",
        "version",
        "version[2].dues.rate",
        "version[1].dues.rat",
        "dues.rate.more",
        "name.more",
        "death.steps[6]",
        "death[1]",
        "hospital.x.y",
        "benefit.birth.wait",
    ],
)
def test_nothing_is_changed_where_nothing_stands(path):
    assert codes({path: 1}) == ["change.no_such_path"]


def test_what_is_not_there_cannot_be_removed():
    assert codes({"death.wait": None}) == ["change.no_such_path"]
    assert codes({"birth": None}) == ["change.no_such_path"]
    assert codes({"death.steps[5]": None}) == ["change.no_such_path"]


def test_a_path_that_may_mean_two_things_is_refused_naming_both():
    rounding = {"to": "1.00", "direction": "up", "source": "ข้อ 9"}
    share = {"form": "share", "of": "contributions", "share": "1/2", "rounding": rounding}
    table = version(dues={"label": LABEL, "category": "04", "amount": share})
    table["dues"] = {"convention": "ANNUAL_DIV_12", "rate": "365.00", "rounding": rounding}
    bylaw = law(table)

    (finding,) = refusal({"dues.rounding.to": 5}, bylaw).findings
    assert finding.code == "change.ambiguous"
    options = ("version.dues.rounding.to", "version.benefit.dues.amount.rounding.to")
    assert finding.params["options"] == options
    for option in options:
        assert said(changed(bylaw, {option: 5}, on=ON), option) == "5.00"
    assert said(changed(bylaw, {"dues.share": "1/3"}, on=ON), "dues.share") == "1/3"
    (finding,) = refusal({"dues.assumed": ["rate"]}, bylaw).findings  # both may say it, and neither does yet
    assert finding.code == "change.ambiguous"


@pytest.mark.parametrize("value", [1.5, float("nan"), [1.5], {"pay": 1.5}, {"a": [{"b": 0.1}]}])
@pytest.mark.parametrize("path", ["dues.rate", "death.steps[4]", "hospital.at_most"])
def test_a_float_is_refused_with_what_to_write_instead(path, value):
    (finding,) = refusal({path: value}).findings
    assert finding.code == "change.float"
    assert '"' in finding.params["meant"]


def nested(depth):
    return {"a": nested(depth - 1)} if depth else 1


@pytest.mark.parametrize("value", [object(), b"1", {1: 2}, Decimal("inf"), Decimal("1e400"), nested(30), [nested(30)]])
def test_what_no_bylaw_can_say_is_refused(value):
    assert codes({"dues.rate": value}) == ["change.value_unreadable"]


def test_all_mistakes_are_told_at_once():
    wrong = {"dues.rat": 1, "hospital.wait": 1.5, "version.effective": ON, "death": None, "death.steps[1].pay": 5}
    assert sorted(codes(wrong)) == ["change.float", "change.no_such_path", "change.of_version", "change.twice"]
    assert codes({"a b": 1, "c d": 1, "x": 1}) == ["change.path_unreadable", "change.path_unreadable"]
    assert "and 1 more" in str(refusal({"a b": 1, "c d": 1}))


@pytest.mark.parametrize(
    "paths",
    [
        ("hospital.wait", "benefit.hospital.wait"),
        ("hospital", "hospital.limits[1].units"),
        ("hospital.age", "version.hospital.age"),
        ("hospital.amount", "hospital.unit"),
    ],
)
def test_nothing_is_changed_twice(paths):
    assert codes(dict.fromkeys(paths, 1)) == ["change.twice"]


@pytest.mark.parametrize("key", ["id", "adopted", "effective"])
def test_which_version_it_is_does_not_change_from_a_day_on(key):
    error = refusal({key: date(2020, 1, 1)})
    assert [finding.code for finding in error.findings] == ["change.of_version"]
    assert f"version[1].{key}" in str(error)


def test_before_the_first_version_there_is_nothing_to_change():
    assert codes({"dues.rate": 2}, on=date(2020, 1, 1)) == ["change.none_in_force"]
    with pytest.raises(InvalidValue):
        what_changed(BYLAW, BYLAW, on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dues.rate": "a lot"}, "bylaw.wrong_value"),
        ({"dues.rate": None}, "bylaw.missing_key"),
        ({"hospital.limits[1].per": "week"}, "bylaw.not_an_option"),
        ({"death.steps[4].from": "10 years"}, "bylaw.steps_out_of_order"),
        ({"death.steps": None}, "bylaw.steps_empty"),
        ({"hospital": None, "death.deducts": ["hospital"]}, "bylaw.not_an_option"),
        ({"hospital.limits[2].baht": 100}, "lint.limit_below_one"),
        ({"standing.arrears_at_most_months": None, "standing.suspended_from_months": 0}, "lint.never_true"),
        ({"hospital": None, "death": None}, "lint.no_benefit"),
    ],
)
def test_a_change_that_no_bylaw_can_bear_is_refused_with_all_that_is_wrong(changes, code):
    with pytest.raises(ByLawError) as refused:
        changed(BYLAW, changes, on=ON)
    assert code in [finding.code for finding in refused.value.findings]
    assert all(words(finding, language) for finding in refused.value.findings for language in LANGUAGES)


def test_an_error_of_before_is_not_the_fault_of_a_change():
    weak = changed(BYLAW, {"hospital.limits[2].baht": 300}, on=FIRST)
    document = document_of(weak)
    document["version"][0]["benefit"]["hospital"]["limits"][1]["baht"] = "100.00"
    weak = build_bylaw(document)
    assert any(finding.is_error for finding in lint(weak))
    assert said(changed(weak, {"dues.rate": 2}, on=ON), "dues.rate") == "2.00"
    with pytest.raises(ByLawError):
        changed(weak, {"hospital.limits[2].baht": 50}, on=ON)


# --- what changed --------------------------------------------------------------------------------------------


def told(changes, language):
    differences = what_changed(BYLAW, changed(BYLAW, changes, on=ON), on=ON)
    return [words(each.finding, language) for each in differences]


@pytest.mark.parametrize(
    ("changes", "english"),
    [
        ({"death.steps[4].pay": 40000}, ["death.steps[4].pay: 30,000.00 → 40,000.00"]),
        ({"hospital.wait": "1 year"}, ["hospital.wait: 180 days → 1 year"]),
        ({"hospital": None}, ["hospital: a → (removed)"]),
        ({"hospital.age": {"from": "15 years"}}, ["hospital.age: (nothing) → from = 15 years"]),
        ({"hospital.limits[1]": None}, ["hospital.limits[1]: units = 5, per = event → (removed)"]),
        ({"death.documents": ["a", "b"]}, ["death.documents: (nothing) → a, b"]),
        (
            {"death.steps[5]": {"from": "20 years", "pay": 50000}, "name.en": "b"},
            ["name.en: a → b", "death.steps[5]: (nothing) → from = 20 years, pay = 50,000.00"],
        ),
        ({"hospital.pays": {"form": "flat", "pays": 1}}, ["hospital.pays: 200.00 → form = flat, pays = 1.00"]),
        ({}, []),
    ],
)
def test_what_changed_is_told_by_path_with_what_was_and_what_is(changes, english):
    assert told(changes, "en") == english
    assert len(told(changes, "th")) == len(english)


def test_durations_are_told_in_thai():
    assert told({"hospital.wait": "1 year"}, "th") == ["hospital.wait: 180 วัน → 1 ปี"]


@given(bylaws(max_versions=1), bylaws(max_versions=1))
def test_between_any_two_bylaws_something_differs_or_they_say_the_same(one, other):
    on = max(each.versions[0].effective for each in (one, other))
    differences = what_changed(one, other, on=on)
    here, there = (document_of(each) for each in (one, other))
    assert (not differences) == (here == there)
    for each in differences:
        assert each.before != each.after
        assert all(words(each.finding, language) for language in LANGUAGES)


# --- another by-law --------------------------------------------------------------------------------------------


@given(bylaws(max_versions=2), clean_bylaws(), st.integers(0, 3_000))
def test_another_bylaw_follows_from_the_day_on_and_nothing_moves_before_it(bylaw, other, days):
    on = max(each.versions[-1].effective for each in (bylaw, other)) + timedelta(days=days)
    both = followed_by(bylaw, other, on=on)

    assert what_changed(both, evolve(other, fund=both.fund, name=both.name), on=on) == ()
    assert both.governs == other.governs
    if both != other:
        assert (both.fund, both.name) == (bylaw.fund, bylaw.name)
        assert both.in_force(on).effective == on
        for day in (bylaw.versions[0].effective, on - timedelta(days=1)):
            assert both.in_force(day) == (bylaw.in_force(day) if day < on else both.in_force(on))
    assert len({each.version for each in both.versions}) == len(both.versions)
    assert build_bylaw(document_of(both)) == both


def test_an_amended_file_of_the_same_fund_is_taken_as_it_is():
    amended = law(version(), version(2, date(2028, 1, 1), death=DEATH))
    assert followed_by(BYLAW, amended, on=ON) == amended
    assert followed_by(BYLAW, BYLAW, on=ON) == BYLAW


def test_later_versions_of_another_bylaw_follow_too_and_keep_only_what_is_there():
    keeps = [
        {"of": "a", "benefits": ["death"], "joined_before": FIRST},
        {"of": "1", "benefits": ["death"], "joined_before": FIRST},
    ]
    other = law(
        version("a", death=HOSPITAL), version(1, date(2025, 1, 1)), version("b", date(2028, 1, 1)) | {"keeps": keeps}
    )
    both = followed_by(BYLAW, other, on=ON)
    assert [each.version for each in both.versions] == ["1", "1 + 2027-01-01", "b"]
    assert [each.version for each in both.versions[-1].keeps] == ["1 + 2027-01-01"]
    assert build_bylaw(document_of(both)) == both


def test_another_bylaw_with_errors_or_without_a_version_in_force_is_refused():
    with pytest.raises(InvalidValue):
        followed_by(BYLAW, law(version(1, date(2030, 1, 1))), on=ON)
    low = deepcopy(HOSPITAL)
    low["limits"][1]["baht"] = "100.00"
    with pytest.raises(ByLawError) as refused:
        followed_by(BYLAW, law(version(hospital=low)), on=ON)
    assert "lint.limit_below_one" in [finding.code for finding in refused.value.findings]


# --- a change as a value -------------------------------------------------------------------------------------


def test_a_change_has_a_name_and_cannot_be_changed_itself():
    changes = {"dues.rate": "1.50", "hospital": None}
    change = Change.of(changes)
    changes["x"] = 1
    assert change.name == {"th": "dues.rate = 1.50; hospital = none", "en": "dues.rate = 1.50; hospital = none"}
    assert set(change.changes) == {"dues.rate", "hospital"}
    assert change == Change.of({"dues.rate": "1.50", "hospital": None})
    with pytest.raises(TypeError):
        change.changes["x"] = 1


@pytest.mark.parametrize("changes", [{"a b": 1}, {"dues.rate": 1.5}, {"dues.rate": object()}])
def test_a_change_that_can_never_be_made_is_none(changes):
    with pytest.raises(InvalidValue):
        Change.of(changes)
