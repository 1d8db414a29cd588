"""`regard-server check`: what is wrong, and how to mend it, before a server starts or beside one that runs. It changes
nothing."""
