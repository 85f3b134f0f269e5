"""Canonical tables of members, beneficiaries and receipts for what is written into other people's layouts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

from communitywelfare.contributions import PaymentMethod, ReceiptKind
from communitywelfare.io._rows import Aside, Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.spellings import spellings
from communitywelfare.members import Group, MemberStatus, Relationship, Sex
from communitywelfare.money import Money
from communitywelfare.strategies import amounts, citizen_ids, days, months, partial_dates

LAST = date(2024, 9, 30)
TITLES = st.sampled_from(["นาย", "นาง", "นางสาว", "เด็กชาย", "ด.ต."])
FIRSTS = st.sampled_from(["สมชาย", "มาลี", "น้ำฝน", "ธีระ", "กัญญา", "ณัฐ", "ศรีนวล"])
LASTS = st.sampled_from(["สมมุติสุข", "สมมุติใจดี", "สมมุติป่าไม้"])
WORDS = st.sampled_from(["บ้านตัวอย่าง", "หนองสมมุติ", "ตัวอย่างพัฒนา", "กขค 12"])
_CODED = {
    "marital": st.sampled_from(sorted(set(spellings()["marital"].values()))),
    "member_kind": st.sampled_from(sorted(set(spellings()["member_kind"].values()))),
    "pay_frequency": st.sampled_from(sorted(set(spellings()["pay_frequency"].values()))),
    "relationship_words": st.sampled_from(["เพื่อนบ้าน", "ผู้ดูแล ใจดี"]),
    "house_no": st.sampled_from(["12", "12/3", "99/1"]),
    "moo": st.integers(1, 15).map(str),
    "phone": st.sampled_from(["0800000001", "0900000002"]),
    "phone_home": st.sampled_from(["020000001", "053000002"]),
    "postcode": st.sampled_from(["10110", "50000"]),
    "income": st.sampled_from(["5000", "12000"]),
}
_KINDS: Mapping[str, st.SearchStrategy[Any]] = {
    "citizen_id": citizen_ids(),
    "birth": partial_dates(at_least=date(1941, 1, 1), at_most=LAST),
    "day": days(at_most=LAST),
    "month": months(),
    "money": amounts(at_least=Money(1), at_most=Money.baht(99_999)),
    "whole": st.integers(0, 100),
    "yes": st.booleans(),
    "code:sex": st.sampled_from(Sex),
    "code:member_status": st.sampled_from(MemberStatus),
    "code:relationship": st.sampled_from(Relationship),
    "code:receipt_kind": st.sampled_from(ReceiptKind),
    "code:payment_method": st.sampled_from(PaymentMethod),
    "codes:group": st.frozensets(st.sampled_from(Group), min_size=1, max_size=2),
}


def rows_of(table: str, records: Sequence[Mapping[str, object]], aside: Sequence[Aside] = ()) -> Rows:
    """Records as the rows of a table; what a record does not say is blank."""
    schema = schemas()[table]
    columns = {name: [each.get(name) for each in records] for name in schema.by_id}
    return Rows(schema, lines=range(2, len(records) + 2), columns=columns, set_aside=tuple(aside))


@st.composite
def records(draw: st.DrawFn, table: str, given: Mapping[str, object]) -> Mapping[str, object]:
    """One record: what is given, a name in parts, all that is needed, and some of the rest."""
    found: dict[str, object] = dict(given)
    for column in schemas()[table].columns:
        if column.id in found or column.id in {"title", "first_name", "last_name", "full_name"}:
            continue
        value = _CODED.get(column.id, _KINDS.get(column.kind, WORDS))
        found[column.id] = draw(value if column.is_required else st.none() | value)
    if found.get("relationship") is not Relationship.OTHER:
        found |= {name: None for name in found if name == "relationship_words"}
    if "first_name" in schemas()[table].by_id:
        found |= {"title": draw(TITLES), "first_name": draw(FIRSTS), "last_name": draw(LASTS)}
    return found


@st.composite
def made_tables(draw: st.DrawFn, *, most_heirs: int = 3) -> Mapping[str, Rows]:
    """Members with beneficiaries in their order, and receipts."""
    numbers = [f"M{at:03d}" for at in range(1, draw(st.integers(1, 4)) + 1)]
    members = [draw(records("members", {"member_no": number})) for number in numbers]
    heirs = [
        draw(records("beneficiaries", {"member_no": number, "order": order}))
        for number in numbers
        for order in range(1, draw(st.integers(0, most_heirs)) + 1)
    ]
    receipts = [
        draw(records("contributions", {"receipt_no": f"R{at}", "member_no": draw(st.sampled_from(numbers))}))
        for at in range(draw(st.integers(0, 3)))
    ]
    tables = {"members": members, "beneficiaries": heirs, "contributions": receipts}
    return {name: rows_of(name, rows) for name, rows in tables.items()}
