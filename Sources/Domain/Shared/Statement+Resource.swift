import Postgres

extension Statement {
  /// A statement from a file of ours.
  init(_ name: String, _ resource: [UInt8]) {
    self.init(name: name, sql: String(decoding: resource, as: UTF8.self))
  }
}
