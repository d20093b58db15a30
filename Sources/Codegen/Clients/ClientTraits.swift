import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// What generated clients know of a method beyond its types.
extension MethodDescriptor {
  /// Whether a call may be repeated when the fate of the first is unknown.
  var isIdempotent: Bool {
    options.idempotencyLevel != .idempotencyUnknown
  }

  /// The ids that a client makes where the caller left them empty, so that it can repeat the call:
  /// of what a `Create…` makes, or of each thing that an `Add…` adds.
  var clientMadeID: ClientMadeID? {
    if name.hasPrefix("Create") {
      idField(of: String(name.dropFirst("Create".count)), in: inputType).map { .own($0) }
    } else if name.hasPrefix("Add") {
      clientMadeIDs(ofEach: String(name.dropFirst("Add".count)))
    } else {
      nil
    }
  }

  private func clientMadeIDs(ofEach plural: String) -> ClientMadeID? {
    guard plural.hasSuffix("s"),
      let list = inputType.fields.first(where: { $0.name == CNames.snake(plural) }),
      list.isRepeated, let element = list.messageType
    else { return nil }
    return idField(of: String(plural.dropLast()), in: element).map { .ofEach(list, $0) }
  }

  private func idField(of noun: String, in message: Descriptor) -> FieldDescriptor? {
    message.fields.first { $0.name == "\(CNames.snake(noun))_id" && $0.type == .string }
  }
}

/// Where a request holds ids that the client makes.
enum ClientMadeID {
  /// A field of the request.
  case own(FieldDescriptor)
  /// A field of each message in a repeated field.
  case ofEach(_ list: FieldDescriptor, FieldDescriptor)
}

extension ServiceDescriptor {
  /// What a client calls the service, in lower case: `conversations` for `ConversationService`,
  /// which keeps conversations, and `control` for `ControlService`.
  var clientName: String {
    let noun = name.hasSuffix("Service") ? String(name.dropLast("Service".count)) : name
    let plural = noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s"
    let keepsMany = methods.contains { $0.name.hasSuffix(plural) }
    return CNames.snake(keepsMany ? plural : noun)
  }
}
