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

  /// The change of a field: `value`, if the mask names it or the message that it is in.
  func change<Value>(
    _ name: String, _ value: () throws(DomainError) -> Value
  ) throws(DomainError) -> Change<Value> {
    contains(name) ? .set(try value()) : .keep
  }

  private func contains(_ name: String) -> Bool {
    if names.contains(name) { return true }
    guard let dot = name.firstIndex(of: ".") else { return false }
    return names.contains(String(name[..<dot]))
  }
}
