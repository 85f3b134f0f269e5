"""Files in and out: the only floor that knows them, one module per format."""

__all__: list[str] = []
