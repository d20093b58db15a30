/// Limits on how many messages one request may name.
enum MessageBatch {
  /// The most messages of one append or deletion.
  static let maxCount = 1_000

  /// Checks that there are 1 to ``maxCount`` ids and that no two are equal; `field` is the list's,
  /// `idPath` what follows its index.
  static func check(
    _ ids: [MessageID], field: String, idPath: String = ""
  ) throws(DomainError) {
    guard (1...maxCount).contains(ids.count) else {
      throw RuleViolation("must have 1 to \(maxCount) entries; it has \(ids.count)").at(field)
    }
    var places: [MessageID: Int] = [:]
    for (place, id) in ids.enumerated() {
      if let earlier = places.updateValue(place, forKey: id) {
        throw RuleViolation("must differ from that of \(field)[\(earlier)]")
          .at("\(field)[\(place)]\(idPath)")
      }
    }
  }
}
