"""What Regard promises when things go wrong: killed processes, racing writers, interrupted servers, bad settings."""
