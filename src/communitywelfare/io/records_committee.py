"""Rows of the committee, and of what a fund answers to official forms."""

from collections.abc import Mapping
from typing import Any

from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.identity import Details, PersonName
from communitywelfare.io._rows import Row

__all__ = ["answer_of", "committee_member_of", "row_of_answer", "row_of_committee_member"]

Cells = Mapping[str, Any]


def committee_member_of(row: Row) -> CommitteeMember:
    """One person of the committee."""
    values: Cells = row.values
    return CommitteeMember(
        name=PersonName(values["name"]),
        position=values["position"],
        community_role=values["community_role"] or "",
        represents=values["represents"] or "",
        phone=Details({"phone": values["phone"] or ""}),
        since=values["from_date"],
        until=values["to_date"],
    )


def row_of_committee_member(each: CommitteeMember) -> Cells:
    """The row of a person of the committee."""
    return {
        "name": each.name.reveal("write committee.csv"),
        "position": each.position,
        "community_role": each.community_role,
        "represents": each.represents,
        "phone": each.phone.reveal("write committee.csv").get("phone", ""),
        "from_date": each.since,
        "to_date": each.until,
    }


def answer_of(row: Row) -> Answer:
    """One answer to an item of a form."""
    values: Cells = row.values
    return Answer(item=values["item"], answer=values["answer"], as_of=values["as_of_date"])


def row_of_answer(answer: Answer) -> Cells:
    """The row of an answer."""
    return {"item": answer.item, "answer": answer.answer, "as_of_date": answer.as_of}
