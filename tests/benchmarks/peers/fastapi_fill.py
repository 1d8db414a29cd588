"""Fills the FastAPI service's database from standard input, in that service's environment."""

import asyncio
import json
import sys

from fastapi_service import Base, Preference, Response, engine, sessions


async def main() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with sessions() as session:
        for line in sys.stdin:
            customer = json.loads(line)
            name = customer["customer"]
            session.add_all(Preference(customer=name, **one) for one in customer["preferences"])
            session.add_all(Response(customer=name, **one) for one in customer["responses"])
        await session.commit()
    await engine.dispose()


asyncio.run(main())
