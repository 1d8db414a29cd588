"""The Regard service: what customers told the company, and what follows from it."""
