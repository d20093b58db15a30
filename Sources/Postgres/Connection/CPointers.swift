/// Lends C strings as a NULL-terminated array.
func withCStrings<R>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
) -> R {
  var bytes: [CChar] = []
  var starts: [Int] = []
  for string in strings {
    starts.append(bytes.count)
    bytes.append(contentsOf: string.utf8CString)
  }
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    let pointers = unsafe starts.map { unsafe buffer.baseAddress?.advanced(by: $0) } + [nil]
    return unsafe body(pointers)
  }
}

extension EncodedParameters {
  /// Lends what libpq asks for: how many, and for each its address (none for `NULL`), its length
  /// and its format, which is binary.
  func withPointers<R>(
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
    ) -> R
  ) -> R {
    unsafe bytes.withUnsafeBytes { buffer in
      let base = unsafe buffer.assumingMemoryBound(to: CChar.self).baseAddress
      let values = unsafe ranges.map { range in
        unsafe range.flatMap { unsafe base?.advanced(by: $0.lowerBound) }
      }
      let lengths = ranges.map { Int32($0?.count ?? 0) }
      let formats = [Int32](repeating: 1, count: ranges.count)
      return unsafe body(Int32(ranges.count), values, lengths, formats)
    }
  }
}
