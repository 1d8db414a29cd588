"""Targets: what a preference, a decline or a cool-down is about, as one kind of name: a topic, an offer type or an offer.
A frequency cap is about one of these too, about a channel, or about everything."""

from regard_server.domain.channel import Channel


def topic_target(canonical_path: str) -> str:
    return f"topics/{canonical_path}"


def type_target(offer_type: str) -> str:
    return f"types/{offer_type}"


def offer_target(offer_id: str) -> str:
    return f"offers/{offer_id}"


def channel_target(channel: Channel) -> str:
    return f"channels/{channel.value}"


EVERYTHING = "everything"
