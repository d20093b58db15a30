import ArgumentParser

extension ParsableArguments {
  /// Throws for the first of an option's values that is out of its range.
  func expect<Number: BinaryInteger>(
    _ values: [Number], _ option: String, _ range: ClosedRange<Number>
  ) throws {
    for value in values where !range.contains(value) {
      throw ValidationError(
        "\(option) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
