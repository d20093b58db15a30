import SwiftProtobufPluginLibrary

/// Writes a message's struct.
struct MessageType {
  let message: Descriptor

  init(_ message: Descriptor) {
    self.message = message
  }

  func print(to printer: inout CodePrinter) {
    printer.doc(message, else: "The message `\(message.fullName)`.")
    printer.block("public struct \(SwiftNames.typeName(message.name)): Sendable, Hashable") {
      printer in
      message.properties.forEach { printProperty($0, to: &printer) }
      if !message.properties.isEmpty { printer.print("") }
      printInitializers(to: &printer)
      for case .oneof(let oneof, let fields) in message.properties {
        printer.print("")
        printOneof(oneof, fields, to: &printer)
      }
      for enumeration in message.enums {
        printer.print("")
        EnumType(enumeration).print(to: &printer)
      }
      for nested in message.messages {
        printer.print("")
        MessageType(nested).print(to: &printer)
      }
    }
  }

  private func printProperty(_ property: MessageProperty, to printer: inout CodePrinter) {
    switch property {
    case .field(let field): printer.doc(field.descriptor, else: field.fallbackDoc)
    case .oneof(let oneof, _): printer.doc(oneof, else: "At most one of several fields.")
    }
    let (name, type, initial) = property.declaration
    printer.print("public var \(name): \(type) = \(initial)")
  }

  private func printInitializers(to printer: inout CodePrinter) {
    printer.print("/// A message whose fields all have their default values.")
    printer.print("public init() {}")
    let properties = message.properties.map(\.declaration)
    guard !properties.isEmpty else { return }
    printer.print("", "/// A message with the given fields.")
    printer.print("public init(")
    printer.withIndentation { printer in
      for (index, property) in properties.enumerated() {
        let comma = index + 1 < properties.count ? "," : ""
        printer.print("\(property.name): \(property.type) = \(property.initial)\(comma)")
      }
    }
    printer.block(")") { printer in
      properties.forEach { printer.print("self.\($0.name) = \($0.name)") }
    }
  }

  private func printOneof(
    _ oneof: OneofDescriptor, _ fields: [MessageField], to printer: inout CodePrinter
  ) {
    printer.doc(oneof, else: "The fields of which at most one is there.")
    printer.block("public enum \(SwiftNames.oneofType(oneof)): Sendable, Hashable") { printer in
      for field in fields {
        printer.doc(field.descriptor, else: field.fallbackDoc)
        printer.print("case \(field.property)(\(field.valueType))")
      }
    }
  }
}

extension MessageField {
  fileprivate var fallbackDoc: String { "The field `\(descriptor.name)`." }
}
