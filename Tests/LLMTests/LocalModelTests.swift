import LLM
import Testing

/// Vectors of the local model are stored: they never change. A change of these values is a new model
/// with a new name.
struct LocalModelTests {
  @Test(
    arguments: [
      ("The quick brown fox", 20, 0.15933572, 0xb1c3_67d1_c4a0_427f),
      ("Über die Straße", 264, -0.15575224, 0xe0a7_d481_a20a_53da),
      ("我喜欢喝绿茶", 186, -0.40303418, 0x156f_e851_8948_d202),
      ("ฉันชอบดื่มชาเขียว", 17, 0.12691827, 0xc482_3e19_35e0_af5d),
      ("Привет, мир! 🎉 2024", 60, 0.11830845, 0x5de0_5697_6654_279b),
    ] as [(String, Int, Float, UInt64)])
  func `its vectors are those that were stored`(
    text: String, place: Int, value: Float, hash: UInt64
  ) throws {
    let vector = try LocalEmbeddings().embed(text)
    #expect(vector[place] == value)
    #expect(vector.bitHash == hash)
  }

  @Test func `its name says which version it is`() throws {
    #expect(try LocalEmbeddings().model == EmbeddingModel(name: "local-1", dimensions: 1536))
  }
}

extension [Float] {
  /// FNV-1a over the numbers' bits, little-endian.
  fileprivate var bitHash: UInt64 {
    reduce(0xcbf2_9ce4_8422_2325) { hash, number in
      stride(from: 0, to: 32, by: 8).reduce(hash) { hash, shift in
        (hash ^ UInt64(number.bitPattern >> UInt32(shift) & 0xff)) &* 0x0000_0100_0000_01b3
      }
    }
  }
}
