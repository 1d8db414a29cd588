"""What Regard decides, pure: the standard library only, no clock, no I/O; "now" and new ids come in as arguments."""
