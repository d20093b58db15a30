import Foundation

/// A rectangle of a drawing; y grows downwards.
struct Frame: Sendable {
  let x: Double
  let y: Double
  let width: Double
  let height: Double

  var bottom: Double { y + height }
}

/// Writes a drawing as SVG, in colours that follow the reader's choice of light or dark.
struct SVG: Sendable {
  /// How a text or a line looks; the raw value is its class.
  enum Style: String { case title, tick, label, first, second, third }

  private let width: Double
  private let height: Double
  private var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// The whole document.
  var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(n(width))" height="\(n(height))" \
    viewBox="0 0 \(n(width)) \(n(height))">
    <style>
    .paper { fill: #ffffff } .box { fill: none; stroke: #8b949e } .grid { stroke: #d0d7de }
    text { fill: #24292f; font: 12px sans-serif } .title { font-size: 15px; font-weight: bold }
    polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round }
    .first { stroke: #0969da } .second { stroke: #9a6700 } .third { stroke: #cf222e }
    circle { stroke-width: 1.5; fill: none }
    .tick { text-anchor: middle } .label { text-anchor: end }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117 } text { fill: #e6edf3 } .grid { stroke: #30363d }
      .first { stroke: #58a6ff } .second { stroke: #e3b341 } .third { stroke: #ff7b72 }
    }
    </style>
    <rect class="paper" width="\(n(width))" height="\(n(height))"/>
    \(body)</svg>

    """
  }

  mutating func text(_ text: String, x: Double, y: Double, style: Style) {
    body += "<text class=\"\(style.rawValue)\" x=\"\(n(x))\" y=\"\(n(y))\">\(escape(text))</text>\n"
  }

  mutating func box(_ frame: Frame) {
    body += """
      <rect class="box" x="\(n(frame.x))" y="\(n(frame.y))" width="\(n(frame.width))" \
      height="\(n(frame.height))"/>

      """
  }

  /// A horizontal line with a text at its left; `place` is 0 at the bottom and 1 at the top.
  mutating func gridLine(_ text: String, at place: Double, in frame: Frame) {
    let y = frame.bottom - place * frame.height
    body += """
      <line class="grid" x1="\(n(frame.x))" x2="\(n(frame.x + frame.width))" y1="\(n(y))" \
      y2="\(n(y))"/>

      """
    self.text(text, x: frame.x - 8, y: y + 4, style: .label)
  }

  /// A text that runs upwards at the left of a frame.
  mutating func axisTitle(_ text: String, beside frame: Frame) {
    let (x, y) = (frame.x - 68, frame.y + frame.height / 2)
    body += """
      <text class="tick" x="\(n(x))" y="\(n(y))" transform="rotate(-90 \(n(x)) \(n(y)))">\
      \(escape(text))</text>

      """
  }

  /// A line through places from 0 to 1, with a gap where there is none. A place between two gaps
  /// is a circle.
  mutating func line(_ places: [(x: Double, y: Double)?], _ style: Style, in frame: Frame) {
    for piece in places.split(whereSeparator: { $0 == nil }) {
      let points = piece.compactMap { $0 }.map { place in
        (frame.x + place.x * frame.width, frame.bottom - place.y * frame.height)
      }
      if points.count == 1 {
        body += """
          <circle class="\(style.rawValue)" cx="\(n(points[0].0))" cy="\(n(points[0].1))" r="2.5"/>

          """
      } else {
        let list = points.map { "\(n($0.0)),\(n($0.1))" }.joined(separator: " ")
        body += "<polyline class=\"\(style.rawValue)\" points=\"\(list)\"/>\n"
      }
    }
  }

  /// A sample of a line and its name, above the right end of a frame.
  mutating func legend(_ name: String, _ style: Style, place: Int, above frame: Frame) {
    let (x, y) = (frame.x + frame.width - 300 + Double(place) * 105, frame.y - 10)
    body += """
      <polyline class="\(style.rawValue)" points="\(n(x)),\(n(y)) \(n(x + 24)),\(n(y))"/>
      <text x="\(n(x + 30))" y="\(n(y + 4))">\(escape(name))</text>

      """
  }

  private func n(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : String(format: "%.1f", number)
  }

  private func escape(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
