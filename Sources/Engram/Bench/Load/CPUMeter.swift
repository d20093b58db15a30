/// How much CPU threads of a load use. Begin and end on the thread itself.
struct CPUMeter: Sendable {
  private var began: (cpu: UInt64, wall: UInt64)?
  /// In percent of one core.
  private(set) var percent = 0.0

  mutating func begin(at now: UInt64) {
    if began == nil { began = (MonotonicClock.threadCPU(), now) }
  }

  mutating func end(at now: UInt64) {
    guard let began, now > began.wall else { return }
    percent = 100 * Double(MonotonicClock.threadCPU() - began.cpu) / Double(now - began.wall)
  }

  mutating func add(_ other: CPUMeter) { percent += other.percent }
}
