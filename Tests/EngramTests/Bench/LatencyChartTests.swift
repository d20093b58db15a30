import Foundation
import FoundationXML
import Testing

@testable import Engram

/// The chart of a bench.
struct LatencyChartTests {
  private func timeline(_ latencies: [UInt64?]) -> Timeline {
    var timeline = Timeline(start: 0)
    for (slice, latency) in latencies.enumerated() {
      guard let latency else { continue }
      timeline.record(latency, isSuccess: true, at: UInt64(slice) * 250_000_000)
    }
    return timeline
  }

  @Test func `it is well-formed, whatever happened and whatever the title holds`() {
    var chart = LatencyChart()
    #expect(XMLParser(data: Data(chart.svg().utf8)).parse())
    chart.add("nothing", timeline([]))
    chart.add("one & <all>", timeline([1_000_000]))
    var failed = timeline([1_000, nil, 5_000_000_000, 1])
    failed.record(7, isSuccess: false, at: 300_000_000)
    chart.add("a gap", failed)
    #expect(XMLParser(data: Data(chart.svg().utf8)).parse())
    #expect(chart.svg().contains("one &amp; &lt;all>"))
  }

  @Test func `axes have units, and time without calls is a gap in the lines`() {
    var chart = LatencyChart()
    chart.add("gap", timeline([1_000_000, 2_000_000, nil, 3_000_000, 4_000_000]))
    let svg = chart.svg()
    for text in ["latency, ms (log scale)", "calls/s", "time, s", "p50", "p99", "max"] {
      #expect(svg.contains(">\(text)</text>"))
    }
    // Twice three lines of latency, one of throughput, and four samples in the legends.
    #expect(svg.components(separatedBy: "<polyline").count - 1 == 6 + 1 + 4)
  }

  @Test func `scales have round ticks around all values`() {
    let latency = LogScale(covering: [0.3, 250])
    #expect(latency.ticks.map(\.text) == ["0.1", "1", "10", "100", "1000"])
    #expect(latency.place(0.1) == 0)
    #expect(latency.place(1_000) == 1)
    #expect(latency.place(0) == 0)
    #expect(LogScale(covering: []).ticks.map(\.text) == ["0.1", "1"])
    #expect(LinearScale(covering: [0, 2_300]).ticks.map(\.text) == ["0", "1000", "2000", "3000"])
    #expect(LinearScale(covering: []).ticks.count >= 2)
  }
}
