import Domain
import Wire

/// The fields that an `update_mask` names.
struct MaskedFields {
  private let names: Set<String>

  /// Checks that the mask names at least one of `known`, and nothing else.
  init(_ mask: GoogleProtobuf.FieldMask?, _ known: [String]) throws(DomainError) {
    let expected = known.joined(separator: ", ")
    let paths = mask?.paths ?? []
    guard !paths.isEmpty else {
      throw RuleViolation("must name at least one of \(expected)").at("update_mask")
    }
    for (place, path) in paths.enumerated() where !known.contains(path) {
      throw RuleViolation("must be one of \(expected)").at("update_mask.paths[\(place)]")
    }
    names = Set(paths)
  }

  /// The change of a field: `value`, if the mask names it.
  func change<Value>(
    _ name: String, _ value: () throws(DomainError) -> Value
  ) throws(DomainError) -> Change<Value> {
    names.contains(name) ? .set(try value()) : .keep
  }
}
