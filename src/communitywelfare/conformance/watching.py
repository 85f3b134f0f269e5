"""Facts that remember which of them were looked at."""

from typing import Any

from attrs import fields

from communitywelfare.rules import ClaimFacts

__all__ = ["watched"]

_FIELDS = tuple(field.name for field in fields(ClaimFacts))


def watched(facts: ClaimFacts) -> tuple[ClaimFacts, set[str]]:
    """The same facts, and the names of those that are looked at from now on."""
    seen: set[str] = set()

    class Watched(ClaimFacts):
        __slots__ = ()

        def __getattribute__(self, name: str) -> object:
            if name in _FIELDS:
                seen.add(name)
            return super().__getattribute__(name)

    own: dict[str, Any] = {name: getattr(facts, name) for name in _FIELDS}
    copy = Watched(**own | {"attributes": dict(facts.attributes)})
    seen.clear()
    return copy, seen
