"""JSON from people one does not know: its values, unless they are more than text and what this program can hold."""

import json
from collections.abc import Callable
from typing import Any

__all__ = ["json_document"]


def json_document(
    contents: bytes, *, object_pairs_hook: Callable[[list[tuple[str, object]]], object] | None = None
) -> Any:
    """The value of a JSON file; `object_pairs_hook` makes each object of its pairs, as in `json.loads`.

    Raises:
        ValueError: It is not UTF-8, not JSON, nested beyond measure, or holds half a surrogate pair, which is no text
            and could never be written again.
    """
    text = contents.decode("utf-8-sig")
    try:
        document = json.loads(text, object_pairs_hook=object_pairs_hook)
        if "\\u" in text:
            json.dumps(document, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    return document
