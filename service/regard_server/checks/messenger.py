"""What is asked of the messenger: that it answers, as this release needs it."""

from regard_server.bootstrap import messenger_of
from regard_server.checks.finding import Finding
from regard_server.messenger.publisher import MessengerUnreachable, Publisher
from regard_server.settings import BadSetting, Settings

NAME = "messenger"


def check_messenger(settings: Settings) -> Finding | None:
    """None where there is none to ask."""
    try:
        address = messenger_of(settings.messenger_url, settings.database_url)
    except BadSetting as error:
        return Finding(NAME, str(error), "correct REGARD_MESSENGER_URL, or leave it out")
    if address is None:
        return None
    publisher = Publisher(address, store_id="")
    try:
        server = publisher.server()
    except MessengerUnreachable as error:
        return Finding(
            NAME,
            f"{address} can't be used: {error}",
            "see that a Redis from 6.2 on or a Valkey runs there, and that REGARD_MESSENGER_URL has its host, port, user and "
            "password; until then every call asks the database",
        )
    finally:
        publisher.close()
    return Finding(NAME, f"{address} answers, run id {server}")
