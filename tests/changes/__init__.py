"""The change feed, through the API."""
