"""Messages of the published protocols that Engram speaks: ttrpc, google.rpc, grpc.health."""
