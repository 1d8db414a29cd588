"""Whether the customer consents to being contacted."""

from typing import Unpack

from regard.arguments import enum_value
from regard.entries.entry import EntryArguments, entry
from regard.v1 import Channel, Consent, ConsentStatus, Entry, Purpose


def consent(
    purpose: str | int,
    status: str | int,
    *,
    consent_channel: str | int | None,
    legal_basis: str = "",
    document: str = "",
    **arguments: Unpack[EntryArguments],
) -> Entry:
    """Whether the customer consents to being contacted for a purpose by a channel; `stated`, never `inferred`.

    purpose: `marketing`, `loyalty`, `service` or `research`.
    status: `given`, `refused`, `withdrawn` or `expired`.
    consent_channel: by which way we may contact them, or may not; None for all channels of which nothing is said by
        themselves. It has no default, since `channel` is something else: by which way the consent reached us.
    legal_basis: what the processing rests on, such as `GDPR-6-1-a`.
    document: the wording or form that was agreed to, such as `newsletter-2026-03`.
    The others: `regard.EntryArguments`.
    """
    said = Consent(
        purpose=enum_value(Purpose, purpose),
        channel=enum_value(Channel, consent_channel),
        status=enum_value(ConsentStatus, status),
        legal_basis=legal_basis,
        document=document,
    )
    return entry({"consent": said}, **arguments)
