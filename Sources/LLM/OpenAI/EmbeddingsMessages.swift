import Foundation

/// What is sent to `/embeddings`.
struct EmbeddingsRequest: Encodable {
  let model: String
  let input: [String]
  let encodingFormat: String
  /// Left out when `nil`: not every model knows it.
  let dimensions: Int?

  enum CodingKeys: String, CodingKey {
    case model, input, dimensions
    case encodingFormat = "encoding_format"
  }
}

/// What comes back from it.
struct EmbeddingsReply: Decodable {
  struct Item: Decodable {
    let index: Int
    let embedding: EncodedVector
  }

  let data: [Item]
}

/// Numbers, or base64 of little-endian 32-bit ones: servers that don't know the second send the first.
struct EncodedVector: Decodable {
  let values: [Float]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      guard let bytes = Data(base64Encoded: text), bytes.count.isMultiple(of: 4) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not base64")
      }
      values = Self.floats(bytes)
    } else {
      values = try container.decode([Float].self)
    }
  }

  private static func floats(_ bytes: Data) -> [Float] {
    unsafe bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: 4).map { offset in
        let bits = unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}
