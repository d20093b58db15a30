public import Postgres

/// How words are told apart and reduced to their stems: a text search configuration of PostgreSQL.
public struct TextLanguage: Sendable, Hashable {
  /// Stems and leaves out words as English does.
  public static let english = TextLanguage(unchecked: "english")

  /// The configuration's name, such as `german`, or `simple` for none in particular.
  public let name: String

  private init(unchecked name: String) { self.name = name }

  /// Checks the form of a name: 1 to 63 lower-case letters and underscores.
  public init(_ name: String) throws(RuleViolation) {
    guard (1...63).contains(name.utf8.count),
      name.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 95 })
    else {
      throw RuleViolation("must be the name of a text search configuration, such as english")
    }
    self.init(unchecked: name)
  }

  var parameter: PostgresValue { .text("pg_catalog.\(name)") }

  /// Whether the database knows it.
  public func isKnown(to lanes: PostgresLanes) async throws -> Bool {
    let known = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(Self.statement, [.text(name)]) { row in try row.decode(0, as: Bool.self) })
    return known == [true]
  }

  private static let statement = Statement(
    "text_language_known", PackageResources.text_language_known_sql)
}
