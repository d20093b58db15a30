import Histogram

/// What happened in each slice of a load's window, by the time at which calls ended.
struct Timeline: Sendable {
  /// What happened in one slice.
  struct Slice: Sendable {
    var succeeded = 0
    var failed = 0
    /// Of calls that succeeded; `nil` when none did.
    var latencies: Histogram<UInt32>?

    mutating func record(_ latency: UInt64, isSuccess: Bool) {
      guard isSuccess else {
        failed += 1
        return
      }
      succeeded += 1
      if latencies == nil { latencies = Slice.emptyHistogram() }
      latencies?.record(min(latency, Slice.highest))
    }

    mutating func add(_ other: Slice) {
      succeeded += other.succeeded
      failed += other.failed
      guard let others = other.latencies else { return }
      if latencies == nil { latencies = Slice.emptyHistogram() }
      latencies?.add(others)
    }

    private static let highest: UInt64 = 3_600_000_000_000

    /// Exact to a hundredth and to a microsecond, which keeps it small: about 13 kB.
    private static func emptyHistogram() -> Histogram<UInt32> {
      Histogram(
        lowestDiscernibleValue: 1_024, highestTrackableValue: highest,
        numberOfSignificantValueDigits: .two)
    }
  }

  /// Most slices of a load.
  static let maxSlices = 600

  let start: UInt64
  /// Nanoseconds of a slice: a quarter of a second, twice as many each time when slices grow too
  /// many.
  private(set) var sliceLength: UInt64 = 250_000_000
  private(set) var slices: [Slice] = []
  private let progress: LoadProgress?
  /// What the live line was not told yet, and when it is told.
  private var recent = Slice()
  private var nextPublication: UInt64 = 0
  private static let publicationInterval: UInt64 = 200_000_000

  /// - Parameters:
  ///   - start: When the window begins, in nanoseconds of the monotonic clock.
  ///   - progress: Whom to tell what happens; `nil` for nobody.
  init(start: UInt64, progress: LoadProgress? = nil) {
    self.start = start
    self.progress = progress
  }

  mutating func record(_ latency: UInt64, isSuccess: Bool, at end: UInt64) {
    guard end >= start else { return }
    while (end - start) / sliceLength >= UInt64(Self.maxSlices) { coarsen() }
    let index = Int((end - start) / sliceLength)
    while slices.count <= index { slices.append(Slice()) }
    slices[index].record(latency, isSuccess: isSuccess)
    if progress != nil { recent.record(latency, isSuccess: isSuccess) }
  }

  /// Tells the live line what is new, five times a second.
  mutating func publish(at now: UInt64) {
    guard let progress, now >= nextPublication else { return }
    nextPublication = now + Self.publicationInterval
    progress.add(recent)
    recent = Slice()
  }

  /// Adds what happened on another thread in the same window.
  mutating func add(_ other: Timeline) {
    var other = other
    while sliceLength < other.sliceLength { coarsen() }
    while other.sliceLength < sliceLength { other.coarsen() }
    while slices.count < other.slices.count { slices.append(Slice()) }
    for (index, slice) in other.slices.enumerated() { slices[index].add(slice) }
  }

  /// Makes one slice of each two.
  private mutating func coarsen() {
    sliceLength *= 2
    slices = stride(from: 0, to: slices.count, by: 2).map { index in
      var slice = slices[index]
      if index + 1 < slices.count { slice.add(slices[index + 1]) }
      return slice
    }
  }
}
