/// What to do with a field of a resource that is being updated.
public enum Change<Value: Sendable>: Sendable {
  /// It stays as it is.
  case keep
  /// It becomes this.
  case set(Value)

  /// Whether the field is changed.
  var isSet: Bool {
    switch self {
    case .keep: false
    case .set: true
    }
  }

  /// The new value, if there is one.
  var value: Value? {
    switch self {
    case .keep: nil
    case .set(let value): value
    }
  }
}
