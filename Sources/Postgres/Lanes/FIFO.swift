/// A queue with constant-time ends, on average.
struct FIFO<Element> {
  private var elements: [Element] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) {
    elements.append(element)
  }

  /// Puts `front` before everything else, in its own order.
  mutating func prepend(_ front: [Element]) {
    elements.replaceSubrange(..<head, with: front)
    head = 0
  }

  var first: Element? {
    isEmpty ? nil : elements[head]
  }

  /// Changes the first element in place; `nil` when there is none.
  mutating func withFirst<R>(_ body: (inout Element) -> R) -> R? {
    isEmpty ? nil : body(&elements[head])
  }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = elements[head]
    head += 1
    if head == elements.count || head >= 64 {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Takes out what matches, in order.
  mutating func removeAll(where matches: (Element) -> Bool) -> [Element] {
    let removed = elements[head...].filter(matches)
    if !removed.isEmpty {
      elements = elements[head...].filter { !matches($0) }
      head = 0
    }
    return removed
  }

  /// Takes out everything, in order.
  mutating func removeAll() -> [Element] {
    removeAll { _ in true }
  }

  /// Changes each element in place, in order.
  mutating func forEach(_ body: (inout Element) -> Void) {
    for index in head..<elements.count { body(&elements[index]) }
  }
}
