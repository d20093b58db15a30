import Testing
import Wire

@testable import Engram

/// The parts of a load that need no socket.
struct LoadTests {
  @Test func `stream ids are odd and rise, and each call is found once`() {
    var ring = CallRing(limit: 3)
    let ids = (0..<3).map { ring.begin(at: 100 + $0) }
    #expect(ids == [1, 3, 5])
    let hasRoom = ring.hasRoom
    #expect(!hasRoom)
    let ends = [5, 1, 1, 2, 0, 7].map { ring.end($0) }
    #expect(ends == [102, 100, nil, nil, nil, nil])
    let rest = ring.endAll()
    #expect(rest == [101])
    let count = ring.count
    #expect(count == 0)
  }

  @Test func `a slow call holds up no other`() {
    var ring = CallRing(limit: 2)
    let slow = ring.begin(at: 7)
    var last: UInt32 = 1
    for start in UInt64(0)..<1_000 {
      guard let id = ring.begin(at: start) else { break }
      #expect(id > last && id % 2 == 1)
      last = id
      let found = ring.end(id)
      #expect(found == start)
    }
    #expect(last >= 2_001)
    let found = slow.flatMap { ring.end($0) }
    #expect(found == 7)
  }

  @Test func `stream ids that are used up end the connection`() {
    var ring = CallRing(limit: 2, firstID: .max - 2)
    let ids = (0..<3).map { _ in ring.begin(at: 1).map { ring.end($0) == 1 ? $0 : 0 } }
    #expect(ids == [.max - 2, .max, nil])
  }

  @Test func `an open loop keeps its times, however many threads share it`() {
    var schedule = OpenSchedule(start: 1_000, rate: 3)
    let times = (0..<4).map { _ in
      defer { schedule.advance() }
      return schedule.due
    }
    #expect(times == [1_000, 333_334_333, 666_667_666, 1_000_001_000])

    var second = OpenSchedule(start: 0, rate: 1_000, first: 1, stride: 2)
    #expect(second.due == 1_000_000)
    #expect(second.remaining(before: 10_000_000) == 5)
    second.advance()
    #expect(second.due == 3_000_000)
    #expect(second.remaining(before: 10_000_000) == 4)
    #expect(second.remaining(before: 3_000_000) == 0)
  }

  @Test func `calls in flight and counts are shared evenly`() {
    let plan = LoadPlan(
      endpoint: .unix(path: "/x"), deck: RequestDeck([], timeout: .seconds(1)),
      load: .closed(inFlight: 7), connections: 3, threads: 2, isEcho: false, warmUp: .zero,
      duration: .seconds(1), count: 51, drain: .seconds(1))
    #expect(
      LoadShare.shares(of: plan) == [
        LoadShare(connections: 2, inFlight: 5, count: 26),
        LoadShare(connections: 1, inFlight: 2, count: 25),
      ])
  }

  @Test func `a deck holds whole frames, as often as they weigh`() throws {
    let deck = RequestDeck(
      [
        BenchRequest(service: "a.B", method: "C", payload: [1, 2, 3], weight: 2),
        BenchRequest(service: "a.B", method: "D", payload: []),
      ], timeout: .seconds(2))
    #expect(deck.cards.count == 3)
    let frame = Array(deck.bytes[deck.cards[1].frame])
    let header = unsafe FrameHeader(frame.span.bytes)
    #expect(header == FrameHeader(length: UInt32(frame.count - 10), streamID: 0, type: .request))
    let request = try Ttrpc.Request(unpacking: Array(frame.dropFirst(10)))
    #expect(request.method == "C")
    #expect(request.timeoutNano == 2_000_000_000)
  }

  @Test func `a number is another one in each call, and nothing else changes`() {
    let payload = Array("<\(BenchRequest.numberPlace)>".utf8)
    let requests = [
      BenchRequest(service: "a.B", method: "C", payload: payload, isNumbered: true)
    ]
    let deck = RequestDeck(requests, timeout: .seconds(1))
    var frames = FrameDeck(deck, seed: 7)
    var seen: Set<[UInt8]> = []
    for _ in 0..<1_000 {
      let frame = unsafe Array(frames.draw())
      guard let start = deck.cards[0].number else { break }
      seen.insert(Array(frame[start..<start + 16]))
      #expect(frame.count == deck.bytes.count)
      #expect(frame[..<start].elementsEqual(deck.bytes[..<start]))
      #expect(frame[(start + 16)...].elementsEqual(deck.bytes[(start + 16)...]))
    }
    #expect(seen.count == 1_000)
  }

  @Test func `a timeline halves its resolution rather than grow`() {
    var timeline = Timeline(start: 0)
    for second in 0..<400 {
      timeline.record(1_000, isSuccess: true, at: UInt64(second) * 1_000_000_000)
    }
    #expect(timeline.sliceLength == 1_000_000_000)
    var finer = Timeline(start: 0)
    finer.record(1_000, isSuccess: false, at: 0)
    finer.add(timeline)
    #expect(finer.slices.count == 400)
    #expect(finer.slices.reduce(0) { $0 + $1.succeeded } == 400)
    #expect(finer.slices[0].failed == 1)
  }
}
