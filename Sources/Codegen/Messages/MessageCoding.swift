import SwiftProtobufPluginLibrary

/// Writes the conversion of a message from and to its protobuf-c struct.
struct MessageCoding {
  let message: Descriptor

  init(_ message: Descriptor) {
    self.message = message
  }

  func print(to printer: inout CodePrinter) {
    printer.block("extension \(SwiftNames.type(message)): WireMessage") { printer in
      printer.print("public static var protoName: String { \"\(message.fullName)\" }")
      printer.print(
        "public static let layout = unsafe MessageLayout(\(CNames.initializer(message)))", "")
      printUnpacking(to: &printer)
      printer.print("")
      printPacking(to: &printer)
    }
  }

  private func printUnpacking(to printer: inout CodePrinter) {
    printer.block("public init(_ source: UnpackedMessage) throws(UnpackError)") { printer in
      guard !message.fields.isEmpty else { return }
      printer.print("let fields = unsafe source.fields(as: \(CNames.type(message)).self)")
      for property in message.properties {
        switch property {
        case .field(let field):
          printer.print("self.\(field.property) = \(field.unpacking)")
        case .oneof(let oneof, let fields):
          printUnpacking(of: oneof, fields, to: &printer)
        }
      }
    }
  }

  private func printUnpacking(
    of oneof: OneofDescriptor, _ fields: [MessageField], to printer: inout CodePrinter
  ) {
    let property = SwiftNames.property(oneof.name)
    printer.print("switch unsafe fields.\(CNames.which(oneof)).rawValue {")
    for field in fields {
      let value =
        if case .message = field.kind {
          "\(field.unpacking).map { .\(field.property)($0) }"
        } else {
          ".\(field.property)(\(field.unpacking))"
        }
      printer.print("case \(field.descriptor.number): self.\(property) = \(value)")
    }
    printer.print("default: break", "}")
  }

  private func printPacking(to printer: inout CodePrinter) {
    printer.block("public func pack(into target: PackedMessage)") { printer in
      guard !message.fields.isEmpty else { return }
      printer.print("let fields = unsafe target.fields(as: \(CNames.type(message)).self)")
      for property in message.properties {
        switch property {
        case .field(let field):
          printer.print(field.packing(of: "self.\(field.property)"))
        case .oneof(let oneof, let fields):
          printPacking(of: oneof, fields, to: &printer)
        }
      }
    }
  }

  private func printPacking(
    of oneof: OneofDescriptor, _ fields: [MessageField], to printer: inout CodePrinter
  ) {
    printer.print("switch self.\(SwiftNames.property(oneof.name)) {")
    for field in fields {
      printer.print("case .\(field.property)(let value):")
      printer.withIndentation { printer in
        let which = CNames.which(oneof)
        printer.print(
          "unsafe fields.pointee.\(which) = .init(rawValue: \(field.descriptor.number))")
        printer.print(field.packing(of: "value"))
      }
    }
    printer.print("case nil: break", "}")
  }
}

extension MessageField {
  /// An expression for the Swift value in the C struct `fields`.
  fileprivate var unpacking: String {
    let value = "fields.\(member)"
    let name = "\"\(descriptor.name)\""
    guard isRepeated else {
      return switch kind {
      case .text: "try unsafe source.text(\(value), \(name))"
      case .bytes: "try unsafe source.bytes(\(value))"
      case .message: "try unsafe source.message(\(value), \(name))"
      case .bool, .number, .enumeration: "unsafe \(converted(value))"
      }
    }
    let elements = "\(value), count: fields.\(CNames.count(descriptor))"
    return switch kind {
    case .text: "try unsafe source.texts(\(elements), \(name))"
    case .bytes: "try unsafe source.byteStrings(\(elements))"
    case .message: "try unsafe source.messages(\(elements), \(name))"
    case .bool, .number, .enumeration:
      "try unsafe source.array(\(elements)) { \(converted("$0")) }"
    }
  }

  /// The Swift value of a C scalar.
  private func converted(_ value: String) -> String {
    switch kind {
    case .bool: "\(value) != 0"
    case .enumeration: "\(valueType)(rawValue: .init(truncatingIfNeeded: \(value).rawValue))"
    case .text, .bytes, .number, .message: value
    }
  }

  /// A statement that puts the Swift value `value` into the C struct `fields`.
  fileprivate func packing(of value: String) -> String {
    let target = "fields.pointee.\(member)"
    guard isRepeated else {
      return switch kind {
      case .text: "unsafe \(target) = target.text(\(value))"
      case .bytes: "unsafe \(target) = target.bytes(\(value))"
      case .message: "unsafe \(target) = target.message(\(value))"
      case .bool, .number, .enumeration: "unsafe \(target) = \(cValue(value))"
      }
    }
    let targets = "(fields.pointee.\(CNames.count(descriptor)), \(target))"
    return switch kind {
    case .text: "unsafe \(targets) = target.array(\(value)) { unsafe target.text($0) }"
    case .bytes: "unsafe \(targets) = target.array(\(value)) { unsafe target.bytes($0) }"
    case .message: "unsafe \(targets) = target.array(\(value)) { unsafe target.message($0) }"
    case .bool, .number, .enumeration:
      "unsafe \(targets) = target.array(\(value)) { \(cValue("$0")) }"
    }
  }

  /// The C scalar for a Swift value.
  private func cValue(_ value: String) -> String {
    switch kind {
    case .bool: "\(value) ? 1 : 0"
    case .enumeration(let type):
      "\(CNames.type(type))(rawValue: .init(truncatingIfNeeded: \(value).rawValue))"
    case .text, .bytes, .number, .message: value
    }
  }
}
