"""What every engine is given: people as columns, rates by row and month, and when what is paid."""

import os
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["MONTHS", "NAMES", "Given", "read"]

MONTHS = 240
NAMES = ("members", "hospital", "birth", "death", "elderly")


class Given:
    """Some people, and the tables that all engines read."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        for name, array in arrays.items():
            setattr(self, name, array)

    def of_some(self, until: int) -> "Given":
        """The first of the people."""
        return Given({name: each[:until] if name in PEOPLE else each for name, each in vars(self).items()})


PEOPLE = ("place", "joining_row", "sex", "born", "after_gift", "joined", "is_late", "after_wait")


def read() -> Given:
    """What lies in the file that the environment names."""
    with np.load(Path(os.environ["PEERS_GIVEN"])) as arrays:
        return Given({name: arrays[name] for name in arrays.files})
