import Client

/// What a load calls, over and over.
protocol BenchScenario: Sendable {
  /// What `--scenario` calls it.
  static var name: String { get }
  /// One line for the help, without a full stop.
  static var summary: String { get }
  /// What of a ``BenchSubject`` has to be there.
  static var need: BenchNeed { get }

  init()

  /// The calls, of which one is drawn at random by weight each time.
  func requests(_ subject: BenchSubject) -> [BenchRequest]

  /// Makes each kind of call once through the client library.
  ///
  /// - Throws: `RPCStatus` when one fails or its reply is not what was asked for.
  func check(_ client: EngramClient, _ subject: BenchSubject) async throws
}

extension BenchScenario {
  static var need: BenchNeed { .conversations }
}

/// What a scenario reads and writes.
enum BenchNeed {
  case nothing, conversations, memories
  /// A conversation that is mostly summarised, memories and documents.
  case contexts
}
