import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Refuses what the schemas may not use, with the file and the name of each offender.
enum SchemaRules {
  static func check(_ files: [FileDescriptor]) throws {
    let found = files.flatMap { file in
      violations(in: file).map { "\(file.name): \($0)" }
    }
    guard found.isEmpty else {
      throw GeneratorError(found.joined(separator: "\n"))
    }
  }

  private static func violations(in file: FileDescriptor) -> [String] {
    guard file.edition == .proto3 else {
      return ["only proto3 is supported; write `syntax = \"proto3\";`"]
    }
    return names(in: file).filter(unusable.contains).map {
      "the name `\($0)` means something in Swift"
    }
      + file.allMessages.flatMap(violations(in:))
      + file.allEnums.flatMap(violations(in:))
      + file.services.flatMap(\.methods).compactMap(violation(in:))
  }

  /// Names that Swift can't give to a type or a property, not even in backticks.
  private static let unusable: Set<String> = ["Protocol", "Self", "Type", "init", "self"]

  private static func names(in file: FileDescriptor) -> [String] {
    file.allEnums.map(\.name) + file.allMessages.map(\.name)
      + file.allMessages.flatMap { $0.fields.map(\.name) + $0.oneofs.map(\.name) }
  }

  private static func violations(in message: Descriptor) -> [String] {
    var violations = message.fields.compactMap { field in
      fieldViolation(field).map { "\(field.fullName): \($0)" }
    }
    if message.contains(message) {
      violations.append(
        "\(message.fullName): a message may not contain itself, since protobuf-c has no limit on"
          + " depth")
    }
    return violations
  }

  private static func fieldViolation(_ field: FieldDescriptor) -> String? {
    if field.isMap {
      "`map` is not supported, since its strings can't be checked; use a repeated message"
    } else if field.type == .group {
      "groups are not supported; use a message"
    } else if field.containingOneof != nil && field.realContainingOneof == nil {
      "`optional` is not supported; put the field alone into a `oneof`"
    } else {
      nil
    }
  }

  private static func violations(in enumeration: EnumDescriptor) -> [String] {
    var numbers: Set<Int32> = []
    return enumeration.values.filter { !numbers.insert($0.number).inserted }.map {
      "\(enumeration.fullName): \($0.name) has the number of another value; remove one"
    }
  }

  private static func violation(in method: MethodDescriptor) -> String? {
    method.clientStreaming
      ? "\(method.fullName): client streaming is not supported; only a reply may be a `stream`"
      : nil
  }
}

extension Descriptor {
  /// Whether `other` is in a field of this message, or in a field of such a field.
  fileprivate func contains(_ other: Descriptor) -> Bool {
    var seen: Set<String> = []
    var waiting = fields.compactMap(\.messageType)
    while let message = waiting.popLast() {
      if message.fullName == other.fullName { return true }
      if seen.insert(message.fullName).inserted {
        waiting += message.fields.compactMap(\.messageType)
      }
    }
    return false
  }
}
