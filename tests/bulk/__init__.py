"""Files in and out through the real command, against the real service."""
