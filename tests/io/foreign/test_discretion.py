"""A made-up person in every personal cell of a foreign sheet, well or badly written, comes out in no finding.

What is told of a sheet goes to terminals, logs and pages; what a person's cells hold does not.
"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.identity import CitizenId
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import FORMAT, parse_profile
from communitywelfare.io.foreign.register_look import seen_whole
from communitywelfare.io.foreign.roundtrip import round_trip
from communitywelfare.wording import words

GIVEN, FAMILY = "กนกนารี", "ศรีคานารี"
NUMBER = CitizenId.synthetic(31_415_926_535).reveal("a test")
PHONE, BIRTH = "0891234567", "17/11/2519"
SECRETS = (GIVEN, FAMILY, NUMBER, PHONE, BIRTH)
COLUMNS = [
    (name, column)
    for name in ("members", "beneficiaries")
    for column in schemas()[name].columns
    if column.is_personal or column.id in {"member_no", "join_date", "status", "relationship"}
]
FIELDS = [f"{table}.{column.id}" for table, column in COLUMNS if (table, column.id) != ("beneficiaries", "member_no")]
PROFILE = parse_profile(
    "\n".join(
        [
            f'format = "{FORMAT}"\nid = "canary"\nseen = "a test"\nname = {{ th = "ก", en = "A" }}',
            *(f'[[columns]]\nfield = "{field}"\nheaders = ["{field}"]' for field in FIELDS),
        ]
    ).encode(),
    "canary.toml",
)
PLAIN = {"member_no": "001", "join_date": "1/1/2560", "status": "ปกติ", "relationship": "บุตร"}


def spoilt(text: str) -> st.SearchStrategy[str]:
    """A text as it stands and as people, spreadsheets and programs spoil it."""
    ways = [
        text,
        f" {text}  ",
        f"{text}\u200b",
        f"{text}\ufffd",
        f"{text}???",
        f"={text}",
        f"{text}\n{text}",
        f"{text} 12",
        f"่{text}",
        text.replace("า", "\u0e4d\u0e32"),
        text.encode("cp874", "replace").decode("latin-1"),
        f"{text}, {text}",
        f"[1]{text}",
        text * 3,
        text[:-1],
        f"{text}.0",
    ]
    return st.sampled_from(ways)


CELLS = st.one_of(*(spoilt(each) for each in (*SECRETS, f"นาง{GIVEN} {FAMILY}")), st.just(float(NUMBER)), st.just(""))


@st.composite
def sheets(draw):
    rows = [FIELDS]
    for _row in range(draw(st.integers(1, 3))):
        names = (field.rpartition(".")[2] for field in FIELDS)
        rows.append([PLAIN[name] if name in PLAIN else draw(CELLS) for name in names])
    return RawSheet("ทะเบียน", rows, range(1, len(rows) + 1))


def told(findings) -> str:
    return "\n".join(f"{finding!r} {words(finding, 'th')} {words(finding, 'en')}" for finding in findings)


@given(sheets())
def test_nothing_of_a_person_stands_in_what_is_told_of_a_sheet(sheet):
    book = Book(file="ทะเบียน.xlsx", sheets=(sheet,))
    terms = Terms(as_of=date(2024, 9, 30), synthetic=True)
    found = seen_whole(import_book(book, PROFILE, terms), terms.as_of)
    texts = {
        "findings": told(found.findings),
        "import": repr(found),
        "trip": told(round_trip(book, PROFILE, terms).findings),
    }
    leaks = {(where, secret) for where, text in texts.items() for secret in SECRETS if secret in text}
    assert leaks == set()
