"""What a study starts from, in words (จุดตั้งต้นของภาพฉาย): the money by source, the costs, and which match is counted."""

from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import Money
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.study import Study
from communitywelfare.wording import Language, phrase

__all__ = ["source_name", "start_pairs", "start_words"]


def start_pairs(study: Study, language: Language) -> list[tuple[str, str]]:
    """Each thing that a study starts from, with its label."""
    start = study.start
    names = [scheme.name.get(language, scheme.scheme_id) for scheme in study.policies[0].schemes]
    baht = phrase("simulation.baht", language)
    return [
        (phrase("simulation.start_money", language), _money(start, language)),
        (phrase("simulation.expenses", language), f"{start.expenses} {baht}"),
        (phrase("simulation.match_counted", language), ", ".join(names) or phrase("simulation.match_none", language)),
    ]


def start_words(study: Study, language: Language) -> str:
    """The same in one line, for a terminal."""
    return " · ".join(f"{label}: {value}" for label, value in start_pairs(study, language))


def source_name(start: Start, code: str, language: Language) -> str:
    """What a source is called in its fund, else in this library; one that neither knows by its code."""
    names = {source.code: source.name for source in (*shipped_sources(), *start.fund.sources)}
    return names.get(code, {}).get(language, code)


def _money(start: Start, language: Language) -> str:
    """The money of each source, and what it stands for where the books say otherwise."""
    replaced, baht = start.replaced, phrase("simulation.baht", language)

    def amount(code: str, money: Money) -> str:
        instead = phrase("simulation.in_place_of", language).format(amount=replaced[code]) if code in replaced else ""
        return f"{source_name(start, code, language)} {money} {baht}{instead}"

    return ", ".join(amount(code, money) for code, money in start.opening.items())
