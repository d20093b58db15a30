/// Which messages of a conversation a list shows, and in which order.
public struct MessageRange: Sendable {
  /// The order of a list of messages.
  public enum Order: Int64, Sendable {
    /// Rising `seq`.
    case oldestFirst = 1
    /// Falling `seq`.
    case newestFirst = 2
  }

  let fromSeq: Int64
  /// `Int64.max` for no upper bound.
  let toSeq: Int64
  let order: Order

  /// Checks the bounds, both included; 0 stands for none.
  public init(fromSeq: Int64, toSeq: Int64, order: Order) throws(DomainError) {
    guard fromSeq >= 0 else { throw RuleViolation("must not be negative").at("from_seq") }
    guard toSeq >= 0 else { throw RuleViolation("must not be negative").at("to_seq") }
    guard toSeq == 0 || toSeq >= fromSeq else {
      throw RuleViolation("must be 0 or not less than from_seq").at("to_seq")
    }
    self.init(bounds: (fromSeq, toSeq == 0 ? .max : toSeq), order: order)
  }

  private init(bounds: (from: Int64, to: Int64), order: Order) {
    fromSeq = bounds.from
    toSeq = bounds.to
    self.order = order
  }

  /// What is left of the range after the message `seq`, in its order; `nil` when no message has
  /// such a `seq`.
  func after(_ seq: Int64) -> MessageRange? {
    guard (1..<Int64.max).contains(seq) else { return nil }
    return switch order {
    case .oldestFirst: MessageRange(bounds: (max(fromSeq, seq + 1), toSeq), order: order)
    case .newestFirst: MessageRange(bounds: (fromSeq, min(toSeq, seq - 1)), order: order)
    }
  }
}
