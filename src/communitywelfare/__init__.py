"""Community welfare funds: members, by-laws, claims, co-funding and books, each figure explained."""

__all__: list[str] = []
