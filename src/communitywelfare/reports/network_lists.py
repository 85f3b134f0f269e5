"""What a network knows beside figures: how many funds live, innovation areas and pilots, partners, and its bodies."""

from collections import Counter
from datetime import date

from communitywelfare.network import FundState, Governance, Network
from communitywelfare.network.terms import holds
from communitywelfare.reports.network_words import name_of, subject_of
from communitywelfare.reports.sheets import Column, Kind, Row, Table, labelled, said

__all__ = ["bodies_table", "centres_table", "lives_table", "standing_table"]


def lives_table(network: Network, on: date) -> Table:
    """How many funds of the list are active, dormant, merged or dissolved."""
    states = Counter(network.state(fund, on) for fund in network.by_id)
    rows = [Row((labelled(state), states[state])) for state in FundState if states[state]]
    columns = (Column("state", said("network.state")), Column("funds", said("network.funds"), Kind.COUNT))
    return Table(columns=columns, rows=rows, name=said("network.lives"))


def standing_table(network: Network, on: date) -> Table:
    """Innovation areas and pilots, and the bodies that stand beside funds and areas, while that holds."""
    columns = (
        Column("subject", said("network.subject")),
        Column("what", said("network.what_stands")),
        Column("role", said("network.role")),
        Column("since", said("network.since"), Kind.DAY),
        Column("until", said("network.until"), Kind.DAY),
    )
    rows = [
        Row((subject_of(network, each.subject), each.tag, said("network.tag"), each.since, each.until))
        for each in network.tags
        if holds(each, on)
    ]
    rows += [
        Row(
            (subject_of(network, each.subject), each.name, each.role or said("network.partner"), each.since, each.until)
        )
        for each in network.partners
        if holds(each, on)
    ]
    return Table(columns=columns, rows=rows, name=said("network.standing"))


def centres_table(network: Network, on: date) -> Table:
    """Branches and coordination centres of the funds, while they are open."""
    columns = (
        Column("fund", said("network.fund")),
        Column("name", said("network.what_stands")),
        Column("kind", said("network.role")),
        Column("area", said("network.place_of")),
        Column("since", said("network.since"), Kind.DAY),
    )
    rows = [
        Row((subject_of(network, each.fund), each.name, labelled(each.kind), name_of(network, each.area), each.since))
        for each in network.centres
        if holds(each, on)
    ]
    return Table(columns=columns, rows=rows, name=said("network.centres"))


def bodies_table(governance: Governance, network: Network, on: date) -> Table:
    """Committees and working groups: how many sit on each, how many are a quorum, and when it last met."""
    columns = (
        Column("body", said("network.body")),
        Column("of", said("network.plan_of")),
        Column("seats", said("network.seats"), Kind.COUNT),
        Column("quorum", said("network.quorum"), Kind.COUNT),
        Column("last", said("network.last_met"), Kind.DAY),
        Column("resolutions", said("network.resolutions"), Kind.COUNT),
    )
    rows = []
    for body in governance.bodies:
        met = {each.meeting: each.day for each in governance.meetings if each.body == body.body and each.day <= on}
        resolved = sum(each.meeting in met for each in governance.resolutions)
        seats, quorum = len(governance.seated(body.body, on)), governance.needed(body.body, on)
        last = max(met.values(), default=None)
        rows.append(Row((body.name, subject_of(network, body.of), seats, quorum, last, resolved)))
    return Table(columns=columns, rows=rows, name=said("network.bodies"))
