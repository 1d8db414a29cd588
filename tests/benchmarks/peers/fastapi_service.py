"""The service that a team would write in an afternoon: FastAPI, SQLAlchemy's ORM and PostgreSQL. Runs in an environment of its
own; `DATABASE_URL` says where.

It knows of dislikes by topic and of declines within 30 days, and of nothing else: no consent, no quiet hours, no caps, no
bases, no history, no evidence but the quote.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

COOL_DOWN = timedelta(days=30)


class Base(DeclarativeBase):
    pass


class Preference(Base):
    __tablename__ = "preferences"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(index=True)
    topic: Mapped[str]
    stance: Mapped[str]
    quote: Mapped[str]


class Response(Base):
    __tablename__ = "responses"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(index=True)
    offer_id: Mapped[str]
    outcome: Mapped[str]
    days_ago: Mapped[int]


class Offer(BaseModel):
    offer_id: str
    offer_type: str
    topics: list[str]


class Question(BaseModel):
    customer: str
    offers: list[Offer]


class Decision(BaseModel):
    offer_id: str
    cleared: bool
    reasons: list[str]
    quote: str | None = None
    until: datetime | None = None


class Answer(BaseModel):
    decisions: list[Decision]


engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=16)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


@app.post("/screen")
async def screen(question: Question, database: Annotated[AsyncSession, Depends(session)]) -> Answer:
    preferences = await database.scalars(select(Preference).where(Preference.customer == question.customer))
    responses = await database.scalars(select(Response).where(Response.customer == question.customer))
    disliked = {one.topic: one.quote for one in preferences if one.stance == "dislikes"}
    declined = {one.offer_id: one.days_ago for one in responses if one.outcome == "declined"}
    now = datetime.now(UTC)
    return Answer(decisions=[_decide(offer, disliked, declined, now) for offer in question.offers])


def _decide(offer: Offer, disliked: dict[str, str], declined: dict[str, int], now: datetime) -> Decision:
    for topic in offer.topics:
        parts = topic.split("/")
        for length in range(len(parts), 0, -1):
            quote = disliked.get("/".join(parts[:length]))
            if quote is not None:
                return Decision(offer_id=offer.offer_id, cleared=False, reasons=["disliked"], quote=quote)
    until = now - timedelta(days=declined.get(offer.offer_id, 10_000)) + COOL_DOWN
    if until > now:
        return Decision(offer_id=offer.offer_id, cleared=False, reasons=["declined recently"], until=until)
    return Decision(offer_id=offer.offer_id, cleared=True, reasons=[])
