"""The page of a fund's report: HTML that explains every figure, Thai first."""

from collections.abc import Sequence

from communitywelfare.accounting import Section10
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.claims import Decision, Outcome
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import FundFigures
from communitywelfare.fund.figures import Identity
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.members import Group
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html, Kind
from communitywelfare.reports._shown import words_in
from communitywelfare.reports.fund_data import exclusion_counts
from communitywelfare.reports.sheet_html import table_html
from communitywelfare.reports.sheets import Table
from communitywelfare.wording import Language, label, phrase, place_words, shown, words

__all__ = ["FINDING_MARKS", "OUTCOMES", "SEVERITIES", "fund_page"]

OUTCOMES: dict[Outcome, Kind] = {
    Outcome.PAYABLE: "good",
    Outcome.PARTIAL: "partial",
    Outcome.NOT_PAYABLE: "bad",
    Outcome.NEEDS_DOCUMENTS: "missing",
    Outcome.NEEDS_COMMITTEE: "ask",
}
SEVERITIES: dict[Severity, Kind] = {
    Severity.ERROR: "bad",
    Severity.WARNING: "warning",
    Severity.INFO: "good",
    Severity.BLOCK: "bad",
    Severity.REDUCE: "partial",
    Severity.REFER: "missing",
}
_SHOWN_FINDINGS = 200


def fund_page(
    figures: FundFigures,
    findings: Sequence[Finding],
    language: Language,
    *,
    made_by: str,
    plans: Sequence[Table] = (),
) -> str:
    """The whole page as text; `plans` are the tables of the fund's development plan, where it has one."""
    page = _Page(figures, language)
    parts = (
        page.first_figures(),
        page.decisions(),
        page.members(),
        page.standing(),
        page.benefits(),
        page.section10(),
        page.sources(),
        page.cofunding(),
        page.plans(plans),
        page.trial_balance(),
        page.bylaw(),
        page.findings(findings),
    )
    synthetic = f" · {page.t('synthetic')}" if figures.fund.synthetic else ""
    return html.document(
        title=figures.fund.profile.name,
        lang=language,
        subtitle=f"{page.t('report_title')} · {page.t('as_of')} {shown(figures.on, language)}{synthetic}",
        body=html.fragment(*parts),
        footer=page.footer(made_by),
    )


class _Page:
    """The parts of the page, in one language."""

    def __init__(self, figures: FundFigures, language: Language) -> None:
        self._figures = figures
        self._language: Language = language

    def t(self, code: str) -> str:
        """A heading or label."""
        return phrase(code, self._language)

    def first_figures(self) -> Html:
        """What a reader wants to know first."""
        figures = self._figures
        left = "–" if figures.section10 is None else figures.section10.remaining
        asked = "–" if figures.request is None else figures.request.amount
        pairs = (
            (self.t("members_current"), self._with_unit(figures.members_current, "persons")),
            (self.t("money_left"), self._with_unit(left, "baht")),
            (self.t("claims_waiting"), str(len(figures.decisions))),
            (self.t("assessed_sum"), self._with_unit(figures.assessed, "baht")),
            (self.t("request_sum"), self._with_unit(asked, "baht")),
        )
        return html.figures(pairs)

    def _with_unit(self, value: object, unit: str) -> Html:
        number = f"{value:,}" if isinstance(value, int) else str(value)
        return html.fragment(number, " ", html.element("small", self.t(unit)))

    def decisions(self) -> Html:
        """Every waiting claim with the by-law's answer and all its reasons."""
        note = html.element("p", self.t("decisions_note"), class_="notice")
        decisions = self._figures.decisions
        if not decisions:
            return html.section(self.t("decisions"), html.element("p", self.t("no_decisions")), id="decisions")
        headers = [
            self.t(name) for name in ("claim", "member", "benefit", "event_day", "answer", "uncapped", "assessed")
        ]
        table = html.table(
            caption=self.t("decisions"),
            headers=headers,
            rows=[self._decision(decision) for decision in decisions],
            numeric=(5, 6),
            totals=(self.t("total"), "", "", "", "", "", str(self._figures.assessed)),
        )
        reasons = (self._reasons(decision) for decision in decisions)
        return html.section(self.t("decisions"), note, table, *reasons, id="decisions")

    def _decision(self, decision: Decision) -> Sequence[html.Content]:
        claim = self._figures.fund.claim(decision.claim)
        return (
            claim.number,
            claim.member,
            self._benefit_name(claim.benefit),
            shown(claim.event.day, self._language).replace(" ", "\u00a0"),  # a day stays on one line
            html.pill(label(decision.outcome, self._language), OUTCOMES[decision.outcome]),
            str(decision.uncapped),
            str(decision.assessed),
        )

    def _benefit_name(self, key: str) -> str:
        for version in reversed(self._figures.fund.bylaw.versions):
            if key in version.by_key:
                return version.by_key[key].label[self._language]
        return key

    def _reasons(self, decision: Decision) -> Html:
        claim = self._figures.fund.claim(decision.claim)
        name = f"{self.t('why_claim')} {claim.number} · {self._benefit_name(claim.benefit)}"
        head = f"{name} · {decision.assessed} {self.t('baht')}"
        lines = (html.element("li", self._verdict(reason), " ", self._say(reason)) for reason in decision.reasons)
        return html.details(head, html.element("ul", *lines, class_="reasons"))

    def _verdict(self, reason: Finding) -> Html:
        is_met = reason.severity is Severity.INFO
        return html.pill(
            self.t("met") if is_met else label(reason.severity, self._language), SEVERITIES[reason.severity]
        )

    def _say(self, finding: Finding) -> str:
        return words(finding, self._language)

    def members(self) -> Html:
        """Who is in, by group, and who left."""
        figures = self._figures
        facts = html.definition_list(
            (
                (self.t("members_ever"), f"{figures.members_ever:,}"),
                (self.t("members_current"), f"{figures.members_current:,}"),
                (self.t("joined_this_year"), f"{figures.joined_this_year:,}"),
            )
        )
        groups = [
            (label(group, self._language), figures.groups.get(group, 0), f"{figures.groups.get(group, 0):,}")
            for group in Group
        ]
        exits = [
            (label(cause, self._language), f"{count:,}")
            for cause, count in sorted(figures.ended_by_cause.items(), key=_by_count)
        ]
        table = html.table(
            caption=self.t("exits"), headers=[self.t("cause"), self.t("persons")], rows=exits, numeric=(1,)
        )
        return html.section(
            self.t("members"), facts, html.bar_chart(caption=self.t("groups"), bars=groups), table, id="members"
        )

    def standing(self) -> Html:
        """How current members stand with their dues."""
        standing = self._figures.standing
        if standing is None:
            return html.section(self.t("standing"), html.element("p", self.t("not_given")), id="standing")
        bars = [
            (self.t(f"months_{months}"), standing.by_months.get(months, 0), f"{standing.by_months.get(months, 0):,}")
            for months in range(4)
        ]
        if standing.unknown:
            bars.append((self.t("unknown_dues"), standing.unknown, f"{standing.unknown:,}"))
        chart = html.bar_chart(caption=self.t("standing_note"), bars=bars)
        owed = html.definition_list(((self.t("owed_sum"), self._with_unit(standing.owed, "baht")),))
        return html.section(self.t("standing"), chart, owed, id="standing")

    def benefits(self) -> Html:
        """Benefits by category, since the founding and this year."""
        names = benefit_categories()
        rows = [
            (
                names.get(line.category, {}).get(self._language, line.category),
                f"{line.persons:,}",
                str(line.amount),
                f"{line.persons_this_year:,}",
                str(line.amount_this_year),
            )
            for line in self._figures.benefits
        ]
        headers = [self.t(name) for name in ("category", "ever_persons", "ever_baht", "year_persons", "year_baht")]
        table = html.table(caption=self.t("benefits_note"), headers=headers, rows=rows, numeric=(1, 2, 3, 4))
        return html.section(self.t("benefits"), table, id="benefits")

    def section10(self) -> Html:
        """Section 10 of the status form, and the figures that must agree."""
        section10 = self._figures.section10
        if section10 is None:
            return html.section(self.t("section10"), html.element("p", self.t("not_given")), id="section10")
        amount = self.t("baht")
        sides = html.two_sided(
            self._side(RECEIPT_LINES, section10),
            self._side(PAYMENT_LINES, section10),
            caption=self.t("section10_note"),
            sides=(self.t("receipts_side"), self.t("payments_side")),
            headers=(self.t("account"), amount),
            totals=(
                (self.t("received_total"), str(section10.received)),
                (self.t("applied_total"), str(section10.applied)),
            ),
        )
        strays = (html.element("p", self._say(stray), class_="notice") for stray in section10.unclassified)
        return html.section(self.t("section10"), sides, *strays, self._identities(), id="section10")

    def _side(self, lines: Sequence[str], section10: Section10) -> list[Sequence[html.Content]]:
        rows: list[Sequence[html.Content]] = []
        group = ""
        for line in lines:
            if line[:2] != group:
                group = line[:2]
                rows.append((self.t(f"group_{group}"),))
            rows.append((f"{line} {self.t(f'line_{line}')}", str(section10.lines[line])))
        return rows

    def _identities(self) -> Html:
        headers = [self.t(name) for name in ("identity", "left", "right", "result")]
        rows = [self._identity(each) for each in self._figures.identities]
        return html.table(
            caption=f"{self.t('identities')} · {self.t('identities_note')}", headers=headers, rows=rows, numeric=(1, 2)
        )

    def _identity(self, each: Identity) -> Sequence[html.Content]:
        pill = {True: ("holds", "good"), False: ("differs", "bad"), None: ("cannot_tell", "missing")}[each.holds]
        left, right = (shown(side, self._language) for side in (each.left, each.right))
        kind: Kind = pill[1]  # type: ignore[assignment]  # the three literals above
        return self.t(f"identity_{each.id}"), left, right, html.pill(self.t(pill[0]), kind)

    def sources(self) -> Html:
        """Money by source since the founding."""
        sources = self._figures.sources
        if sources is None:
            return html.section(self.t("sources"), html.element("p", self.t("not_given")), id="sources")
        rows = [(f"{line} {self.t(f'line_{line}')}", str(amount)) for line, amount in sources.items()]
        table = html.table(
            caption=self.t("sources"), headers=[self.t("source"), self.t("baht")], rows=rows, numeric=(1,)
        )
        return html.section(self.t("sources"), table, id="sources")

    def cofunding(self) -> Html:
        """Whom the next request to the state counts, and why others do not count."""
        request = self._figures.request
        if request is None:
            why = (html.element("p", self._say(each), class_="notice") for each in self._figures.unasked)
            return html.section(self.t("cofunding"), *why, id="cofunding")
        facts = html.definition_list(
            (
                (self.t("cut_off"), shown(request.cut_off, self._language)),
                (self.t("budget_year"), str(request.budget_year)),
                (self.t("eligible"), self._with_unit(len(request.eligible), "persons")),
                (self.t("excluded"), self._with_unit(len(request.excluded), "persons")),
                (self.t("per_member"), str(request.period.per_member)),
                (self.t("request_sum"), self._with_unit(request.amount, "baht")),
            )
        )
        counts = exclusion_counts(request).items()
        rows = [(self.t(code), f"{count:,}") for code, count in sorted(counts, key=_by_count)]
        headers = [self.t("reason"), self.t("persons")]
        table = html.table(caption=self.t("excluded_why"), headers=headers, rows=rows, numeric=(1,))
        return html.section(self.t("cofunding"), facts, table, html.element("p", self.t("lists")), id="cofunding")

    def plans(self, tables: Sequence[Table]) -> Html:
        """The fund's development plan: how far its goals are, and what is done for them."""
        if not tables:
            return html.fragment()
        shown_tables = (
            table_html(table, self._language, "arabic", caption=words_in(table.name or {}, self._language))
            for table in tables
            if table.rows
        )
        return html.section(phrase("network.plan_of_fund", self._language), *shown_tables, id="plans")

    def trial_balance(self) -> Html:
        """The balance of every account that was used."""
        balance = self._figures.trial_balance
        if balance is None:
            return html.section(self.t("trial_balance"), html.element("p", self.t("not_given")), id="trial-balance")
        rows = [(f"{row.account} {row.name[self._language]}", str(row.debit), str(row.credit)) for row in balance.rows]
        headers = [self.t(name) for name in ("account", "debit", "credit")]
        totals = (self.t("total"), str(balance.debit), str(balance.credit))
        table = html.table(caption=self.t("trial_balance"), headers=headers, rows=rows, numeric=(1, 2), totals=totals)
        return html.section(self.t("trial_balance"), table, id="trial-balance")

    def bylaw(self) -> Html:
        """Which version of the by-law is in force, and what in it is only assumed."""
        policy = self._figures.fund.bylaw.in_force(self._figures.on)
        if policy is None:
            return html.section(self.t("bylaw"), html.element("p", self.t("cannot_tell")), id="bylaw")
        facts = html.definition_list(
            (
                (self.t("bylaw_version"), policy.version),
                (self.t("effective"), shown(policy.effective, self._language)),
                (self.t("source"), policy.source),
            )
        )
        rows = [(policy.note.get(self._language, policy.version), ", ".join(policy.assumed))] if policy.assumed else []
        rows += [(each.label[self._language], ", ".join(each.assumed)) for each in policy.benefits if each.assumed]
        headers = [self.t("clause"), self.t("assumed_keys")]
        table = html.table(caption=self.t("assumptions"), headers=headers, rows=rows)
        return html.section(self.t("bylaw"), facts, table, id="bylaw")

    def findings(self, findings: Sequence[Finding]) -> Html:
        """What was found in the data, the worst first."""
        if not findings:
            return html.section(self.t("findings"), html.element("p", self.t("no_findings")), id="findings")
        order = list(Severity)
        worst_first = sorted(findings, key=lambda finding: order.index(finding.severity))
        rows = [
            (
                html.pill(label(finding.severity, self._language), FINDING_MARKS[finding.severity]),
                place_words(finding.place, self._language),
                self._say(finding),
                finding.code,
            )
            for finding in worst_first[:_SHOWN_FINDINGS]
        ]
        headers = [self.t(name) for name in ("severity", "place", "finding", "code")]
        more = len(findings) - len(rows)
        rest = [html.element("p", f"{self.t('and_more')} {more:,}")] if more else []
        table = html.table(caption=self.t("findings"), headers=headers, rows=rows)
        return html.section(self.t("findings"), table, *rest, id="findings")

    def footer(self, made_by: str) -> Html:
        """What vouches for the page: the journal's fingerprint and what made it."""
        head = self._figures.fund.journal.head
        return html.definition_list(
            ((self.t("journal_head"), head[:16] or "–"), (self.t("made_by"), made_by)),
        )


FINDING_MARKS: dict[Severity, Kind] = {**SEVERITIES, Severity.INFO: "note"}


def _by_count(item: tuple[object, int]) -> tuple[int, str]:
    return -item[1], str(item[0])
