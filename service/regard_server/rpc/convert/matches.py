"""What a search found."""

from regard.v1 import profile_service_pb2 as pb
from regard_server.domain.search import Snippet
from regard_server.rpc.convert.entries import entry_message
from regard_server.usecases.search_entries import FoundEntry


def match_message(found: FoundEntry) -> pb.EntryMatch:
    return pb.EntryMatch(
        entry=entry_message(found.customer, found.entry, found.state),
        score=found.score,
        snippets=[_snippet(snippet) for snippet in found.snippets],
    )


def _snippet(snippet: Snippet) -> pb.Snippet:
    return pb.Snippet(
        field=snippet.field,
        text=snippet.text,
        hits=[pb.Span(start=start, end=end) for start, end in snippet.hits],
        cut_before=snippet.is_cut_before,
        cut_after=snippet.is_cut_after,
    )
