"""What is PostgreSQL's own, and of databases that speak as it does: several processes and machines on one database."""
