"""Papers of single events: they say what the facts say, show nobody more than they need, and are marked where void."""

import io
from datetime import UTC, date, datetime
from functools import cache
from html import escape
from tempfile import TemporaryDirectory

import pypdf
import pytest
from attrs import evolve
from hypothesis import given
from num2words import num2words

from communitywelfare.accounting import DocumentKind, vouchers
from communitywelfare.claims import ClaimState
from communitywelfare.contributions import Contributions
from communitywelfare.errors import MissingFact
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.io.package import read_package, write_package
from communitywelfare.members import Relationship
from communitywelfare.money import Money, total
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.documents import DOCUMENTS, document_html, document_pdf
from communitywelfare.reports.documents.document import Choices, Facts, Prose, Sum
from communitywelfare.reports.sheets import RowKind, Table
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES

ON = date(2024, 9, 30)
ASKED = Asked(first=ON, last=ON)
THEN = datetime(2024, 9, 30, 12, tzinfo=UTC)


@cache
def example():
    """A fund as it stands on the disk, its journal sealed."""
    with TemporaryDirectory() as folder:
        write_package(f"{folder}/fund", make_package(Plan(members=40, years=2, seed=7)))
        return read_package(f"{folder}/fund").package.fund


def payments(fund):
    return [entry for entry in fund.journal if entry.voucher.kind is DocumentKind.PAYMENT]


def own_payment():
    """A payment of a claim that a member made for herself."""
    fund = example()
    own = {each.number for each in fund.claims if each.relation is Relationship.SELF}
    return next(each for each in payments(fund) if each.voucher.reference in own)


def numbers_of(fund):
    """A number for each kind of paper, where the fund has one."""
    found = {kind: [each.number for each in fund.register] for kind in ("application", "card", "history")}
    found["receipt"] = [each.number for each in fund.contributions]
    found["voucher"] = [entry.voucher.number for entry in payments(fund)]
    found["claim"] = [each.number for each in fund.claims]
    return found


def draw(kind, number, *, fund=None, asked=ASKED):
    return DOCUMENTS[kind](fund or example(), number, asked)


def block(document, kind):
    return next(each for each in document.blocks if isinstance(each, kind))


def said_of(document, language="th"):
    """All the words on a paper."""
    return document_html(document, language).decode().partition("</style>")[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_every_paper_is_a_page_and_a_print_in_both_languages(kind, language):
    document = draw(kind, numbers_of(example())[kind][0])
    printed = document_pdf(document, language)

    assert printed == document_pdf(document, language)
    assert escape(document.title[language]) in document_html(document, language).decode()
    assert example().journal.head[:8] in pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text()


@given(funds())
def test_papers_can_be_drawn_up_of_everything_that_any_fund_has(fund):
    for kind, numbers in numbers_of(fund).items():
        for number in numbers:
            document = draw(kind, number, fund=fund)
            assert all(document_html(document, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application", "member.not_found"),
        ("card", "member.not_found"),
        ("history", "member.not_found"),
        ("receipt", "receipt.not_found"),
        ("voucher", "statement.no_voucher"),
        ("claim", "claim.not_found"),
    ],
)
def test_a_number_that_there_is_not_is_told(kind, code):
    with pytest.raises(MissingFact) as told:
        draw(kind, "9999/2599")
    assert told.value.findings[0].code == code


# --- receipts and vouchers ---------------------------------------------------------------------------------


def test_a_receipt_adds_up_its_lines_and_says_the_sum_in_words():
    first = example().contributions.receipts[0]
    fee = evolve(first, amount=Money.baht("20.25"))
    fund = evolve(example(), contributions=Contributions((*example().contributions.receipts, fee)))
    document = draw("receipt", first.number, fund=fund)
    whole = first.amount + fee.amount

    assert len([row for row in block(document, Table).rows if row.kind is RowKind.LINE]) == 2
    assert block(document, Table).rows[-1].cells[-1] == whole
    assert block(document, Sum).words["th"] == num2words(whole.plain, lang="th", to="currency", currency="THB")
    assert document.stamp is None


def test_a_void_receipt_is_marked_across_and_names_what_voids_it():
    number = example().contributions.receipts[-1].number
    fund, paper = void_receipt(example(), number, on=ON, reason="เขียนผิด", recorded_at=THEN)
    document = draw("receipt", number, fund=fund)

    assert document.stamp == {"th": "ยกเลิก", "en": "VOID"}
    assert paper.number in said_of(document)
    assert 'class="stamp"' in document_html(document, "th").decode()
    assert "VOID" in pypdf.PdfReader(io.BytesIO(document_pdf(document, "en"))).pages[0].extract_text()


def test_a_number_of_several_books_is_not_guessed():
    first = example().contributions.receipts[0]
    two = tuple(evolve(first, book=book, amount=Money.baht(sum_)) for book, sum_ in (("1", 10), ("2", 20)))
    fund = evolve(example(), contributions=Contributions(two))

    with pytest.raises(MissingFact) as told:
        draw("receipt", first.number, fund=fund)
    assert told.value.findings[0].params["books"] == ("1", "2")
    assert block(draw("receipt", f"2/{first.number}", fund=fund), Sum).amount == Money.baht(20)


@given(funds())
def test_a_voucher_says_what_went_out_and_for_what(fund):
    for entry in payments(fund):
        document = draw("voucher", entry.voucher.number, fund=fund)
        went_out = -total(each.amount for each in entry.voucher.postings if each.account in {"11010", "12010"})
        assert block(document, Sum).amount == went_out
        assert block(document, Table).rows[-1].cells[-1] == went_out


def test_a_voucher_that_was_taken_back_is_marked_across():
    entry = payments(example())[0]
    assert draw("voucher", entry.voucher.number).stamp is None

    back = vouchers.reversal(entry, day=ON, number="V9/2567", reason="จ่ายผิดคน")
    journal = vouchers.post(example().journal, example().chart, back, recorded_at=THEN)
    document = draw("voucher", entry.voucher.number, fund=evolve(example(), journal=journal))

    assert document.stamp == {"th": "ยกเลิก", "en": "VOID"}
    assert journal.entries[-1].number in said_of(document)
    taking_back = draw("voucher", "V9/2567", fund=evolve(example(), journal=journal))
    assert block(taking_back, Sum).amount == -block(document, Sum).amount


def test_a_voucher_names_the_claimant_and_then_nothing_of_the_member():
    entry = own_payment()
    claim = example().claim(entry.voucher.reference)
    heir = evolve(claim, claimant=PersonName("นางสมมุติ ทายาท"), relation=Relationship.CHILD)
    fund = evolve(example(), claims=tuple(heir if each is claim else each for each in example().claims))
    member = fund.membership(claim.member)

    assert "นางสมมุติ ทายาท" in said_of(draw("voucher", entry.voucher.number, fund=fund))
    assert str(member.person.citizen_id) not in said_of(draw("voucher", entry.voucher.number, fund=fund))
    assert str(member.person.citizen_id) in said_of(draw("voucher", entry.voucher.number))


# --- the member's papers -----------------------------------------------------------------------------------


@given(funds())
def test_the_passbook_ends_with_all_that_was_paid(fund):
    for membership in fund.register:
        document = draw("card", membership.number, fund=fund)
        running = [row.cells[5] for row in block(document, Table).rows]
        assert running[-1] == fund.contributions.paid(membership, ON)
        assert running == sorted(running, key=lambda amount: amount.satang)


def test_the_passbook_does_not_say_zero_where_it_is_not_known():
    membership = example().register.memberships[0]
    known = said_of(draw("card", membership.number))
    absent = evolve(example(), absent=frozenset({"contributions"}))

    assert "ไม่ทราบ" not in known
    assert "ไม่ทราบ" in said_of(draw("card", membership.number, fund=absent))


@given(funds())
def test_the_history_of_benefits_adds_up_to_what_the_member_was_paid(fund):
    for membership in fund.register:
        document = draw("history", membership.number, fund=fund)
        claims = fund.claims_of_member.get(membership.number, ())
        paid = total(fund.granted(each.number, ON) for each in claims if fund.state(each.number, ON) is ClaimState.PAID)
        assert block(document, Sum).amount == paid


def test_the_application_ticks_what_was_resolved_and_lists_who_was_named():
    fund = example()
    membership = next(each for each in fund.register if fund.beneficiaries_of.get(each.number))
    document = draw("application", membership.number)
    waiting = evolve(membership, admitted=None)
    other = evolve(fund, register=fund.register.replacing(waiting))

    assert [ticked for _words, ticked in block(document, Choices).choices] == [membership.admitted is not None, False]
    assert not any(
        ticked for _words, ticked in block(draw("application", membership.number, fund=other), Choices).choices
    )
    named = {each.name.reveal("see whether it is printed") for each in fund.beneficiaries_of[membership.number]}
    assert {row.cells[1] for row in block(document, Table).rows} == named


def test_a_claim_ticks_the_benefit_and_what_was_decided():
    fund = example()
    states = {fund.state(each.number, ON): each for each in fund.claims}
    for state, ticked in ((ClaimState.PAID, [True, False]), (ClaimState.REJECTED, [False, True])):
        document = draw("claim", states[state].number)
        benefits, decided = (each for each in document.blocks if isinstance(each, Choices))
        assert [chosen for _words, chosen in decided.choices] == ticked
        assert sum(chosen for _words, chosen in benefits.choices) == 1
        assert any(isinstance(each, Sum) for each in document.blocks) == (state is ClaimState.PAID)


def test_what_somebody_suffers_from_is_hidden_unless_it_is_asked_for():
    claim = evolve(example().claims[0], detail=HealthNote("ไข้เลือดออก"))
    fund = evolve(example(), claims=(claim, *example().claims[1:]))

    assert "ไข้เลือดออก" not in said_of(draw("claim", claim.number, fund=fund))
    assert "ไข้เลือดออก" in said_of(draw("claim", claim.number, fund=fund, asked=evolve(ASKED, unmasked=True)))


@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_no_paper_shows_a_whole_citizen_id_unless_it_is_asked_for(kind):
    fund = example()
    known = [each.person.citizen_id.reveal("see whether it is printed") for each in fund.register]
    number = own_payment().voucher.number if kind == "voucher" else numbers_of(fund)[kind][0]
    unmasked = said_of(draw(kind, number, asked=evolve(ASKED, unmasked=True)))

    assert not any(digits in said_of(draw(kind, number)) for digits in known)
    assert any(digits in unmasked for digits in known) == (kind in {"application", "card", "history", "voucher"})


def test_papers_of_made_up_funds_say_so():
    real = evolve(example(), synthetic=False)
    number = example().contributions.receipts[0].number

    assert draw("receipt", number).notes
    assert not draw("receipt", number, fund=real).notes


def test_another_claimant_asks_in_the_members_name():
    claim = evolve(example().claims[0], claimant=PersonName("นางสมมุติ ทายาท"), relation=Relationship.CHILD)
    fund = evolve(example(), claims=(claim, *example().claims[1:]))
    asking = block(draw("claim", claim.number, fund=fund), Prose).words

    assert "นางสมมุติ ทายาท" in asking["th"]
    assert "บุตร" in asking["th"]
    assert claim.member in asking["th"]
    assert block(draw("claim", claim.number, fund=fund), Facts)
