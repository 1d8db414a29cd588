"""What the tables answer beside data."""


class Conflict(Exception):
    """Somebody else changed the same thing between this transaction's read and its write; it is run again."""
