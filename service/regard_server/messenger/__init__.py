"""The messenger: a Redis or Valkey server that carries announcements from the writing processes to all others."""
