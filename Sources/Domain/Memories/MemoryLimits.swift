import Postgres

/// The most memories of an organization, of each project and of each user.
public struct MemoryLimits: Sendable, Hashable {
  /// What a limit may be.
  public static let range: ClosedRange<Int32> = 1...100_000

  public var organization: Int32 = 1_000
  public var project: Int32 = 500
  public var user: Int32 = 100

  /// The defaults that stand beside each property.
  public init() {}

  var parameters: [PostgresValue] { [.int4(organization), .int4(project), .int4(user)] }
}
