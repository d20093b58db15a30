/// The parameters of one statement in binary form, one after another in a single buffer.
struct EncodedParameters: Sendable {
  /// The types, by object identifier.
  private(set) var types: [UInt32] = []
  /// The bytes of each value; `nil` for `NULL`.
  private(set) var ranges: [Range<Int>?] = []
  /// Never empty, so that even an empty value has an address: no address means `NULL` to libpq.
  private(set) var bytes: [UInt8] = [0]

  init(_ values: [PostgresValue]) {
    types.reserveCapacity(values.count)
    ranges.reserveCapacity(values.count)
    for value in values { append(value) }
  }

  private mutating func append(_ value: PostgresValue) {
    switch value {
    case .bool(let value): append(value, .bool)
    case .int2(let value): append(value, .int2)
    case .int4(let value): append(value, .int4)
    case .int8(let value): append(value, .int8)
    case .float8(let value): append(value, .float8)
    case .text(let value): append(value, .text)
    case .bytea(let value): append(value, .bytea)
    case .uuid(let value): append(value, .uuid)
    case .timestamptz(let value): append(value, .timestamptz)
    case .jsonb(let value): append(value.map(PostgresJSON.init), .jsonb)
    case .boolArray(let values): append(values, of: .bool, .boolArray)
    case .int2Array(let values): append(values, of: .int2, .int2Array)
    case .int4Array(let values): append(values, of: .int4, .int4Array)
    case .int8Array(let values): append(values, of: .int8, .int8Array)
    case .float4Array(let values): append(values, of: .float4, .float4Array)
    case .float8Array(let values): append(values, of: .float8, .float8Array)
    case .textArray(let values): append(values, of: .text, .textArray)
    case .byteaArray(let values): append(values, of: .bytea, .byteaArray)
    case .uuidArray(let values): append(values, of: .uuid, .uuidArray)
    case .timestamptzArray(let values): append(values, of: .timestamptz, .timestamptzArray)
    case .jsonbArray(let values):
      append(values.map { $0.map(PostgresJSON.init) }, of: .jsonb, .jsonbArray)
    case .extensionArray(let type, let values):
      append(values, of: type.element, type.array)
    }
  }

  private mutating func append(_ value: (some BinaryEncodable)?, _ type: PostgresType) {
    types.append(type.rawValue)
    guard let value else {
      ranges.append(nil)
      return
    }
    let start = bytes.count
    value.append(to: &bytes)
    ranges.append(start..<bytes.count)
  }

  private mutating func append(
    _ elements: [(some BinaryEncodable)?], of element: PostgresType, _ type: PostgresType
  ) {
    append(elements, of: element.rawValue, type.rawValue)
  }

  /// An array's binary form: dimensions, whether there are nulls, the elements' type, then for the
  /// one dimension its length and lower bound, then each element after its length.
  private mutating func append(
    _ elements: [(some BinaryEncodable)?], of element: UInt32, _ type: UInt32
  ) {
    types.append(type)
    let start = bytes.count
    Int32(elements.isEmpty ? 0 : 1).append(to: &bytes)
    Int32(elements.contains { $0 == nil } ? 1 : 0).append(to: &bytes)
    element.appendBigEndian(to: &bytes)
    if !elements.isEmpty {
      Int32(elements.count).append(to: &bytes)
      Int32(1).append(to: &bytes)
    }
    for element in elements { appendElement(element) }
    ranges.append(start..<bytes.count)
  }

  private mutating func appendElement(_ element: (some BinaryEncodable)?) {
    let lengthAt = bytes.count
    Int32(-1).append(to: &bytes)
    guard let element else { return }
    let start = bytes.count
    element.append(to: &bytes)
    let length = UInt32(truncatingIfNeeded: bytes.count - start)
    for place in 0..<4 {
      bytes[lengthAt + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * place))
    }
  }
}
