"""Tests of the client library and command line, against a server that answers what the test tells it to.

They need the client (or its built wheel with the extra `cli`) and pytest, and nothing of the service.
"""
