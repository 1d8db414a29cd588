"""What a search found, put together from bytes: a page has dozens of snippets, and their messages took longer than to find it."""

import struct
from collections.abc import Iterable, Sequence

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.search import Snippet
from regard_server.rpc.convert.wire import double_tag, number_tag, tag, varint, with_length
from regard_server.usecases.search_entries import FoundEntry

_MATCH = tag(pb.SearchEntriesResponse, "matches")
_ENTRY = tag(pb.EntryMatch, "entry")
_SCORE = double_tag(pb.EntryMatch, "score")
_SNIPPET = tag(pb.EntryMatch, "snippets")
_FIELD = tag(pb.Snippet, "field")
_TEXT = tag(pb.Snippet, "text")
_HIT = tag(pb.Snippet, "hits")
_START = number_tag(pb.Span, "start")
_END = number_tag(pb.Span, "end")
_TRUE = varint(1)
_CUT_BEFORE = number_tag(pb.Snippet, "cut_before") + _TRUE
_CUT_AFTER = number_tag(pb.Snippet, "cut_after") + _TRUE
_double = struct.Struct("<d").pack


def matches_bytes(found: Sequence[FoundEntry], entries: Iterable[bytes]) -> bytes:
    """The matches of a SearchEntriesResponse. `entries`: of each the entry's message, after its length."""
    return b"".join(
        [
            _MATCH + with_length(_ENTRY + entry + _SCORE + _double(one.score) + b"".join(map(_snippet, one.snippets)))
            for one, entry in zip(found, entries, strict=True)
        ]
    )


def _snippet(snippet: Snippet) -> bytes:
    field, text, hits, is_cut_before, is_cut_after = snippet
    said = _FIELD + with_length(field.encode()) + _TEXT + with_length(text.encode())
    for start, end in hits:
        span = (_START + varint(start) if start else b"") + _END + varint(end)
        said += _HIT + with_length(span)
    if is_cut_before:
        said += _CUT_BEFORE
    if is_cut_after:
        said += _CUT_AFTER
    return _SNIPPET + with_length(said)
