import Logging

/// What all connections of a server share.
struct ServerContext: Sendable {
  let dispatcher: Dispatcher
  let limits: ConnectionLimits
  let load: ServerLoad
  let logger: Logger
}
