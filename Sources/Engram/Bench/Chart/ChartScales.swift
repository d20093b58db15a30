import Foundation

/// A value on an axis and what is written beside it.
struct Tick: Sendable, Hashable {
  let value: Double
  let text: String

  init(_ value: Double) {
    self.value = value
    text = value >= 1e5 ? String(format: "%.0f", value) : String(format: "%g", value)
  }
}

/// Places values between whole powers of ten.
struct LogScale: Sendable {
  private let low: Double
  private let high: Double

  /// At least one power of ten; values of 0 are placed at the bottom.
  init(covering values: some Sequence<Double>) {
    let positive = values.filter { $0 > 0 }
    let bottom = log10(positive.min() ?? 0.1).rounded(.down)
    low = bottom
    high = max(bottom + 1, log10(positive.max() ?? 1).rounded(.up))
  }

  /// From 0 at the bottom to 1 at the top.
  func place(_ value: Double) -> Double {
    value > 0 ? max(0, (log10(value) - low) / (high - low)) : 0
  }

  var ticks: [Tick] {
    stride(from: low, through: high, by: 1).map { Tick(pow(10, $0)) }
  }
}

/// Places values between 0 and a round number.
struct LinearScale: Sendable {
  private let step: Double
  private let high: Double

  init(covering values: [Double]) {
    let largest = max(values.max() ?? 0, 1e-9)
    let magnitude = pow(10, log10(largest / 2).rounded(.down))
    step = [1, 2, 5, 10].map { $0 * magnitude }.first { $0 * 3 >= largest } ?? 10 * magnitude
    high = (largest / step).rounded(.up) * step
  }

  /// From 0 at the bottom to 1 at the top.
  func place(_ value: Double) -> Double { value / high }

  var ticks: [Tick] { stride(from: 0, through: high + step / 2, by: step).map { Tick($0) } }
}

/// The time since the window of a load began.
struct TimeAxis: Sendable {
  private let sliceSeconds: Double
  private let seconds: Double

  init(_ timeline: Timeline) {
    sliceSeconds = Double(timeline.sliceLength) / 1e9
    seconds = max(sliceSeconds, Double(timeline.slices.count) * sliceSeconds)
  }

  /// Where the middle of a slice is, from 0 to 1.
  func place(_ slice: Int) -> Double { (Double(slice) + 0.5) * sliceSeconds / seconds }

  func draw(below frame: Frame, in svg: inout SVG) {
    let step = Self.step(seconds)
    for value in stride(from: 0, through: seconds, by: step) {
      svg.text(
        Tick(value).text, x: frame.x + value / seconds * frame.width, y: frame.bottom + 18,
        style: .tick)
    }
    svg.text(
      "time, s", x: frame.x + frame.width / 2, y: frame.bottom + 38, style: .tick)
  }

  /// A round number of seconds that parts the time into at most ten.
  private static func step(_ seconds: Double) -> Double {
    let magnitude = pow(10, log10(seconds / 10).rounded(.down))
    return [1, 2, 5, 10].map { $0 * magnitude }.first { $0 * 10 >= seconds } ?? seconds
  }
}
