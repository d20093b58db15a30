import SwiftProtobufPluginLibrary

/// Writes the mapping of a message from and to canonical proto3 JSON.
struct MessageJSON {
  let message: Descriptor

  init(_ message: Descriptor) {
    self.message = message
  }

  func print(to printer: inout CodePrinter) {
    printer.block("extension \(SwiftNames.type(message))") { printer in
      printReading(to: &printer)
      printer.print("")
      printWriting(to: &printer)
    }
  }

  private func printReading(to printer: inout CodePrinter) {
    printer.block(
      "public init(json value: JSONValue, at path: String) throws(JSONMappingError)"
    ) { printer in
      printer.block("for member in try JSONMember.members(of: value, at: path)") { printer in
        printer.print("switch member.name {")
        message.properties.forEach { printReading(of: $0, to: &printer) }
        printer.print("default: throw member.unknown(in: Self.self)", "}")
      }
    }
  }

  private func printReading(of property: MessageProperty, to printer: inout CodePrinter) {
    switch property {
    case .field(let field):
      printer.print(
        "case \(field.jsonNames): self.\(field.property) = try member.\(field.reader)()")
    case .oneof(let oneof, let fields):
      let name = "self." + SwiftNames.property(oneof.name)
      for field in fields {
        printer.print("case \(field.jsonNames):")
        printer.withIndentation { printer in
          printer.print("try member.refuse(another: \(name), of: \"\(oneof.name)\")")
          let value =
            if case .message = field.kind {
              "try member.message().map { .\(field.property)($0) }"
            } else {
              ".\(field.property)(try member.value())"
            }
          printer.print("if !member.isNull { \(name) = \(value) }")
        }
      }
    }
  }

  private func printWriting(to printer: inout CodePrinter) {
    printer.block("public var jsonValue: JSONValue") { printer in
      guard !message.fields.isEmpty else { return printer.print(".object([])") }
      printer.print("var object = JSONObject()")
      for property in message.properties {
        switch property {
        case .field(let field):
          printer.print("object.\(field.writer)(\"\(field.jsonName)\", self.\(field.property))")
        case .oneof(let oneof, let fields):
          printer.print("switch self.\(SwiftNames.property(oneof.name)) {")
          for field in fields {
            printer.print(
              "case .\(field.property)(let value):"
                + " object.set(\"\(field.jsonName)\", value.jsonValue)")
          }
          printer.print("case nil: break", "}")
        }
      }
      printer.print("return .object(object.members)")
    }
  }
}

extension MessageField {
  /// The names accepted in JSON, as patterns of a `case`.
  fileprivate var jsonNames: String {
    jsonName == descriptor.name ? "\"\(jsonName)\"" : "\"\(jsonName)\", \"\(descriptor.name)\""
  }

  fileprivate var reader: String {
    switch (kind, isRepeated) {
    case (.message, false): "message"
    case (.message, true): "messages"
    case (_, false): "value"
    case (_, true): "values"
    }
  }

  fileprivate var writer: String {
    switch (kind, isRepeated) {
    case (.message, false): "addMessage"
    case (.message, true): "addMessages"
    case (_, false): "add"
    case (_, true): "addValues"
    }
  }
}
