"""What people look at: pages and lists drawn from a fund's figures."""

__all__: list[str] = []
