"""Page tokens, freshness tokens and cursors: opaque to callers, versioned, signed, so that none can be made up or carried over.

A token is MessagePack of a typed array, and before it the first 16 bytes of its HMAC-SHA256, in base64url.
"""

import base64
import binascii
import hmac
from datetime import datetime
from typing import TypeVar

import msgspec

from regard_server.domain.errors import InvalidCursor, InvalidFreshnessToken, InvalidPageToken
from regard_server.domain.feed import Positions

MAC_BYTES = 16


class FreshnessToken(msgspec.Struct, array_like=True, frozen=True, tag="f1"):
    """What an answer has seen. `customer` is empty where it was not about one; `policy_version` is 0 in tokens of before
    there was one."""

    store_id: str
    tenant: str
    customer: str
    revision: int
    taxonomy_version: int
    offers_version: int
    policy_version: int = 0


class EntryPageToken(msgspec.Struct, array_like=True, frozen=True, tag="e2"):
    """Where the next page of ListEntries begins; `question` are the fields of the request that must stay the same."""

    tenant: str
    question: bytes
    created_at: datetime
    customer: str
    revision: int
    ordinal: int


class NamePageToken(msgspec.Struct, array_like=True, frozen=True, tag="n1"):
    """Where the next page of a listing in the order of names begins."""

    tenant: str
    method: str
    within: str
    after: str


class CommitmentPageToken(msgspec.Struct, array_like=True, frozen=True, tag="o1"):
    """Where the next page of ListCommitments begins; `question` as in EntryPageToken."""

    tenant: str
    question: bytes
    due_at: datetime | None
    customer: str
    entry_id: str


class AudienceCursor(msgspec.Struct, array_like=True, frozen=True, tag="a1"):
    """How far an audience has come; `question` is a digest of what is asked of it."""

    tenant: str
    question: bytes
    chunk: int


class ChangesCursor(msgspec.Struct, array_like=True, frozen=True, tag="c1"):
    """How far the change feed has been told: a number for each partition."""

    store_id: str
    tenant: str
    positions: tuple[int, ...]


class ExportCursor(msgspec.Struct, array_like=True, frozen=True, tag="x1"):
    """How far an export has come: all of the customers up to `after`, or the first `customers` of those asked for, and so many
    entries of the next one's ledger. `positions` is the change feed as it was before."""

    store_id: str
    tenant: str
    question: bytes
    positions: tuple[int, ...]
    after: str
    customers: int
    entries: int


TokenT = TypeVar(
    "TokenT",
    FreshnessToken,
    EntryPageToken,
    NamePageToken,
    CommitmentPageToken,
    AudienceCursor,
    ChangesCursor,
    ExportCursor,
)
Token = (
    FreshnessToken
    | EntryPageToken
    | NamePageToken
    | CommitmentPageToken
    | AudienceCursor
    | ChangesCursor
    | ExportCursor
)


class Tokens:
    """All that this deployment's key signs."""

    def __init__(self, *, store_id: str, signing_key: bytes) -> None:
        self.store_id = store_id
        self._key = signing_key

    def write(self, token: Token) -> str:
        body = msgspec.msgpack.encode(token)
        return base64.urlsafe_b64encode(self._mac(body) + body).rstrip(b"=").decode()

    def read_freshness(self, text: str) -> FreshnessToken:
        """Raises InvalidFreshnessToken, also for a token of another deployment's store."""
        token = self._read(text, FreshnessToken)
        if token is None or token.store_id != self.store_id:
            raise InvalidFreshnessToken
        return token

    def read_page(self, text: str, kind: type[TokenT]) -> TokenT:
        """Raises InvalidPageToken."""
        token = self._read(text, kind)
        if token is None:
            raise InvalidPageToken
        return token

    def read_cursor(self, text: str) -> AudienceCursor:
        """Raises InvalidCursor."""
        cursor = self._read(text, AudienceCursor)
        if cursor is None:
            raise InvalidCursor
        return cursor

    def read_changes_cursor(self, text: str, tenant: str) -> Positions:
        """Raises InvalidCursor, also for a cursor of another deployment's store, or of another tenant."""
        cursor = self._read(text, ChangesCursor)
        if cursor is None or (cursor.store_id, cursor.tenant) != (self.store_id, tenant):
            raise InvalidCursor
        return cursor.positions

    def read_export_cursor(self, text: str, tenant: str, question: bytes) -> ExportCursor:
        """Raises InvalidCursor, also for one of another store, tenant or question."""
        cursor = self._read(text, ExportCursor)
        if cursor is None or (cursor.store_id, cursor.tenant, cursor.question) != (self.store_id, tenant, question):
            raise InvalidCursor
        return cursor

    def digest(self, *parts: str) -> bytes:
        """By which something is found again that the database must not tell by itself."""
        return hmac.digest(self._key, "\0".join(parts).encode(), "sha256")

    def _read(self, text: str, kind: type[TokenT]) -> TokenT | None:
        try:
            data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return None
        mac, body = data[:MAC_BYTES], data[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        try:
            return msgspec.msgpack.decode(body, type=kind)
        except msgspec.DecodeError:
            return None

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:MAC_BYTES]
