"""The questions of a founding as people read them: what is asked, what may be answered, and what stands elsewhere."""

from collections.abc import Iterator

from communitywelfare.calendar import MONTH_NAMES, YearStart
from communitywelfare.errors import Finding, Severity
from communitywelfare.founding import Kind, Question
from communitywelfare.founding.kinds import StepAnswer, read_answer
from communitywelfare.members import Relationship
from communitywelfare.wording import LANGUAGES, Language, label, phrase, shown, words

__all__ = [
    "answer_words",
    "default_taken",
    "example_lines",
    "heading",
    "option_words",
    "question_words",
    "wanted_words",
]


def heading(question: Question, language: Language) -> str:
    """What the table is called in which a question's answer stands: the clause, or a part of what a fund says."""
    about = question.table.startswith("benefit.")
    return question.about[language] if about else phrase(f"question.table.{question.table}", language)


def question_words(question: Question, language: Language) -> str:
    """What is asked, with the source that it is asked of; of which clause it is asked stands above it, as a heading."""
    asked = phrase(f"question.{question.words}", language)
    is_of_source = question.about and not question.table.startswith("benefit.")
    return f"{question.about[language]}: {asked}" if is_of_source else asked


def wanted_words(question: Question, language: Language) -> str:
    """What an answer looks like; nothing where the options say it."""
    if question.kind in {Kind.CHOICE, Kind.TEXT}:
        return ""
    return words(Finding(f"wanted.{question.kind.value}", Severity.INFO), language)


def option_words(question: Question, option: str, language: Language) -> str:
    """The words of one option."""
    if question.kind is Kind.CODES:
        return label(Relationship(option), language)
    return phrase(f"answer.{question.words}.{option}", language)


def answer_words(question: Question, given: object, language: Language) -> str:
    """An answer in words."""
    value = read_answer(question, given)
    match value:
        case YearStart():
            return f"{value.day} {MONTH_NAMES[language][value.month - 1]}"
        case str() if question.kind is Kind.CHOICE:
            return f"{value} ({option_words(question, value, language)})"
        case tuple():
            return _list_words(question, value, language)
        case _:
            return shown(value, language)


def _list_words(question: Question, value: tuple[object, ...], language: Language) -> str:
    if question.kind is Kind.CODES:
        return ", ".join(f"{code} ({option_words(question, str(code), language)})" for code in value)
    steps = [f"{shown(each.since, language)} = {each.pay}" for each in value if isinstance(each, StepAnswer)]
    return "; ".join(steps) or shown(value, language)


def example_lines(question: Question, language: Language) -> Iterator[str]:
    """Another fund's published figure with its source, and the template's assumed one, each said to be no answer."""
    for example in question.examples:
        value = answer_words(question, example.value, language)
        params: dict[str, object] = {"value": value}
        if example.fund:
            params |= {"fund": example.fund, "source": example.source}
        code = "founding.example" if example.fund else "founding.assumption"
        yield words(Finding(code, Severity.INFO, params=params), language)


def default_taken(question: Question) -> Finding:
    """That a question was not answered, and its default taken."""
    value = {language: answer_words(question, question.default, language) for language in LANGUAGES}
    return Finding("founding.default_taken", Severity.INFO, params={"question": question.words, "value": value})
