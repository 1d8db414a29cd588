"""Every limit of ChangeService, each just past it, with the field named."""

from collections.abc import Iterator
from typing import Any

from regard import v1

from .one_field_changed import Case, cases
from .wire import CHANGES

FOLLOWING: list[tuple[str, Any]] = [("cursor", "c" * 4097), ("start", 3), ("kinds", [1] * 15)]


def change_cases() -> Iterator[Case]:
    pages: list[tuple[str, Any]] = [("page_size", -1), ("page_size", 1001)]
    for method, good, more in (
        ("WatchChanges", v1.WatchChangesRequest(), []),
        ("ListChanges", v1.ListChangesRequest(), pages),
    ):
        yield from cases(f"{CHANGES}/{method}", good, [*FOLLOWING, *more])
        for unknown in (0, 15):
            yield from cases(f"{CHANGES}/{method}", good, [("kinds", [1, unknown])], "kinds[1]")
    method, exported = f"{CHANGES}/ExportProfiles", v1.ExportProfilesRequest()
    exports: list[tuple[str, Any]] = [
        ("form", 3),
        ("view", 4),
        ("states", [1] * 5),
        ("customers", ["customers/u1"] * 1001),
        ("cursor", "c" * 4097),
    ]
    yield from cases(method, exported, exports)
    for unknown in (0, 5):
        yield from cases(method, exported, [("states", [1, unknown])], "states[1]")
    yield from cases(method, exported, [("customers", ["customers/u1", "u2"])], "customers[1]")
