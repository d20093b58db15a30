/// The intended times of the calls of an open loop, in nanoseconds of the monotonic clock.
///
/// Each time is computed from the start, so that rounding doesn't add up.
struct OpenSchedule: Sendable, Hashable {
  private let start: UInt64
  private let interval: Double
  private let stride: Int
  private var number: Int

  /// When the next call is due.
  private(set) var due: UInt64

  /// - Parameters:
  ///   - rate: Calls a second over all threads, more than 0.
  ///   - first: The number of this thread, of `stride` threads; it makes each `stride`-th call.
  init(start: UInt64, rate: Double, first: Int = 0, stride: Int = 1) {
    self.start = start
    self.stride = stride
    interval = 1e9 / rate
    number = first
    due = start
    due = time(of: number)
  }

  /// Goes on to the next call.
  mutating func advance() {
    number += stride
    due = time(of: number)
  }

  /// How many calls are due before `end` and were not gone past.
  func remaining(before end: UInt64) -> Int {
    guard due < end else { return 0 }
    let last = Int((Double(end - start) / interval).rounded(.up))
    return max(0, (last - number + stride - 1) / stride)
  }

  private func time(of number: Int) -> UInt64 {
    start &+ UInt64(Double(number) * interval)
  }
}
