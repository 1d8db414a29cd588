"""Messages whose enums tests draw by their numbers, which the contract allows and the generated stubs don't."""

from typing import Any

from regard import v1

Commitment: Any = v1.Commitment
Consent: Any = v1.Consent
ContactRule: Any = v1.ContactRule
DoNotContact: Any = v1.DoNotContact
Entry: Any = v1.Entry
Interaction: Any = v1.Interaction
ListEntriesRequest: Any = v1.ListEntriesRequest
Moment: Any = v1.Moment
OfferResponse: Any = v1.OfferResponse
Preference: Any = v1.Preference
Provenance: Any = v1.Provenance
RestrictProcessingRequest: Any = v1.RestrictProcessingRequest
ScreenOffersRequest: Any = v1.ScreenOffersRequest
