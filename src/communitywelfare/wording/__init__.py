"""Findings, decisions and figures in words, Thai and English."""

from communitywelfare.wording.catalogue import LANGUAGES, Language, known_codes, known_phrases
from communitywelfare.wording.clauses import bylaw_lines, clause_lines, version_lines
from communitywelfare.wording.numbers import baht_text
from communitywelfare.wording.sentences import briefly, fact_name, label, phrase, place_words, shown, thai_date, words

__all__ = [
    "LANGUAGES",
    "Language",
    "baht_text",
    "briefly",
    "bylaw_lines",
    "clause_lines",
    "fact_name",
    "known_codes",
    "known_phrases",
    "label",
    "phrase",
    "place_words",
    "shown",
    "thai_date",
    "version_lines",
    "words",
]
