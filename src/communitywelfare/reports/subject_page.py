"""What a fund holds about one person, to be handed to that person: a page, and the same as JSON; Thai first."""

from collections.abc import Mapping

from communitywelfare.consents import LegalBasis
from communitywelfare.io.exposure import exposure
from communitywelfare.io.subject_export import SubjectData, SubjectTable
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports._json import json_bytes
from communitywelfare.wording import Language, label, phrase, shown

__all__ = ["SUBJECT_FORMAT", "SUBJECT_FORMS", "subject_html", "subject_json"]

SUBJECT_FORMAT = "communitywelfare.subject/1"


def subject_json(data: SubjectData, language: Language = "th") -> bytes:
    """What is held about a person, for other programs: the right to take one's data along (section 31)."""
    return json_bytes(
        {
            "format": SUBJECT_FORMAT,
            "title": phrase("subject.title", language),
            "fund": {"id": data.fund.profile.fund_id, "name": data.fund.profile.name},
            "as_of": data.fund.as_of,
            "members": data.members,
            "tables": [_table_data(each) for each in data.tables],
            "by_name": [_table_data(each) for each in data.by_name],
        }
    )


def _table_data(table: SubjectTable) -> Mapping[str, object]:
    purpose = exposure().purposes[exposure().tables[table.schema.name].purpose]
    return {
        "table": table.schema.name,
        "th": table.schema.sheet,
        "purpose": {**purpose.name, "basis": purpose.basis.value, "basis_is_assumed": purpose.is_assumed},
        "columns": {name: table.schema.by_id[name].th for name in table.columns},
        "rows": [{name: row[name] for name in table.columns} for row in table.rows],
        "set_aside": table.set_aside,
    }


def subject_html(data: SubjectData, language: Language = "th") -> bytes:
    """What is held about a person, as a page that needs nothing beside itself."""
    fund = data.fund
    subtitle = f"{fund.profile.name} · {phrase('as_of', language)} {shown(fund.as_of, language)}"
    parts = [
        html.element("p", phrase("subject.note", language)),
        *(_section(each, language, prefix="held") for each in data.tables),
    ]
    if data.by_name:
        parts.append(html.element("p", phrase("subject.by_name", language), class_="notice"))
        parts += [_section(each, language, prefix="named") for each in data.by_name]
    return html.document(
        title=f"{phrase('subject.title', language)} {', '.join(data.members)}",
        lang=language,
        subtitle=subtitle,
        body=html.fragment(*parts),
        footer=phrase("subject.rights", language),
    ).encode()


def _section(table: SubjectTable, language: Language, *, prefix: str) -> Html:
    name = table.schema.name
    purpose = exposure().purposes[exposure().tables[name].purpose]
    why = f"{phrase('subject.why', language)}: {purpose.name[language]} · {_basis(purpose.basis, language)}"
    parts = [html.element("p", why)]
    if table.rows:
        columns = table.columns
        heads = [table.schema.by_id[each].th if language == "th" else each for each in columns]
        rows = [[row[each] for each in columns] for row in table.rows]
        parts.append(html.table(caption=table.schema.sheet, headers=heads, rows=rows))
    if table.set_aside:
        parts.append(html.element("p", phrase("subject.set_aside", language), class_="notice"))
        parts += [html.element("p", " · ".join(cell for cell in cells if cell)) for cells in table.set_aside]
    heading = table.schema.sheet if language == "th" else f"{table.schema.sheet} ({name})"
    return html.section(heading, *parts, id=f"{prefix}-{name}")


def _basis(basis: LegalBasis, language: Language) -> str:
    return f"{phrase('subject.basis', language)} {label(basis, language)}"


SUBJECT_FORMS = {"json": subject_json, "html": subject_html}
