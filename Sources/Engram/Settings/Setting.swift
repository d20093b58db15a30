import ArgumentParser
import Foundation

/// Something that can be set by an option or an environment variable.
struct Setting: Sendable {
  /// The option's name without its dashes, such as `data-dir`.
  let option: String
  /// What its value looks like, such as `HOST:PORT`; `nil` for a switch.
  let form: String?
  /// What it does, one sentence or two.
  let meaning: String
  /// What counts when it is not set.
  let standard: String
  /// Whether the option may be repeated; the variable then holds values parted by commas.
  var isRepeatable = false

  /// The environment variable, such as `ENGRAM_DATA_DIR`.
  var variable: String {
    "ENGRAM_" + option.uppercased().replacingOccurrences(of: "-", with: "_")
  }

  var name: NameSpecification { .customLong(option) }

  var help: ArgumentHelp {
    let repeatable = isRepeatable ? " Repeatable; the variable's values are parted by commas." : ""
    return ArgumentHelp(
      "\(meaning)\(repeatable) [\(variable); default: \(standard)]", valueName: form ?? option)
  }

  /// The text that was given, and by what: the option before the variable.
  func given(
    _ value: String?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Given? {
    if let value { return Given(text: value, source: "--\(option)") }
    guard let value = environment[variable], !value.isEmpty else { return nil }
    return Given(text: value, source: variable)
  }

  /// The whole number that was given.
  func number<Number: FixedWidthInteger>(
    _ value: String?, in range: ClosedRange<Number>
  ) throws -> Number? {
    try given(value)?.parse(
      expecting: "a number from \(range.lowerBound) to \(range.upperBound)"
    ) { text -> Number? in Number(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// The texts that were given for a setting that may be repeated.
  func given(
    _ values: [String], environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [Given] {
    if !values.isEmpty { return values.map { Given(text: $0, source: "--\(option)") } }
    let parts = environment[variable]?.split(separator: ",") ?? []
    return parts.map {
      Given(text: $0.trimmingCharacters(in: .whitespaces), source: variable)
    }
  }

  /// Whether a switch is on.
  func isOn(
    _ flag: Bool, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Bool {
    if flag { return true }
    guard let given = given(nil, environment: environment) else { return false }
    return try given.parse(expecting: "true or false") { text in
      switch text.lowercased() {
      case "true", "yes", "1": true
      case "false", "no", "0": false
      default: nil
      }
    }
  }
}

/// A setting's text and where it came from.
struct Given: Sendable, Hashable {
  let text: String
  /// Such as `--listen` or `ENGRAM_LISTEN`.
  let source: String

  /// Reads the text; `nil` from `read` is an error that says what was expected.
  func parse<Value>(expecting expected: String, _ read: (String) -> Value?) throws -> Value {
    guard let value = read(text) else {
      throw ValidationError("\(source): `\(text)` is not valid; expected \(expected)")
    }
    return value
  }

  /// Reads the text by a function whose errors say what was expected.
  func parse<Value>(_ read: (String) throws -> Value) throws -> Value {
    do { return try read(text) } catch { throw ValidationError("\(source): \(error)") }
  }

  /// Reads a length of time.
  func seconds() throws -> Duration {
    let seconds = try parse(expecting: "a number of seconds above 0, such as 2.5") { text in
      Double(text).flatMap { $0 > 0 && $0 < 1e9 ? $0 : nil }
    }
    return .seconds(seconds)
  }
}
