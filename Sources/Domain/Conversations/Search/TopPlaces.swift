/// The best so many of what is offered, found in one pass.
struct TopPlaces {
  typealias Entry = (score: Float, place: Int)

  private let count: Int
  /// A heap: none is better than those at twice its place and one or two more.
  private var heap: [Entry] = []

  init(_ count: Int) {
    self.count = count
    heap.reserveCapacity(count)
  }

  /// Whether an entry would be among the best.
  func takes(_ entry: Entry) -> Bool {
    guard heap.count == count, let worst = heap.first else { return count > 0 }
    return Self.isBetter(entry, worst)
  }

  /// Adds one that it takes.
  mutating func add(_ entry: Entry) {
    if heap.count < count {
      heap.append(entry)
      siftUp(heap.count - 1)
    } else {
      heap[0] = entry
      siftDown()
    }
  }

  /// The score of the last of them; `nil` while they are fewer.
  var worst: Float? { heap.count == count ? heap.first?.score : nil }

  /// The best first; of equal ones the later.
  var sorted: [Entry] { heap.sorted(by: Self.isBetter) }

  private static func isBetter(_ one: Entry, _ other: Entry) -> Bool {
    one.score != other.score ? one.score > other.score : one.place > other.place
  }

  private mutating func siftUp(_ start: Int) {
    var place = start
    while place > 0, Self.isBetter(heap[(place - 1) / 2], heap[place]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func siftDown() {
    var place = 0
    while true {
      var worst = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && Self.isBetter(heap[worst], heap[child]) {
        worst = child
      }
      if worst == place { return }
      heap.swapAt(place, worst)
      place = worst
    }
  }
}
