import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// A field, as the generated Swift code sees it.
struct MessageField {
  /// What decides how a value is converted.
  enum Kind {
    case text
    case bytes
    case bool
    case number
    case enumeration(EnumDescriptor)
    case message
  }

  let descriptor: FieldDescriptor
  let kind: Kind
  /// The Swift type of one value: `Int64`, `EngramV1.Role`.
  let valueType: String

  init(_ descriptor: FieldDescriptor) {
    self.descriptor = descriptor
    (kind, valueType) =
      switch descriptor.type {
      case .string: (.text, "String")
      case .bytes: (.bytes, "[UInt8]")
      case .bool: (.bool, "Bool")
      case .enum: (.enumeration(descriptor.enumType), SwiftNames.type(descriptor.enumType))
      case .message, .group: (.message, SwiftNames.type(descriptor.messageType))
      case .int32, .sint32, .sfixed32: (.number, "Int32")
      case .int64, .sint64, .sfixed64: (.number, "Int64")
      case .uint32, .fixed32: (.number, "UInt32")
      case .uint64, .fixed64: (.number, "UInt64")
      case .float: (.number, "Float")
      case .double: (.number, "Double")
      }
  }

  var isRepeated: Bool { descriptor.isRepeated }
  /// Name of the property, or of the oneof's case.
  var property: String { SwiftNames.property(descriptor.name) }
  /// Name of the C struct's member.
  var member: String { CNames.member(descriptor) }
  /// Name in JSON.
  var jsonName: String { descriptor.jsonName ?? descriptor.name }

  /// Type and default value of the property.
  var declaration: (type: String, initial: String) {
    if isRepeated { return ("[\(valueType)]", "[]") }
    return switch kind {
    case .text: (valueType, "\"\"")
    case .bytes: (valueType, "[]")
    case .bool: (valueType, "false")
    case .number: (valueType, "0")
    case .enumeration(let type): (valueType, ".\(SwiftNames.enumCase(type.values[0]))")
    case .message: (valueType + "?", "nil")
    }
  }
}

/// What becomes one property of a message's struct.
enum MessageProperty {
  case field(MessageField)
  case oneof(OneofDescriptor, [MessageField])

  /// Name, type and default value.
  var declaration: (name: String, type: String, initial: String) {
    switch self {
    case .field(let field):
      (field.property, field.declaration.type, field.declaration.initial)
    case .oneof(let oneof, _):
      (SwiftNames.property(oneof.name), SwiftNames.type(oneof) + "?", "nil")
    }
  }
}

extension Descriptor {
  /// The properties in the order of the fields; a oneof comes where its first field is.
  var properties: [MessageProperty] {
    fields.compactMap { field in
      guard let oneof = field.containingOneof else { return .field(MessageField(field)) }
      guard field === oneof.fields.first else { return nil }
      return .oneof(oneof, oneof.fields.map(MessageField.init))
    }
  }
}
