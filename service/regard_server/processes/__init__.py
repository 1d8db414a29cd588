"""The processes of a server: one that serves alone, or workers and the supervisor that keeps them.

A supervisor holds the port and starts the workers as programs of their own, each with one event loop; they listen on the
same port (SO_REUSEPORT), and the system deals the connections out among them. Between the supervisor and each worker there
is a line: the worker says on it when it is ready, the supervisor when it is replaced; and whichever of the two is gone, the
other sees it there.
"""
