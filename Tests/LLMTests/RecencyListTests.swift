import Testing

@testable import LLM

struct RecencyListTests {
  @Test func `it does what a plain list would do`() {
    var random = SystemRandomNumberGenerator()
    var list = RecencyList<Int, Int>()
    var plain: [Int] = []
    for _ in 0..<20_000 {
      let key = Int.random(in: 0..<30, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0 where !plain.contains(key):
        list.insert(key, key)
        plain.append(key)
      case 1:
        #expect(list.removeOldest() == (plain.isEmpty ? nil : plain.removeFirst()))
      default:
        let isThere = plain.contains(key)
        #expect(list.use(key) == (isThere ? key : nil))
        plain.removeAll { $0 == key }
        if isThere { plain.append(key) }
      }
      #expect(list.count == plain.count)
    }
  }
}
