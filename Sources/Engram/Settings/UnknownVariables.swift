import Foundation
import Logging

/// Environment variables that look like settings and are none.
enum UnknownVariables {
  /// A mistyped variable would otherwise be ignored in silence. Kubernetes sets some of its own
  /// for a service that is called `engram`.
  static func warn(_ logger: Logger) {
    let known = Set(Settings.all.map(\.variable)).union([
      EmbeddingOptions.key.variable, ChatOptions.key.variable,
      MasterKeyOptions.current.variable, MasterKeyOptions.previous.variable,
    ])
    for name in ProcessInfo.processInfo.environment.keys.sorted()
    where name.hasPrefix("ENGRAM_") && !known.contains(name)
      && !name.hasPrefix("ENGRAM_SERVICE_") && !name.hasPrefix("ENGRAM_PORT")
    {
      logger.warning("unknown environment variable", metadata: ["name": "\(name)"])
    }
  }
}
