import Domain
import Logging
import Postgres

/// What documents are made of.
enum DocumentParts {
  /// Lanes for what takes seconds: documents that are put, and copies that are made of them, for which
  /// searches in the database would otherwise leave no room.
  static func lanes(_ url: String, _ logger: Logger) throws -> PostgresLanes {
    try PostgresLanes(
      LanesConfiguration(name: "documents", url: url, role: "engram_service", laneCount: 2),
      logger: logger)
  }

  /// What keeps documents.
  static func store(
    _ settings: MemorySettings, lanes: PostgresLanes, putLanes: PostgresLanes,
    rules: ChunkRules, background: BackgroundParts
  ) -> DocumentStore {
    DocumentStore(
      lanes: lanes, putLanes: putLanes, rules: rules, language: settings.language,
      jobs: background.jobSignal)
  }

  /// What finds documents, on the service's lanes; its copies are made on `copyLanes`.
  static func search(
    _ settings: MemorySettings, words: QueryWords, lanes: PostgresLanes,
    copyLanes: PostgresLanes, background: BackgroundParts, logger: Logger
  ) -> DocumentSearch {
    DocumentSearch(
      lanes: lanes, words: words, models: background.models,
      copies: DocumentCopies(lanes: copyLanes, maxBytes: settings.copyBytes, logger: logger),
      logger: logger)
  }
}
