/// The bytes that libFuzzer made up, copied out of its memory.
///
/// - Parameters:
///   - start: Where they lie; libFuzzer's memory for the time of the call. `nil` when there are none.
///   - count: How many they are.
public func fuzzInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
  unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// Ends the process when a claim does not hold, which is how libFuzzer learns of it.
public func require(_ holds: Bool, _ claim: @autoclosure () -> String) {
  guard holds else { fatalError("does not hold: \(claim())") }
}
