"""Messages of regard.v1 to domain objects and back, each in one place."""
