"""What callers can do, one operation a file: load, ask the domain, save. Synchronous; storage comes in as an argument."""
