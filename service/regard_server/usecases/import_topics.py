"""Importing topics: all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from regard_server.domain.errors import FieldViolation, InvalidFields
from regard_server.domain.resources import TenantResources
from regard_server.domain.taxonomy import Topic
from regard_server.usecases.load_resources import load_resources
from regard_server.usecases.ports import Transaction


def import_topics(
    tx: Transaction, tenant: str, topics: Sequence[Topic], *, now: datetime
) -> tuple[int, TenantResources]:
    """How many were new or changed, and the resources after it. Raises InvalidFields."""
    _refuse_twice(topics)
    resources = load_resources(tx, tenant)
    taxonomy = resources.taxonomy
    changed = [topic for topic in topics if taxonomy.topics.get(topic.path) != topic]
    if not changed:
        return 0, resources
    following = taxonomy.with_topics(topics, version=taxonomy.version + 1)
    tx.catalog.add_topics(tenant, changed, version=following.version, now=now)
    return len(changed), replace(resources, taxonomy=following)


def _refuse_twice(topics: Sequence[Topic]) -> None:
    seen: set[str] = set()
    for index, topic in enumerate(topics):
        if topic.path in seen:
            raise InvalidFields(FieldViolation(f"topics[{index}].path", "is given twice in this request"))
        seen.add(topic.path)
