import ArgumentParser
import Wire

/// A value of a proto enum that was chosen by its word, such as `semantic`.
struct WireChoice<Value: WireEnum>: ExpressibleByArgument {
  let value: Value

  init(_ value: Value) { self.value = value }

  init?(argument: String) {
    guard let value = Self.values.first(where: { $0.word == argument }) else { return nil }
    self.value = value
  }

  static var allValueStrings: [String] { values.map(\.word) }

  var defaultValueDescription: String { value.word }

  /// Without the one that says nothing.
  private static var values: [Value] { Value.named.map(\.value).filter { $0.rawValue != 0 } }
}

extension WireEnum {
  /// The last word of its name, such as `semantic` of MEMORY_TYPE_SEMANTIC; else its number.
  var word: String {
    let name = Self.named.first { $0.value == self }?.name
    return name?.split(separator: "_").last?.lowercased() ?? "\(rawValue)"
  }
}
