/// Tells a connection that the server shuts down.
enum DrainEvent: Sendable {
  /// Take no new calls, and close once those in flight are answered.
  case begin
  /// End the calls that are still in flight.
  case giveUp
}
