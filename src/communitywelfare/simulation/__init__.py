"""Will the fund last? Demography, by-laws priced on it, and the balance that follows."""

__all__: list[str] = []
