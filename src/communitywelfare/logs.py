"""Logs of programs that use this library: a filter that lets no citizen ID and no telephone number through.

The library itself writes no logs. Its values hide themselves, and its findings and errors are masked; a host program
also logs what it was given, a row of a file or a form that somebody filled in. So hang the filter on each handler:

>>> import logging
>>> handler = logging.StreamHandler()
>>> handler.addFilter(PersonalDataFilter())
"""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from communitywelfare.masking import masked, masked_ids

__all__ = ["PersonalDataFilter"]


_TELEPHONE = re.compile(
    r"(?<![\d๐-๙])(?:[0๐]|\+[6๖][6๖][\s\-]?)[1-9๑-๙](?:[\s\-\u2010-\u2015]?[\d๐-๙]){7,8}(?![\d๐-๙])"
)
_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class PersonalDataFilter(logging.Filter):
    """Masks what may identify somebody in all that a record carries: message, arguments, traceback, extra fields.

    Citizen IDs and telephone numbers are known by their shape, in Thai digits too. Names and addresses have none: those
    that must not appear are given. A number that only looks like one is masked as well.

    Args:
        texts: Further texts to mask, such as the names in the register.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        super().__init__()
        longest_first = sorted({text for text in texts if text.strip()}, key=len, reverse=True)
        self._texts = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, without what must not be in it."""
        record.msg, record.args = self.masked(record.getMessage()), None
        if record.exc_info and record.exc_info[0]:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_info = None  # whoever formats it anew would find the values again
        record.exc_text = record.exc_text and self.masked(record.exc_text)
        record.stack_info = record.stack_info and self.masked(record.stack_info)
        for name in vars(record).keys() - _OF_EVERY_RECORD:
            setattr(record, name, self._without(getattr(record, name)))
        return True

    def masked(self, text: str) -> str:
        """A text without what must not be in it."""
        if self._texts:
            text = self._texts.sub("•••", text)
        return _TELEPHONE.sub(lambda match: masked(match[0]), masked_ids(text))

    def _without(self, value: Any) -> Any:
        """The same for an extra field, which may be anything: what is no plain value is logged as its masked text."""
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, Mapping):
            return {self._without(name): self._without(each) for name, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._without(each) for each in value]
        text = self.masked(str(value))
        return value if isinstance(value, int) and text == str(value) else text
