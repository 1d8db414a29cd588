"""The client says the same as the contract: every message, every RPC, every reason for an error."""

import importlib
import inspect
import pkgutil

import grpc
import pytest
from google.protobuf.descriptor import MethodDescriptor

import regard
from regard import calls, errors, v1
from regard.v1 import ErrorReason, RecordEntriesRequest

from .answers import failed

MODULES = [
    importlib.import_module(f"regard.v1.{found.name}")
    for found in pkgutil.iter_modules(v1.__path__)
    if found.name.endswith("_pb2")
]
METHODS: list[MethodDescriptor] = [
    method
    for module in MODULES
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]
ARGUMENTS: dict[str, dict[str, object]] = {
    "get_profile": {"customer": "u1"},
    "batch_get_profiles": {"customers": ["u1"]},
    "record_entries": {"customer": "u1", "entries": [regard.preference(topic="sports/golf", stance="likes")]},
    "batch_record_entries": {"requests": [RecordEntriesRequest(customer="u1")]},
    "list_entries": {"customer": "u1"},
    "retract_entry": {"name": "customers/u1/entries/1", "reason": "misheard", "recorder": "agents/mira.holt"},
    "supersede_entry": {"name": "customers/u1/entries/1", "entry": regard.v1.Entry()},
    "search_entries": {"customer": "u1", "query": "calculator"},
    "lookup_customer": {"scheme": "email", "value": "ada@example.org"},
    "list_customers": {},
    "search_customers": {"query": "ada"},
    "link_identity": {"customer": "u1", "scheme": "email", "value": "ada@example.org", "recorder": "agents/mira.holt"},
    "unlink_identity": {
        "customer": "u1",
        "scheme": "email",
        "value": "ada@example.org",
        "reason": "not hers",
        "recorder": "agents/mira.holt",
    },
    "merge_customers": {
        "surviving_customer": "u1",
        "merged_customer": "u2",
        "reason": "one person",
        "recorder": "agents/mira.holt",
    },
    "unmerge_customers": {"merged_customer": "u2", "reason": "two persons", "recorder": "agents/mira.holt"},
    "restrict_processing": {
        "customer": "u1",
        "purposes": ["marketing"],
        "reason": "they asked",
        "recorder": "agents/mira.holt",
    },
    "get_brief": {"customer": "u1", "purpose": "service"},
    "list_commitments": {},
    "update_commitment": {"name": "customers/u1/entries/1", "status": "kept", "recorder": "agents/mira.holt"},
    "screen_offers": {"customer": "u1", "offer_ids": ["golf"], "purpose": "loyalty", "channel": "app"},
    "release_reservation": {"name": "customers/u1/entries/1"},
    "batch_screen_offers": {"customers": ["u1"], "offer_ids": ["golf"], "purpose": "loyalty", "channel": "app"},
    "screen_audience": {"customers": ["u1"], "offer_ids": ["golf"], "purpose": "loyalty", "channel": "app"},
    "import_offers": {"offers": [regard.offer("golf")]},
    "get_offer": {"name": "golf"},
    "list_offers": {},
    "import_topics": {"topics": []},
    "list_topics": {},
    "search_topics": {"query": "golf"},
    "get_policy": {},
    "list_policies": {},
    "update_policy": {"policy": regard.v1.Policy()},
    "get_friction_report": {},
    "watch_changes": {},
    "list_changes": {},
    "export_profiles": {},
    "compare_tier_with_individual": {
        "customers": {"u1": "gold"},
        "rules": {"gold": None},
        "offer_ids": ["golf"],
        "purpose": "loyalty",
        "channel": "app",
    },
}


def is_own(found: object) -> bool:
    return (inspect.isclass(found) or inspect.isfunction(found)) and found.__module__.startswith("regard.")


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


# The modules that `import regard` offers; the others are reached by nobody outside the library.
OFFERED = ("regard.calls", "regard.errors", "regard.v1")


def test_regard_v1_has_every_message_and_enum_of_the_contract() -> None:
    named = [
        name
        for module in MODULES
        for name in (*module.DESCRIPTOR.message_types_by_name, *module.DESCRIPTOR.enum_types_by_name)
    ]
    assert v1.__all__ == sorted(named)
    assert all(hasattr(v1, name) for name in named)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.full_name)
def test_every_rpc_has_a_call_and_a_method_of_its_name(method: MethodDescriptor) -> None:
    name = snake(method.name)

    call = getattr(calls, name)(**ARGUMENTS[name])

    assert call.method == f"/{method.containing_service.full_name}/{method.name}"
    assert call.request.DESCRIPTOR is method.input_type
    assert call.response_type.DESCRIPTOR is method.output_type
    assert hasattr(regard.Client, name)
    assert hasattr(regard.AsyncClient, name)


def test_there_is_no_call_that_the_contract_has_no_rpc_for() -> None:
    assert set(calls.__all__) == {"Call", *(snake(method.name) for method in METHODS)}


@pytest.mark.parametrize("reason", ErrorReason.keys()[1:])
def test_every_error_reason_has_a_class_that_says_so(reason: str) -> None:
    short = reason.removeprefix("ERROR_REASON_")

    error = errors.from_status(failed(grpc.StatusCode.UNKNOWN, short))

    assert snake(type(error).__name__).upper() == short


def test_the_tree_in_the_docstring_of_errors_is_the_tree() -> None:
    drawn = [line.split("──")[1].split()[0] for line in (errors.__doc__ or "").splitlines() if "──" in line]
    classes = [
        name
        for name, found in vars(errors).items()
        if inspect.isclass(found) and issubclass(found, errors.RegardError) and found is not errors.RegardError
    ]
    assert sorted(drawn) == sorted(classes)


@pytest.mark.parametrize("module", [regard, errors], ids=lambda module: module.__name__)
def test_all_is_what_is_public(module: object) -> None:
    public = [
        name
        for name, found in vars(module).items()
        if not name.startswith("_") and (is_own(found) or (inspect.ismodule(found) and found.__name__ in OFFERED))
    ]
    assert sorted(module.__all__) == sorted(public)  # type: ignore[attr-defined]
