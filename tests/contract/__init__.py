"""What every storage backend owes the use cases (`regard_server.usecases.ports`): one suite, run on each backend."""
