/// What the parts of the demo do alike.
protocol DemoPart {}

/// What came back is not what was sent.
struct DemoDifference: Error, CustomStringConvertible {
  let description: String
}

extension DemoPart {
  func say(_ line: String) { StandardOutput.line(line) }

  func require(_ condition: Bool, _ otherwise: String) throws {
    guard condition else { throw DemoDifference(description: otherwise) }
  }
}
