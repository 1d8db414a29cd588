"""The messages and enums of the contract `regard.v1`, in one place: `from regard.v1 import Entry, Stance`.

Their fields, limits and errors are described in the comments of `proto/regard/v1/*.proto`. An enum's value is reached
through the enum, as in `Stance.STANCE_LIKES`. The modules beside this one are generated; this one is written by hand.
"""

from regard.v1.catalog_service_pb2 import (
    GetOfferRequest,
    GetOfferResponse,
    ImportOffersRequest,
    ImportOffersResponse,
    ImportTopicsRequest,
    ImportTopicsResponse,
    ListOffersRequest,
    ListOffersResponse,
    ListTopicsRequest,
    ListTopicsResponse,
    SearchTopicsRequest,
    SearchTopicsResponse,
    TopicMatch,
)
from regard.v1.channel_pb2 import (
    Channel,
    Purpose,
)
from regard.v1.consistency_pb2 import (
    Consistency,
)
from regard.v1.entry_pb2 import (
    Basis,
    Entry,
    EntryKind,
    EntryState,
    OfferResponse,
    Outcome,
    Preference,
    Provenance,
    Retraction,
    Stance,
)
from regard.v1.error_reason_pb2 import (
    ErrorReason,
)
from regard.v1.offer_pb2 import (
    Offer,
)
from regard.v1.profile_pb2 import (
    Profile,
    ProfileStatus,
    ProfileView,
)
from regard.v1.profile_service_pb2 import (
    BatchGetProfilesRequest,
    BatchGetProfilesResponse,
    BatchGetProfilesResult,
    BatchRecordEntriesRequest,
    BatchRecordEntriesResponse,
    BatchRecordEntriesResult,
    GetProfileRequest,
    GetProfileResponse,
    ListEntriesRequest,
    ListEntriesResponse,
    RecordEntriesRequest,
    RecordEntriesResponse,
    RetractEntryRequest,
    RetractEntryResponse,
)
from regard.v1.screening_pb2 import (
    Decision,
    Suppression,
    SuppressionReason,
    Verdict,
)
from regard.v1.screening_service_pb2 import (
    AudienceOpen,
    AudienceSummary,
    BatchScreenOffersRequest,
    BatchScreenOffersResponse,
    BatchScreenOffersResult,
    OnUnknown,
    ReasonCount,
    ScreenAudienceRequest,
    ScreenAudienceResponse,
    ScreenOffersRequest,
    ScreenOffersResponse,
)
from regard.v1.topic_pb2 import (
    Topic,
)

__all__ = [
    "AudienceOpen",
    "AudienceSummary",
    "Basis",
    "BatchGetProfilesRequest",
    "BatchGetProfilesResponse",
    "BatchGetProfilesResult",
    "BatchRecordEntriesRequest",
    "BatchRecordEntriesResponse",
    "BatchRecordEntriesResult",
    "BatchScreenOffersRequest",
    "BatchScreenOffersResponse",
    "BatchScreenOffersResult",
    "Channel",
    "Consistency",
    "Decision",
    "Entry",
    "EntryKind",
    "EntryState",
    "ErrorReason",
    "GetOfferRequest",
    "GetOfferResponse",
    "GetProfileRequest",
    "GetProfileResponse",
    "ImportOffersRequest",
    "ImportOffersResponse",
    "ImportTopicsRequest",
    "ImportTopicsResponse",
    "ListEntriesRequest",
    "ListEntriesResponse",
    "ListOffersRequest",
    "ListOffersResponse",
    "ListTopicsRequest",
    "ListTopicsResponse",
    "Offer",
    "OfferResponse",
    "OnUnknown",
    "Outcome",
    "Preference",
    "Profile",
    "ProfileStatus",
    "ProfileView",
    "Provenance",
    "Purpose",
    "ReasonCount",
    "RecordEntriesRequest",
    "RecordEntriesResponse",
    "RetractEntryRequest",
    "RetractEntryResponse",
    "Retraction",
    "ScreenAudienceRequest",
    "ScreenAudienceResponse",
    "ScreenOffersRequest",
    "ScreenOffersResponse",
    "SearchTopicsRequest",
    "SearchTopicsResponse",
    "Stance",
    "Suppression",
    "SuppressionReason",
    "Topic",
    "TopicMatch",
    "Verdict",
]
