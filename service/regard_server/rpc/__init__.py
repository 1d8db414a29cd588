"""gRPC: protobuf begins and ends here. One event loop; a whole unit of work goes to a thread in one hop."""
