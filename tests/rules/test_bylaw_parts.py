"""The rarer parts of a by-law, each with what it means and what is told when it is wrong."""

from datetime import date
from fractions import Fraction
from typing import ClassVar

import pytest
from attrs import evolve, frozen

from communitywelfare.calendar import Duration, PartialDate, Unit, YearStart
from communitywelfare.claims import Authority, Claim, Decision, Event, Outcome, Override
from communitywelfare.errors import ByLawError, InvalidValue, Place, Refused, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules.amounts import Bounds, Entitlement, Nothing, refused
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.bylaws import Rejoining, Standing, Transferring
from communitywelfare.rules.expressions import ArrearsAtMost, NeverBehind, SettledFor
from communitywelfare.rules.facts import Payee
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.reading import conditions_of_standing
from communitywelfare.rules.registry import BUILT_IN_FORMS, forms_of
from communitywelfare.rules.schedules import Every

WORDS = {"th": "ก", "en": "a"}
DAY = date(2024, 3, 1)
FLAT = {"form": "flat", "pays": 100}


def a_document(clause=None, version=None, *, others=(), **keys):
    plain = {
        "id": "1",
        "adopted": date(2020, 1, 1),
        "effective": date(2020, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {"b": {"label": WORDS, "category": "99", "amount": FLAT, **(clause or {})}},
    }
    first = {key: value for key, value in (plain | (version or {})).items() if value is not None}
    versions = [first, *({**plain, **other} for other in others)]
    return {"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": versions} | keys


def law(clause=None, version=None, **options):
    return build_bylaw(a_document(clause, version), **options).versions[0]


def told(clause=None, version=None, *, others=(), **options):
    with pytest.raises(ByLawError) as refused:
        build_bylaw(a_document(clause, version, others=others), **options)
    return [(finding.code, finding.place.clause) for finding in refused.value.findings]


def facts(**changes):
    plain = ClaimFacts(
        basis=DAY,
        event_day=DAY,
        claim_day=DAY,
        is_member=True,
        joined=date(2015, 1, 1),
        tenure_from=date(2015, 1, 1),
        birth=PartialDate.parse("1980-01-01"),
        units=1,
        payees=(),
    )
    return evolve(plain, **changes)


def decided(clause=None, **changes) -> Decision:
    claim = Claim(number="1", day=DAY, member="1", benefit="b", category="99", event=Event(day=DAY))
    return adjudicate(law(clause), claim, facts(**changes))


B = "version[1].benefit.b"
LATER = {"id": "2", "adopted": date(2021, 1, 1), "effective": date(2021, 1, 1)}
HALF = {
    "form": "share",
    "of": "contributions",
    "share": "1/2",
    "rounding": {"to": 1, "direction": "up", "source": "ข้อ 1"},
}


# --- what is told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "code", "path"),
    [
        ({"paid_for": "90 days"}, "bylaw.wrong_value", "paid_for"),
        ({"when": 5}, "bylaw.wrong_value", "when"),
        ({"when": [5]}, "bylaw.wrong_value", "when"),
        ({"deducts": ["nobody"]}, "bylaw.not_an_option", "deducts"),
        ({"no_claim": {"for": "1 year", "of": ["nobody"]}}, "bylaw.not_an_option", "no_claim"),
        ({"limits": [{"times": 1, "per": "event", "together_with": ["nobody"]}]}, "bylaw.not_an_option", "limits"),
        ({"limits": [{"times": 1, "per": "event", "household": "yes"}]}, "bylaw.wrong_value", "limits[1].household"),
        ({"payees": {}}, "bylaw.payees_empty", "payees"),
        ({"payees": {"order": ["COUSIN"]}}, "bylaw.not_an_option", "payees.order"),
        ({"payees": {"shares": {"COUSIN": "1/2", "CHILD": "1/2"}}}, "bylaw.unknown_key", "payees.shares.COUSIN"),
        ({"payees": {"shares": {"SPOUSE": "half"}}}, "bylaw.wrong_value", "payees.shares.SPOUSE"),
        ({"automatic": {}}, "bylaw.one_of_two", "automatic.every"),
        ({"automatic": {"every": "month", "ages": ["60 years"]}}, "bylaw.one_of_two", "automatic.every"),
        ({"automatic": {"ages": ["sixty", "60 years"]}}, "bylaw.wrong_value", "automatic.ages"),
        ({"committee": "decide"}, "bylaw.not_an_option", "committee"),
        ({"amount": {"form": "formula", "pays": 5}}, "bylaw.wrong_value", "amount.pays"),
        ({"amount": {"form": "formula", "pays": "5 +"}}, "bylaw.notation_unreadable", "amount.pays"),
        ({"amount": {**HALF, "shares": {"COUSIN": "1/2"}}}, "bylaw.unknown_key", "amount.shares.COUSIN"),
        ({"amount": {**HALF, "at_least": 5, "at_most": 4}}, "bylaw.bounds_crossed", "amount.at_most"),
        ({"amount": {"form": "discretion", "at_least": 5, "at_most": 4}}, "bylaw.bounds_crossed", "amount.at_most"),
        ({"amount": {"form": "table", "rows": [{"pay": 1}]}}, "bylaw.missing_key", "amount.rows[1].when"),
        ({"amount": {"form": "table", "rows": []}}, "bylaw.steps_empty", "amount.rows"),
        (
            {"amount": {"form": "base and steps", "base": 1, "adds": 1, "every": "0 years"}},
            "bylaw.time_of_nothing",
            "amount.every",
        ),
        (
            {"amount": {"form": "base and steps", "base": 1, "adds": 1, "every": "1 year", "since": "9 days"}},
            "bylaw.units_mixed",
            "amount.since",
        ),
        (
            {"amount": {"form": "steps", "by": "age", "steps": [{"from": "1 year", "over": "1 year", "pay": 1}]}},
            "bylaw.one_of_two",
            "amount.steps[1].over",
        ),
        (
            {
                "amount": {
                    "form": "steps",
                    "by": "age",
                    "steps": [{"from": "1 year", "to": "2 years", "below": "2 years", "pay": 1}],
                }
            },
            "bylaw.one_of_two",
            "amount.steps[1].to",
        ),
        (
            {
                "amount": {
                    "form": "steps",
                    "by": "age",
                    "steps": [{"from": "1 year", "to": "5 years", "pay": 1}, {"from": "5 years", "pay": 2}],
                }
            },
            "bylaw.steps_overlap",
            "amount.steps[2]",
        ),
        (
            {"amount": {"form": "steps", "by": "age", "steps": [{"from": "5 years", "to": "3 years", "pay": 1}]}},
            "bylaw.step_backwards",
            "amount.steps[1]",
        ),
        (
            {"amount": {"form": "steps", "by": "age", "steps": [{"over": "5 years", "to": "5 years", "pay": 1}]}},
            "bylaw.step_backwards",
            "amount.steps[1]",
        ),
        (
            {
                "amount": {
                    "form": "steps",
                    "by": "age",
                    "steps": [{"from": "1 year", "pay": 1}, {"from": "5 years", "below": "3 years", "pay": 1}],
                    "overlap": "later row",
                }
            },
            "bylaw.step_backwards",
            "amount.steps[2]",
        ),
    ],
)
def test_what_is_wrong_in_a_clause_is_told_once_with_its_place(clause, code, path):
    assert told(clause) == [(code, f"{B}.{path}")]


@pytest.mark.parametrize(
    ("version", "code", "path"),
    [
        (
            {"standing": {"arrears_at_most_months": 3, "suspended_from_months": 4}},
            "bylaw.one_of_two",
            "standing.suspended_from_months",
        ),
        (
            {"standing": {"arrears_at_most_months": 3, "ended_over_months": 6, "ended_from_months": 7}},
            "bylaw.one_of_two",
            "standing.ended_from_months",
        ),
        ({"limits": [{"times": 1, "per": "event"}]}, "bylaw.missing_key", "limits[1].together_with"),
        ({"leaves_out": ["b"]}, "bylaw.missing_key", "based_on"),
        ({"based_on": "common"}, "bylaw.no_templates", "based_on"),
        (
            {"ceilings": [{"name": WORDS, "accounts": ["5"], "at_most": "a tenth", "of": ["4"]}]},
            "bylaw.wrong_value",
            "ceilings[1].at_most",
        ),
        ({"attributes": {"grade": {"kind": "grade"}}}, "bylaw.not_an_option", "attributes.grade.kind"),
        ({"on_rejoining": "never"}, "bylaw.not_an_option", "on_rejoining"),
        ({"on_transfer": "adds up"}, "bylaw.not_an_option", "on_transfer"),
        ({"define": {"wait": "1 year"}, "cite": "@wiat"}, "bylaw.unknown_definition", "cite"),
    ],
)
def test_what_is_wrong_in_a_version_is_told_once_with_its_place(version, code, path):
    assert told(None, version) == [(code, f"version[1].{path}")]


@pytest.mark.parametrize(
    ("keeps", "path"),
    [
        ({"of": "0", "benefits": ["b"], "joined_before": DAY}, "version[2].keeps[1].of"),
        ({"of": "2", "benefits": ["b"], "joined_before": DAY}, "version[2].keeps[1].of"),
        ({"of": "1", "benefits": ["nobody"], "joined_before": DAY}, "version[2].keeps[1].benefits"),
    ],
)
def test_a_version_keeps_only_what_an_older_one_has(keeps, path):
    assert told(others=[{**LATER, "keeps": [keeps]}]) == [("bylaw.not_an_option", path)]


# --- templates ---------------------------------------------------------------------------------------------

TEMPLATES = {
    "plain": {
        "source": "the template",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": 1, "entry_fee": 20},
        "benefit": {
            "birth": {"label": WORDS, "category": "01", "amount": FLAT, "wait": "180 days"},
            "death": {"label": WORDS, "category": "04", "amount": FLAT},
        },
    }
}
UPON = {"source": None, "tenure_from": None, "dues": None, "benefit": None, "based_on": "plain"}


def test_a_version_upon_a_template_says_only_what_it_decides_otherwise():
    own = {**UPON, "dues": {"rate": 2}, "benefit": {"birth": {"amount": {"form": "flat", "pays": 700}}}}
    version = law(None, own, templates=TEMPLATES)
    assert (version.source, version.dues.rate, version.dues.entry_fee) == (
        "the template",
        Money.baht(2),
        Money.baht(20),
    )
    assert set(version.by_key) == {"birth", "death"}
    assert version.by_key["birth"].amount == Flat(Money.baht(700))
    assert len(version.by_key["birth"].conditions) == 1
    assert version.by_key["death"].amount == Flat(Money.baht(100))


def test_clauses_of_a_template_can_be_left_out_and_others_added():
    new = {"label": WORDS, "category": "99", "amount": FLAT}
    version = law(None, {**UPON, "leaves_out": ["death"], "benefit": {"new": new}}, templates=TEMPLATES)
    assert set(version.by_key) == {"birth", "new"}


def test_a_template_or_a_clause_of_it_that_is_not_there_is_told():
    assert told(None, {**UPON, "leaves_out": ["wedding"]}, templates=TEMPLATES) == [
        ("bylaw.not_an_option", "version[1].leaves_out")
    ]
    unknown = told(None, {**UPON, "based_on": "plane"}, templates=TEMPLATES)
    assert ("bylaw.not_an_option", "version[1].based_on") in unknown


def test_a_template_without_clauses_gives_only_the_rest():
    bare = {"bare": {key: value for key, value in TEMPLATES["plain"].items() if key != "benefit"}}
    version = law(None, {**UPON, "based_on": "bare", "benefit": {}}, templates=bare)
    assert version.benefits == ()


# --- the ladder of arrears ---------------------------------------------------------------------------------


def test_the_ladder_suspends_ends_and_reinstates():
    ladder = {"suspended_from_months": 3, "ended_over_months": 11, "reinstated_after": "90 days"}
    version = law(None, {"standing": ladder})
    assert version.standing == Standing(suspended_from=3, ended_from=12, reinstated_after=Duration(90, Unit.DAY))
    assert version.benefits[0].conditions == (ArrearsAtMost(2), NeverBehind(12), SettledFor(Duration(90, Unit.DAY)))


@pytest.mark.parametrize(
    ("arrears", "worst", "settled", "codes"),
    [
        (2, 2, None, []),
        (3, 3, None, ["member.arrears"]),
        (0, 11, date(2023, 12, 1), []),  # 1 December and 90 days: 29 February
        (0, 11, date(2023, 12, 3), ["member.reinstatement_wait"]),  # 2 March, a day too late
        (0, 12, date(2020, 1, 1), ["member.ended_by_arrears"]),
        (12, 12, None, ["member.arrears", "member.ended_by_arrears"]),
    ],
)
def test_each_rung_of_the_ladder_is_a_reason_of_its_own(arrears, worst, settled, codes):
    ladder = {"suspended_from_months": 3, "ended_from_months": 12, "reinstated_after": "90 days"}
    version = law(None, {"standing": ladder})
    claim = Claim(number="1", day=DAY, member="1", benefit="b", category="99", event=Event(day=DAY))
    known = facts(arrears_months=arrears, worst_arrears=worst, settled_on=settled)
    reasons = adjudicate(version, claim, known).reasons
    assert [reason.code for reason in reasons if reason.severity is Severity.BLOCK] == codes


def test_a_ladder_put_together_in_python_may_only_end_membership():
    assert tuple(conditions_of_standing(Standing(ended_from=12))) == (NeverBehind(12),)
    assert tuple(conditions_of_standing(None)) == ()


# --- who is covered, and who receives ----------------------------------------------------------------------


def test_somebody_who_never_joined_is_told_so_and_not_called_a_former_member():
    reasons = decided(is_member=False, joined=None, tenure_from=None).reasons
    assert [reason.code for reason in reasons if reason.severity is Severity.BLOCK] == ["member.never_joined"]


NOMINEES = (
    Payee(who="second", relation="CHILD", nominated=2, percent=40),
    Payee(who="first", relation="OTHER", nominated=1, percent=60),
    Payee(who="heir", relation="SPOUSE"),
)


@pytest.mark.parametrize(
    ("rule", "payees", "parts"),
    [
        ({"nominees": True, "order": ["SPOUSE"]}, NOMINEES, {"first": 6000, "second": 4000}),
        ({"nominees": True, "order": ["SPOUSE"]}, NOMINEES[2:], {"heir": 10000}),
        ({"order": ["MOTHER", "SPOUSE", "CHILD"]}, NOMINEES, {"heir": 10000}),
        (
            {"shares": {"SPOUSE": "1/2", "CHILD": "1/2"}},
            (*NOMINEES, Payee(who="c", relation="CHILD")),
            {"heir": 5000, "second": 2500, "c": 2500},
        ),
        (
            {"shares": {"SPOUSE": "1/2", "CHILD": "1/2"}},
            NOMINEES[2:],
            {"heir": 10000},
        ),  # nobody stands in the other half
        (
            {"nominees": True},
            (evolve(NOMINEES[0], percent=None), evolve(NOMINEES[1], percent=None)),
            {"first": 5000, "second": 5000},
        ),
    ],
)
def test_the_first_rule_that_finds_somebody_divides_the_whole(rule, payees, parts):
    decision = decided({"payees": rule}, payees=payees)
    assert {each.who: each.amount.satang for each in decision.payments} == parts


@pytest.mark.parametrize(
    ("payees", "code"), [(None, "fact.missing"), ((Payee(who="x", relation="RELATIVE"),), "payee.none_fits")]
)
def test_where_nobody_can_be_found_to_receive_the_claim_is_payable_and_a_warning_asks(payees, code):
    decision = decided({"payees": {"order": ["SPOUSE"]}}, payees=payees)
    warned = [reason.code for reason in decision.reasons if reason.severity is Severity.WARNING]
    assert (warned, decision.payments, decision.outcome) == ([code], (), Outcome.PAYABLE)


def test_a_relation_that_no_share_is_named_for_receives_nothing():
    share = {**HALF, "shares": {"SPOUSE": "1/3"}, "of": {"form": "flat", "pays": 900}}
    del share["share"]
    spouse, child = (decided({"amount": share}, relation=Relationship(name)) for name in ("SPOUSE", "CHILD"))
    assert spouse.assessed == Money.baht(300)
    assert "claimant.not_beneficiary" in [reason.code for reason in child.reasons]
    assert child.reasons[-1].params["allowed"] == (Relationship.SPOUSE,)


def test_half_of_a_refusal_is_that_refusal_and_no_minimum_lifts_it():
    late = {"form": "steps", "by": "membership", "steps": [{"from": "20 years", "pay": 900}]}
    decision = decided({"amount": {**HALF, "of": late, "at_least": 50}})
    assert (decision.outcome, decision.assessed) == (Outcome.NOT_PAYABLE, ZERO)
    assert decision.reasons[-1].code == "amount.below_first_step"
    years = {"form": "by years", "rates": [{"from": "20 years", "pay": 9}], "at_least": 50}
    assert decided({"amount": years}).assessed == ZERO


def test_a_share_of_a_clause_that_is_no_table_is_told_where_that_clause_stands():
    version = {"benefit": {"b": {"label": WORDS, "category": "99", "amount": {**HALF, "of": "x"}}, "x": 5}}
    assert told(None, version) == [("bylaw.wrong_value", "version[1].benefit.x")]


def test_a_share_of_a_clause_with_a_mistake_is_not_blamed_for_it():
    spoilt = {"label": WORDS, "category": "99", "amount": {"form": "flat", "pays": 1.5}}
    version = {"benefit": {"b": {"label": WORDS, "category": "99", "amount": {**HALF, "of": "x"}}, "x": spoilt}}
    assert told(None, version) == [("bylaw.float_money", "version[1].benefit.x.amount.pays")]


# --- a form that breaks ------------------------------------------------------------------------------------


@frozen
class Broken:
    """A form of amount whose author made a slip."""

    how: str
    form: ClassVar[str] = "broken"

    @classmethod
    def read(cls, keys):
        return cls(keys.text("how"))

    def entitlement(self, facts, place) -> Entitlement:
        raise SLIPS[self.how]("no good")


SLIPS = {"slip": ZeroDivisionError, "refusal": InvalidValue}


BREAKABLE = forms_of(*BUILT_IN_FORMS.values(), Broken)


def by_broken(how):
    claim = Claim(number="1", day=DAY, member="1", benefit="b", category="99", event=Event(day=DAY))
    return adjudicate(law({"amount": {"form": "broken", "how": how}}, forms=BREAKABLE), claim, facts())


@pytest.mark.parametrize("how", SLIPS)
def test_a_form_of_another_package_that_breaks_makes_its_claim_wait_and_no_other(how):
    decision = by_broken(how)
    assert (decision.outcome, decision.assessed) == (Outcome.NEEDS_DOCUMENTS, ZERO)
    assert decision.reasons[-1].code == "amount.form_failed"
    assert decision.reasons[-1].params == {"form": "broken", "error": SLIPS[how].__name__}


def test_a_stand_in_for_an_amount_that_cannot_be_read_pays_nothing():
    # It is never part of a by-law that was built; should it be, nothing comes of it.
    stand_in = Nothing.read(Keys({}, "", []))
    assert stand_in.entitlement(facts(), Place()).amount == ZERO


def test_a_minimum_lifts_no_refusal_and_a_ceiling_cuts_none():
    refusal = refused(facts(), "amount.no_row", Place(), {"rows": 1})
    assert Bounds(least=Money.baht(5), most=Money.baht(9)).around(refusal, Place()) == refusal


# --- the committee -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "reference"), [("", "มติ 1"), ("  ", "มติ 1"), ("เห็นใจ", ""), ("เห็นใจ", " ")])
def test_the_committee_says_why_and_by_which_resolution(reason, reference):
    with pytest.raises(Refused) as refused:
        decided().overridden(Override(amount=Money.baht(50), reason=reason, reference=reference))
    assert [finding.code for finding in refused.value.findings] == ["override.unexplained"]


def test_without_a_resolution_the_trail_is_that_of_the_bylaw():
    decision = decided()
    assert (decision.whole_trail, decision.awarded) == (decision.trail, decision.assessed)


def test_less_than_nothing_is_beyond_every_authority():
    with pytest.raises(Refused) as refused:
        decided().overridden(Override(amount=Money(-1), reason="x", reference="y"))
    (finding,) = refused.value.findings
    assert (finding.code, finding.params["least"], finding.params["most"]) == ("override.beyond_authority", ZERO, None)


def test_what_the_bylaw_leaves_to_the_committee_comes_with_the_bounds_of_its_authority():
    named = decided({"amount": {"form": "discretion", "at_least": 50, "at_most": 400}})
    limited = decided(
        {"amount": {"form": "discretion", "at_least": 50, "at_most": 400}, "limits": [{"baht": 30, "per": "event"}]}
    )
    unbounded = decided({"amount": {"form": "discretion"}})
    whether = decided({"committee": "decides"})
    assert named.authority == Authority(Money.baht(50), Money.baht(400))
    assert limited.authority == Authority(Money.baht(30), Money.baht(30))
    assert unbounded.authority == Authority(ZERO, None)
    assert whether.authority == Authority(ZERO, Money.baht(100))
    assert {each.outcome for each in (named, limited, unbounded, whether)} == {Outcome.NEEDS_COMMITTEE}


# --- days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("automatic", "days"),
    [
        ({"every": "month"}, [date(2024, 2, 1), date(2024, 3, 1)]),
        ({"every": "year", "on": "02-13"}, [date(2024, 2, 13)]),
        ({"every": "year", "on": "01-15"}, []),  # the day on which it was looked at last
        ({"ages": ["66 years", "60 years", "792 months"]}, [date(2024, 2, 20), date(2024, 2, 20)]),
    ],
)
def test_a_benefit_that_nobody_asks_for_falls_due_on_its_days(automatic, days):
    schedule = law({"automatic": automatic}).benefits[0].schedule
    found = schedule.days(date(2024, 1, 15), date(2024, 3, 1), date(1958, 2, 20))
    assert list(found) == days
    assert schedule.every is None or schedule.every in Every
    assert list(schedule.days(date(2024, 1, 15), date(2024, 3, 1), None)) == ([] if schedule.every is None else days)


def test_a_part_of_a_percentage_is_exact():
    version = law(
        None, {"ceilings": [{"name": WORDS, "accounts": ["5"], "at_most": "12.5%", "of": ["4"], "cite": "ข้อ 3"}]}
    )
    assert (version.ceilings[0].part, version.ceilings[0].cite) == (Fraction(1, 8), "ข้อ 3")


def test_a_version_says_what_joining_again_does_and_when_its_year_begins():
    version = law(None, {"on_rejoining": "adds up", "rejoining_within": "1 year", "year_start": "01-01"})
    assert (version.rejoining, version.rejoining_within, version.year_start) == (
        Rejoining.ADDS_UP,
        Duration(1, Unit.YEAR),
        YearStart(1),
    )


def test_a_version_says_what_a_transfer_does_or_is_silent():
    said = [law(None, keys).transferring for keys in ({}, {"on_transfer": "anew"}, {"on_transfer": "continues"})]
    assert said == [None, Transferring.ANEW, Transferring.CONTINUES]


def test_definitions_that_nothing_uses_are_named_and_change_no_rule():
    plain = law({"wait": "@waits"}, {"define": {"waits": "1 year"}})
    spare = law({"wait": "@waits"}, {"define": {"waits": "1 year", "spare": "2 years"}})
    assert (plain.unused, spare.unused) == ((), ("spare",))
    assert plain == spare
    assert plain.fingerprint == spare.fingerprint


def test_a_limit_said_once_for_several_clauses_is_one_of_each():
    clause = {"label": WORDS, "category": "99", "amount": FLAT}
    shared = {"baht": 150, "per": "calendar year", "together_with": ["b", "c"]}
    version = law(None, {"benefit": {"b": clause, "c": clause, "d": clause}, "limits": [shared]})
    assert [len(benefit.limits) for benefit in version.benefits] == [1, 1, 0]
    assert version.by_key["b"].limits == version.by_key["c"].limits
