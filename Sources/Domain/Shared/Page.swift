/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
  /// What is on it, in the list's order.
  public let items: [Item]
  /// What to ask for the next page with; `nil` on the last one.
  public let nextPageToken: String?
}

/// Which page of a list is wanted.
public struct PageRequest: Sendable, Hashable {
  /// How many items a page has when the caller does not say.
  public static let defaultSize: Int32 = 50
  /// The most items of a page.
  public static let maxSize: Int32 = 1_000

  /// At most this many items.
  let size: Int32
  /// From the page before; empty for the first page.
  let token: String

  /// Checks what came from a caller; a size of 0 is `standard`.
  public init(
    size: Int32, token: String, standard: Int32 = Self.defaultSize
  ) throws(DomainError) {
    guard (0...Self.maxSize).contains(size) else {
      throw .invalidArgument(
        field: "page_size", reason: "must be 0, for \(standard), or 1 to \(Self.maxSize)")
    }
    self.size = size == 0 ? standard : size
    self.token = token
  }
}

/// How much a page may hold.
enum PageBudget {
  /// Bytes of a page's items: what fits into a frame of 4 MiB beside its envelope. Each item is
  /// far smaller, so every page has at least one.
  static let bytes: Int64 = 4_194_304 - 16_384
}
