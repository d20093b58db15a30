import SwiftProtobufPluginLibrary

/// Writes an enum.
struct EnumType {
  let enumeration: EnumDescriptor

  init(_ enumeration: EnumDescriptor) {
    self.enumeration = enumeration
  }

  func print(to printer: inout CodePrinter) {
    let values = enumeration.values.map { (descriptor: $0, name: SwiftNames.enumCase($0)) }
    printer.doc(enumeration, else: "The enum `\(enumeration.fullName)`.")
    printer.block("public enum \(SwiftNames.typeName(enumeration.name)): WireEnum") { printer in
      for value in values {
        printer.doc(value.descriptor, else: "The value `\(value.descriptor.name)`.")
        printer.print("case \(value.name)")
      }
      printer.print("/// A number that this version has no name for.")
      printer.print("case unrecognized(Int32)")

      printer.print("", "/// Each value with its name in the proto file.")
      printer.print("public static let named: [(value: Self, name: String)] = [")
      printer.withIndentation { printer in
        values.forEach { printer.print("(.\($0.name), \"\($0.descriptor.name)\"),") }
      }
      printer.print("]", "")

      printer.print("/// The value with a number.")
      printer.block("public init(rawValue: Int32)") { printer in
        printer.print("self =")
        printer.withIndentation { printer in
          printer.print("switch rawValue {")
          values.forEach { printer.print("case \($0.descriptor.number): .\($0.name)") }
          printer.print("default: .unrecognized(rawValue)", "}")
        }
      }

      printer.print("", "/// The number of the value.")
      printer.block("public var rawValue: Int32") { printer in
        printer.print("switch self {")
        values.forEach { printer.print("case .\($0.name): \($0.descriptor.number)") }
        printer.print("case .unrecognized(let number): number", "}")
      }
    }
  }
}
