"""D1: an application for membership (ใบสมัครสมาชิก), filled in with what the register says."""

from communitywelfare.fund import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO
from communitywelfare.reports.asked import Asked, address_of, birth_cell, citizen_id_text, name_of
from communitywelfare.reports.documents.document import (
    Block,
    Choices,
    Document,
    Facts,
    Heading,
    Prose,
    Signatures,
    document_of,
    in_both,
)
from communitywelfare.reports.sheets import Column, Kind, Row, Table, Words, labelled, said

__all__ = ["application"]

_BLANK = "." * 24


def application(fund: Fund, number: str, asked: Asked) -> Document:
    """The application of the member with a number.

    Raises:
        MissingFact: There is no such member.
    """
    membership = fund.membership(number)
    day = _BLANK if membership.admitted is None else in_both(membership.admitted)
    decided = ((said("paper.admitted"), membership.admitted is not None), (said("paper.not_admitted"), False))
    applicant = Signatures(((said("paper.applicant"), name_of(membership)), (said("paper.certifier"), "")))
    blocks: tuple[Block, ...] = (
        _person(membership, asked),
        *_dues(fund, membership),
        Heading(said("paper.beneficiaries")),
        _beneficiaries(fund, number),
        Prose(said("paper.promise")),
        applicant,
        Heading(said("paper.decision")),
        Prose(said("paper.resolution", day=day)),
        Choices(decided),
        Signatures(((said("paper.chair"), ""),)),
    )
    return document_of("D1", "application", fund, blocks, number=said("paper.number", number=number))


def _person(membership: Membership, asked: Asked) -> Facts:
    person = membership.person
    told = person.details.reveal("print an application for membership")
    return Facts(
        (
            (said("paper.applied"), membership.applied),
            (said("paper.name"), name_of(membership)),
            (said("paper.citizen_id"), citizen_id_text(person.citizen_id, asked)),
            (said("paper.phone"), told.get("phone", "")),
            (said("paper.birth"), birth_cell(person.birth)),
            (said("paper.age"), person.age(membership.applied)),
            (said("paper.address"), address_of(membership)),
            (said("paper.village"), membership.village),
        ),
        across=2,
    )


def _dues(fund: Fund, membership: Membership) -> tuple[Block, ...]:
    """What the by-law asked on the day of joining; nothing where none was in force."""
    policy = fund.bylaw.in_force(membership.applied)
    if policy is None:
        return ()
    dues = policy.dues
    rate = said("paper.dues_rate", convention=labelled(dues.convention), rate=dues.rate)
    pairs: list[tuple[Words, object]] = [(said("paper.dues"), rate)]
    if dues.entry_fee > ZERO:
        pairs.append((said("paper.entry_fee"), dues.entry_fee))
    return (Facts(tuple(pairs)),)  # type: ignore[arg-type]  # all are cells


def _beneficiaries(fund: Fund, number: str) -> Table:
    named = fund.beneficiaries_of.get(number, ())
    rows = (
        Row(
            (
                each.order,
                each.name.reveal("print an application for membership"),
                labelled(each.relationship),
                each.share_percent,
            )
        )
        for each in named
    )
    return Table(
        columns=(
            Column("order", said("paper.order"), Kind.COUNT),
            Column("name", said("paper.name")),
            Column("relationship", said("paper.relationship"), Kind.CODE),
            Column("share", said("paper.share"), Kind.COUNT),
        ),
        rows=tuple(rows) or (Row((1, None, None, None)), Row((2, None, None, None))),
    )
