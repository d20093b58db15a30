import Histogram

/// A chart of latency and throughput over time, a pair of panels for each row of a bench.
struct LatencyChart: Sendable {
  private struct Row: Sendable {
    let title: String
    let timeline: Timeline
  }

  private var rows: [Row] = []

  private static let width = 860.0
  private static let rowHeight = 420.0
  private static let left = 90.0
  private static let right = 20.0

  mutating func add(_ title: String, _ timeline: Timeline) {
    rows.append(Row(title: title, timeline: timeline))
  }

  func svg() -> String {
    var svg = SVG(width: Self.width, height: Self.rowHeight * Double(max(rows.count, 1)))
    for (index, row) in rows.enumerated() {
      draw(row, top: Double(index) * Self.rowHeight, in: &svg)
    }
    return svg.text
  }

  private func draw(_ row: Row, top: Double, in svg: inout SVG) {
    let latency = Frame(
      x: Self.left, y: top + 50, width: Self.width - Self.left - Self.right, height: 190)
    let rate = Frame(x: Self.left, y: top + 275, width: latency.width, height: 80)
    svg.text(row.title, x: Self.left, y: top + 22, style: .title)
    let time = TimeAxis(row.timeline)
    drawLatency(row.timeline, time, latency, in: &svg)
    drawRate(row.timeline, time, rate, in: &svg)
    time.draw(below: rate, in: &svg)
  }

  private func drawLatency(
    _ timeline: Timeline, _ time: TimeAxis, _ frame: Frame, in svg: inout SVG
  ) {
    let points = timeline.slices.map { slice in
      slice.latencies.map { latencies in
        [latencies.valueAtPercentile(50), latencies.valueAtPercentile(99), latencies.maxRecorded]
          .map { Double($0) / 1e6 }
      }
    }
    let scale = LogScale(covering: points.compactMap { $0 }.joined())
    svg.box(frame)
    for tick in scale.ticks { svg.gridLine(tick.text, at: scale.place(tick.value), in: frame) }
    svg.axisTitle("latency, ms (log scale)", beside: frame)
    for (index, series) in Series.latencies.enumerated() {
      let places = points.enumerated().map { slice, values in
        values.map { (time.place(slice), scale.place($0[index])) }
      }
      svg.line(places, series.style, in: frame)
      svg.legend(series.name, series.style, place: index, above: frame)
    }
  }

  private func drawRate(
    _ timeline: Timeline, _ time: TimeAxis, _ frame: Frame, in svg: inout SVG
  ) {
    let perSecond = 1e9 / Double(timeline.sliceLength)
    // The last slice is rarely a whole one.
    let whole = timeline.slices.count > 1 ? timeline.slices.dropLast() : timeline.slices[...]
    let succeeded = whole.map { Double($0.succeeded) * perSecond }
    let failed = whole.map { Double($0.failed) * perSecond }
    let scale = LinearScale(covering: succeeded + failed)
    svg.box(frame)
    for tick in scale.ticks { svg.gridLine(tick.text, at: scale.place(tick.value), in: frame) }
    svg.axisTitle("calls/s", beside: frame)
    let series = [(Series.succeeded, succeeded), (Series.failed, failed)]
    for (index, (series, values)) in series.enumerated()
    where index == 0 || values.contains(where: { $0 > 0 }) {
      svg.line(
        values.enumerated().map { (time.place($0), scale.place($1)) }, series.style, in: frame)
      svg.legend(series.name, series.style, place: index, above: frame)
    }
  }
}

/// One line of a panel.
private struct Series {
  let name: String
  let style: SVG.Style

  static let latencies = [
    Series(name: "p50", style: .first), Series(name: "p99", style: .second),
    Series(name: "max", style: .third),
  ]
  static let succeeded = Series(name: "succeeded", style: .first)
  static let failed = Series(name: "failed", style: .third)
}
