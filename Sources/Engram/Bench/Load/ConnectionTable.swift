import Wire

/// The connections of one generator at fixed places in memory, which it owns.
@safe struct ConnectionTable: ~Copyable {
  private let base: UnsafeMutablePointer<LoadConnection>
  let count: Int

  /// Takes ownership of the sockets.
  ///
  /// - Parameter inFlight: Most calls in flight over all of them; at least one each.
  init(adopting sockets: [CInt], inFlight: Int, plan: LoadPlan) {
    count = sockets.count
    unsafe base = .allocate(capacity: max(count, 1))
    for (index, limit) in LoadShare.split(inFlight, among: count).enumerated() {
      unsafe (base + index).initialize(
        to: LoadConnection(
          adopting: sockets[index], inFlight: limit, longestFrame: plan.deck.longest,
          replyType: plan.isEcho ? .request : .response))
    }
  }

  deinit {
    unsafe base.deinitialize(count: count)
    unsafe base.deallocate()
  }

  subscript(index: Int) -> LoadConnection {
    _read {
      precondition(0..<count ~= index)
      yield unsafe base[index]
    }
    _modify {
      precondition(0..<count ~= index)
      yield unsafe &base[index]
    }
  }
}
