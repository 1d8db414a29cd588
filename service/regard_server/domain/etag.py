"""Etags: what a writer passes to be sure that nothing came between. Opaque to callers."""


def etag_of(revision: int) -> str:
    """Empty for a customer nobody knows."""
    return f"r{revision}" if revision else ""
