/// How many things one request may name.
enum BatchRule {
  /// The most messages of one append or deletion.
  static let maxMessages = 1_000

  /// Checks that there are 1 to `limit` ids and that no two are equal; `field` is the list's,
  /// `idPath` what follows its index.
  static func check<Kind>(
    _ ids: [UniqueID<Kind>], atMost limit: Int, field: String, idPath: String = ""
  ) throws(DomainError) {
    guard (1...limit).contains(ids.count) else {
      throw RuleViolation("must have 1 to \(limit) entries; it has \(ids.count)").at(field)
    }
    var places: [UniqueID<Kind>: Int] = [:]
    for (place, id) in ids.enumerated() {
      if let earlier = places.updateValue(place, forKey: id) {
        throw RuleViolation("must differ from that of \(field)[\(earlier)]")
          .at("\(field)[\(place)]\(idPath)")
      }
    }
  }
}
