"""Offers and topics."""

from regard.v1 import offer_pb2, topic_pb2
from regard_server.domain.offer import Offer
from regard_server.domain.taxonomy import Topic
from regard_server.rpc.convert.instants import maybe_instant, maybe_timestamp


def offer(message: offer_pb2.Offer, field: str) -> Offer:
    return Offer(
        id=message.offer_id,
        offer_type=message.offer_type,
        topics=tuple(message.topics),
        valid_from=maybe_instant(message, "valid_from", field),
        valid_until=maybe_instant(message, "valid_until", field),
        repeatable=message.repeatable,
        title=message.title,
        description=message.description,
    )


def offer_message(known: Offer) -> offer_pb2.Offer:
    return offer_pb2.Offer(
        offer_id=known.id,
        offer_type=known.offer_type,
        topics=known.topics,
        valid_from=maybe_timestamp(known.valid_from),
        valid_until=maybe_timestamp(known.valid_until),
        repeatable=known.repeatable,
        title=known.title,
        description=known.description,
    )


def topic(message: topic_pb2.Topic) -> Topic:
    return Topic(path=message.path, label=message.label, synonyms=tuple(message.synonyms), moved_to=message.moved_to)


def topic_message(known: Topic) -> topic_pb2.Topic:
    return topic_pb2.Topic(path=known.path, label=known.label, synonyms=known.synonyms, moved_to=known.moved_to)
