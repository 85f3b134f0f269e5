"""Every check of the kit by its name, in the order in which they are told."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from communitywelfare.conformance.answer_checks import answer, missing_fact, purity, reads, rising, same_answer
from communitywelfare.conformance.clause_checks import columns, decision, lint, say_in_words
from communitywelfare.conformance.reading_checks import keys, reading, value
from communitywelfare.conformance.trials import Trial

__all__ = ["CHECKS"]

CHECKS: Mapping[str, Callable[[Trial], None]] = MappingProxyType(
    {
        "reading": reading,
        "value": value,
        "keys": keys,
        "answer": answer,
        "missing fact": missing_fact,
        "reads": reads,
        "same answer": same_answer,
        "purity": purity,
        "decision": decision,
        "columns": columns,
        "words": say_in_words,
        "lint": lint,
        "rising": rising,
    }
)
