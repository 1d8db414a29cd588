"""What a search found."""

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.search import Snippet
from regard_server.rpc.convert.wire import tag
from regard_server.usecases.search_entries import FoundEntry

_ENTRY = tag(pb.EntryMatch, "entry")


def match_bytes(found: FoundEntry, entry: bytes) -> bytes:
    """An EntryMatch. `entry` is the entry's message, after its length."""
    said = pb.EntryMatch(score=found.score)
    for snippet in found.snippets:
        _fill_in(said.snippets.add(), snippet)
    return said.SerializeToString() + _ENTRY + entry


def _fill_in(message: pb.Snippet, snippet: Snippet) -> None:
    """What is empty isn't set, which would cost as much as what isn't."""
    message.field = snippet.field
    message.text = snippet.text
    for start, end in snippet.hits:
        span = message.hits.add()
        if start:
            span.start = start
        span.end = end
    if snippet.is_cut_before:
        message.cut_before = True
    if snippet.is_cut_after:
        message.cut_after = True
