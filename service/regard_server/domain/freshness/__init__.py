"""What a process may answer from memory, and what a write does so that this holds: state machines without I/O and clock."""
