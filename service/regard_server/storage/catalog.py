"""Topics and offers: every version is kept, the newest of each counts."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from regard_server.domain.offer import Offer
from regard_server.domain.taxonomy import Topic
from regard_server.storage.codec import decode_offer, encode_offer
from regard_server.storage.instants import from_micros, to_micros
from regard_server.storage.outcomes import Conflict
from regard_server.storage.tables import catalog_heads, offers, topics

TOPICS = "topics"
OFFERS = "offers"

_HEAD = select(catalog_heads.c.version).where(
    catalog_heads.c.tenant == bindparam("tenant"), catalog_heads.c.resource == bindparam("resource")
)
_ADD_HEAD = insert(catalog_heads)
_ADVANCE_HEAD = (
    update(catalog_heads)
    .where(
        catalog_heads.c.tenant == bindparam("of_tenant"),
        catalog_heads.c.resource == bindparam("of_resource"),
        catalog_heads.c.version == bindparam("expected"),
    )
    .values(version=bindparam("next_version"))
)
_TOPICS = (
    select(topics.c.path, topics.c.label, topics.c.synonyms, topics.c.moved_to)
    .where(topics.c.tenant == bindparam("tenant"), topics.c.version <= bindparam("version"))
    .order_by(topics.c.version)
)
_OFFERS = (
    select(offers.c.content)
    .where(offers.c.tenant == bindparam("tenant"), offers.c.version <= bindparam("version"))
    .order_by(offers.c.version)
)
_HISTORIES = {
    resource: select(table.c.version, func.min(table.c.created_at))
    .where(table.c.tenant == bindparam("tenant"))
    .group_by(table.c.version)
    .order_by(table.c.version)
    for resource, table in ((TOPICS, topics), (OFFERS, offers))
}
_NEWEST = (1 << 63) - 1


class CatalogTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def version(self, tenant: str, resource: str) -> int:
        """0 where nothing has been imported yet."""
        version = self._connection.execute(_HEAD, {"tenant": tenant, "resource": resource}).scalar()
        return 0 if version is None else int(version)

    def history(self, tenant: str, resource: str) -> list[tuple[int, datetime]]:
        """All versions in their order, and when each came."""
        rows = self._connection.execute(_HISTORIES[resource], {"tenant": tenant})
        return [(version, from_micros(created_at)) for version, created_at in rows]

    def topics(self, tenant: str, *, version: int | None = None) -> dict[str, Topic]:
        """As of that version, else as they are."""
        found = {}
        for path, label, synonyms, moved_to in self._connection.execute(_TOPICS, _at(tenant, version)):
            found[path] = Topic(path=path, label=label, synonyms=tuple(json.loads(synonyms)), moved_to=moved_to)
        return found

    def offers(self, tenant: str, *, version: int | None = None) -> dict[str, Offer]:
        decoded = (decode_offer(content) for (content,) in self._connection.execute(_OFFERS, _at(tenant, version)))
        return {offer.id: offer for offer in decoded}

    def add_topics(self, tenant: str, changed: Sequence[Topic], *, version: int, now: datetime) -> None:
        """Adds versions of topics; `version` must be the one after the present, else Conflict."""
        self._advance(tenant, TOPICS, version)
        self._connection.execute(
            insert(topics),
            [
                {
                    "tenant": tenant,
                    "path": topic.path,
                    "version": version,
                    "created_at": to_micros(now),
                    "label": topic.label,
                    "synonyms": json.dumps(topic.synonyms, ensure_ascii=False),
                    "moved_to": topic.moved_to,
                }
                for topic in changed
            ],
        )

    def add_offers(self, tenant: str, changed: Sequence[Offer], *, version: int, now: datetime) -> None:
        """Adds versions of offers; `version` must be the one after the present, else Conflict."""
        self._advance(tenant, OFFERS, version)
        self._connection.execute(
            insert(offers),
            [
                {
                    "tenant": tenant,
                    "offer_id": offer.id,
                    "version": version,
                    "created_at": to_micros(now),
                    "content": encode_offer(offer),
                }
                for offer in changed
            ],
        )

    def _advance(self, tenant: str, resource: str, version: int) -> None:
        if version == 1:
            self._connection.execute(_ADD_HEAD, {"tenant": tenant, "resource": resource, "version": 1})
            return
        advanced = self._connection.execute(
            _ADVANCE_HEAD,
            {"of_tenant": tenant, "of_resource": resource, "expected": version - 1, "next_version": version},
        )
        if advanced.rowcount != 1:
            raise Conflict


def _at(tenant: str, version: int | None) -> dict[str, object]:
    return {"tenant": tenant, "version": _NEWEST if version is None else version}
