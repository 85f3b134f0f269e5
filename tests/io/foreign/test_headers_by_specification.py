"""Headers are compared as the page of the profile language says: its seven steps, written down from there."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.io.foreign.spellings import clean_header, header_aliases

PLAIN = set("abcdefghijklmnopqrstuvwxyz0123456789")
AROUND = " :*•\uff1a"
SIGNS = "กขเเแ\u0e4d\u0e32\u0e48\u0e49\u0e33ๆ 12๑๙.):*•\uff1a(-–[]\n\u200bAbc\u00a0"


def once(text: str) -> str:
    """The steps of the page, one after the other."""
    text = unicodedata.normalize("NFC", text.casefold())
    text = re.sub("[\u00ad\u200b-\u200f\u2060\ufeff]", "", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", text)
    text = re.sub("([\u0e48-\u0e4b])\u0e4d\u0e32", "\\1\u0e33", text)
    text = text.translate({0x0E50 + digit: str(digit) for digit in range(10)})
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(" +ๆ", "ๆ", " ".join(text.split()))
    text = re.sub(r"^(?:[ *:(]*[0-9]{1,2}[.)])+(?=[^0-9])", "", text.strip(AROUND))
    text = re.sub(r"[()\[\]]", "", text)
    parts = zip(f" {text}", text, f"{text[1:]} ", strict=False)
    return "".join(here for before, here, after in parts if here != " " or {before, after} <= PLAIN).rstrip(
        f"{AROUND}."
    )


@given(st.text(st.sampled_from(SIGNS), max_size=14) | st.sampled_from(sorted(header_aliases())))
def test_headers_are_compared_by_the_steps_of_the_page(header) -> None:
    text, steps = header, once(header)
    while steps != text:
        text, steps = steps, once(steps)
    assert clean_header(header) == text
