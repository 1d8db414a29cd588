"""The quick way from a message to JSON comes to what protobuf's own comes to."""

import random

import pytest
from google.protobuf.json_format import MessageToDict, SerializeToJsonError
from google.protobuf.message_factory import GetMessageClass
from rpc.hostile_messages import _filled

from regard import v1
from regard.bulk import message_json as module
from regard.bulk.message_json import message_json


@pytest.mark.parametrize("kind", [v1.Entry, v1.Profile, v1.Change, v1.Policy], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("wildness", [0.0, 0.02])
def test_it_is_what_protobuf_makes_of_it(kind: type, wildness: float) -> None:
    dice = random.Random(7)
    compared = 0
    for _ in range(100):
        message = GetMessageClass(kind.DESCRIPTOR)()  # type: ignore[attr-defined]
        message.MergeFrom(_filled(dice, kind.DESCRIPTOR, wildness=wildness))  # type: ignore[attr-defined]
        try:
            expected = MessageToDict(message)
        except SerializeToJsonError:
            continue  # an instant that no calendar has
        assert message_json(message) == expected
        compared += 1
    assert compared > 10


def test_control_another_form_of_a_field_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    module._writers.cache_clear()
    monkeypatch.setattr(module, "AS_TEXT", set())
    try:
        message = v1.Change(revision=7)
        assert message_json(message) == MessageToDict(message)  # left to protobuf where it isn't known
        monkeypatch.setattr(module, "AS_IT_IS", {*module.AS_IT_IS, 3})
        module._writers.cache_clear()
        assert message_json(message) != MessageToDict(message)
    finally:
        module._writers.cache_clear()
