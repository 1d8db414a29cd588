"""When the server ends a connection."""

FAREWELLS = {
    "57P01": "shut down by an administrator",
    "57P02": "another connection crashed",
    "57P03": "starting up or shutting down",
    "25P03": "idle in a transaction for too long",
    "25P04": "the transaction lasted too long",
}


def is_farewell(error: BaseException | None) -> bool:
    """Whether the connection doesn't go on, though the driver may not have seen it end yet."""
    state: str = getattr(error, "sqlstate", None) or ""
    return state in FAREWELLS or state.startswith("08")
