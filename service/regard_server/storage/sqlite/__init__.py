"""What is SQLite's own: the embedded default, one file, one process."""
