/// Values by key in the order of their last use; both ends in constant time.
package struct RecencyList<Key: Hashable, Value> {
  private struct Node {
    let key: Key
    var value: Value
    var newer: Int?
    var older: Int?
  }

  private var nodes: [Node?] = []
  private var free: [Int] = []
  private var places: [Key: Int] = [:]
  private var newest: Int?
  private var oldest: Int?

  package init() {}

  package var count: Int { places.count }

  /// The value, which is the newest now.
  package mutating func use(_ key: Key) -> Value? {
    guard let place = places[key] else { return nil }
    unlink(place)
    link(place)
    return nodes[place]?.value
  }

  /// Adds a value as the newest; `key` must not be there.
  package mutating func insert(_ key: Key, _ value: Value) {
    let node = Node(key: key, value: value)
    let place: Int
    if let reused = free.popLast() {
      place = reused
      nodes[place] = node
    } else {
      place = nodes.count
      nodes.append(node)
    }
    places[key] = place
    link(place)
  }

  /// What was used longest ago.
  package var oldestEntry: (key: Key, value: Value)? {
    oldest.flatMap { nodes[$0] }.map { ($0.key, $0.value) }
  }

  package mutating func removeOldest() -> Value? {
    oldest.flatMap { remove(at: $0) }
  }

  package mutating func remove(_ key: Key) -> Value? {
    places[key].flatMap { remove(at: $0) }
  }

  private mutating func remove(at place: Int) -> Value? {
    guard let node = nodes[place] else { return nil }
    unlink(place)
    places[node.key] = nil
    nodes[place] = nil
    free.append(place)
    return node.value
  }

  private mutating func unlink(_ place: Int) {
    guard let node = nodes[place] else { return }
    if let newer = node.newer { nodes[newer]?.older = node.older } else { newest = node.older }
    if let older = node.older { nodes[older]?.newer = node.newer } else { oldest = node.newer }
  }

  private mutating func link(_ place: Int) {
    nodes[place]?.newer = nil
    nodes[place]?.older = newest
    if let newest { nodes[newest]?.newer = place }
    newest = place
    if oldest == nil { oldest = place }
  }
}
