"""Tier comparisons."""

from collections.abc import Sequence

from regard.v1 import tier_comparison_pb2 as pb
from regard_server.domain.content import Preference
from regard_server.domain.entry import Entry
from regard_server.domain.explain import explain
from regard_server.domain.suppression import Evidence, quote_of, said_at
from regard_server.domain.tier_comparison import Contacts, Example, TierComparison
from regard_server.rpc.convert.enums import number
from regard_server.rpc.convert.instants import timestamp
from regard_server.rpc.convert.names import customer_name


def comparison_message(comparison: TierComparison, language: str) -> pb.TierComparison:
    return pb.TierComparison(
        total=_counts(comparison.total),
        tiers=[pb.TierContacts(tier=tier, counts=_counts(counts)) for tier, counts in comparison.tiers.items()],
        offers=[
            pb.OfferContacts(offer_id=offer_id, counts=_counts(counts))
            for offer_id, counts in comparison.offers.items()
        ],
        suppressed_examples=[_example(example, language) for example in comparison.suppressed_examples],
        missed_examples=[_example(example, language) for example in comparison.missed_examples],
    )


def _counts(contacts: Contacts) -> pb.ContactCounts:
    return pb.ContactCounts(
        customers=contacts.customers,
        contacts=contacts.contacts,
        cleared=contacts.cleared,
        suppressed=contacts.suppressed,
        against_words=contacts.against_words,
        shadow_suppressed=contacts.shadow_suppressed,
        reasons=[
            pb.ContactReason(
                reason=number(reason),
                contacts=contacts.reasons[reason],
                shadow_contacts=contacts.shadow_reasons[reason],
                shadow_cleared=contacts.shadow_cleared[reason],
            )
            for reason in sorted(contacts.reasons.keys() | contacts.shadow_reasons.keys())
        ],
        customers_annoyed=contacts.customers_annoyed,
        missed=contacts.missed,
        customers_missed=contacts.customers_missed,
    )


def _example(example: Example, language: str) -> pb.ContactExample:
    message = pb.ContactExample(
        customer=customer_name(example.customer), tier=example.tier, offer_id=example.decision.offer_id
    )
    if example.suppression is not None:
        suppression = example.suppression
        message.reason = number(suppression.reason)
        message.topic, message.offer_type = suppression.topic, suppression.offer_type
        message.text = explain(suppression, language)
        _add_words(message, suppression.evidence[:1])
    else:
        evidence = example.decision.affinity_evidence
        liked = [one for one in evidence if isinstance(one, Entry) and isinstance(one.content, Preference)]
        liked.sort(key=lambda entry: not entry.provenance.quote)
        for entry in liked[:1]:
            message.topic, message.offer_type = entry.content.topic, entry.content.offer_type
        _add_words(message, liked[:1])
    return message


def _add_words(message: pb.ContactExample, evidence: Sequence[Evidence]) -> None:
    for one in evidence:
        message.quote = quote_of(one)
        message.stated_time.CopyFrom(timestamp(said_at(one)))
