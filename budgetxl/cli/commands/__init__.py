"""The commands, one file each: parse, call one verb, print."""

__all__: list[str] = []
