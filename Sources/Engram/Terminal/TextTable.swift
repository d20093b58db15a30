/// How the cells of a table's lines stand below each other.
struct TableLayout: Sendable {
  enum Alignment: Sendable {
    case left, right
  }

  struct Column: Sendable {
    let alignment: Alignment
    /// The least width; a cell that is wider moves the rest of its line.
    let width: Int

    static func left(_ width: Int) -> Column { Column(alignment: .left, width: width) }
    static func right(_ width: Int) -> Column { Column(alignment: .right, width: width) }

    func place(_ cell: String) -> String {
      alignment == .left ? cell.padding(to: width) : cell.aligned(right: width)
    }
  }

  let columns: [Column]
  /// Spaces between two columns.
  let gap: Int

  func line(_ cells: [String]) -> String {
    zip(columns, cells).map { $0.place($1) }.joined(separator: String(repeating: " ", count: gap))
  }
}

/// A table that is as wide as its cells, but for its last column, which is cut to what is left.
struct TextTable {
  struct Title {
    let text: String
    var alignment = TableLayout.Alignment.left
  }

  /// What the last column has in any case.
  private static let minRest = 16
  private static let gap = 2

  let titles: [Title]
  private(set) var rows: [[String]] = []

  init(_ titles: [Title]) { self.titles = titles }

  /// Adds a row of one cell for each title; each cell becomes one line of text.
  mutating func add(_ cells: [String]) { rows.append(cells.map(\.onOneLine)) }

  /// The titles and the rows, within so many columns of the terminal.
  func lines(width: Int) -> [String] {
    let lines = [titles.map(\.text)] + rows
    let fixed = titles.indices.dropLast().map { column in
      lines.map { $0[column].columns }.max() ?? 0
    }
    let rest = max(Self.minRest, width - fixed.reduce(0) { $0 + $1 + Self.gap })
    let widths = fixed + [0]
    let layout = TableLayout(
      columns: zip(titles, widths).map { .init(alignment: $0.alignment, width: $1) },
      gap: Self.gap)
    return lines.map { layout.line($0.dropLast() + $0.suffix(1).map { $0.cut(to: rest) }) }
  }
}
