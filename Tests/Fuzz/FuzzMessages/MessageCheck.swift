import FuzzSupport
import TestTraffic

@testable import Wire

/// What has to hold of bytes that are unpacked as a message.
enum MessageCheck {
  /// So little that messages of a few kilobytes can pass it.
  private static let smallBudget = 4_096

  static func check<Message: WireMessage>(_ bytes: [UInt8], as type: Message.Type) {
    guard let message = try? Message(unpacking: bytes) else {
      return require(
        (try? Message(unpacking: bytes, budget: smallBudget)) == nil,
        "what is refused is refused with a smaller budget too")
    }
    checkBudget(bytes, message)
    let packed = message.packed()
    let again = try? Message(unpacking: packed)
    require(again == message && again?.packed() == packed, "\(message) comes back from its bytes")
    checkJSON(message)
  }

  private static func checkBudget<Message: WireMessage>(_ bytes: [UInt8], _ message: Message) {
    do throws(UnpackError) {
      let frugal = try Message(unpacking: bytes, budget: smallBudget)
      require(frugal == message, "a budget does not change a message")
    } catch {
      require(error == .overBudget, "a budget refuses by its name")
    }
  }

  private static func checkJSON<Message: WireMessage>(_ message: Message) {
    guard let read = try? Message(json: message.json()) else {
      return require(hasSpecialForms(Message.self), "\(message) comes back from its JSON")
    }
    if !hasSpecialForms(Message.self) {
      require(
        read.packed() == message.packed(), "\(message) comes back from its JSON as it was")
    }
    // What JSON can say at all, it says without loss.
    let again = try? Message(json: read.json())
    require(again?.packed() == read.packed(), "\(read) comes back from its JSON as it was")
  }

  /// Whether a type holds one of those whose JSON can't say every value: an `Any` of unknown type,
  /// a time or a duration outside its limits, a field mask whose paths are no names.
  private static func hasSpecialForms(_ type: any WireMessage.Type) -> Bool {
    specialTypes.contains(type.protoName)
  }

  private static let specialTypes = Set(
    MessageSamples.all.filter { holdsSpecialForm($0) }.map { type(of: $0).protoName })

  private static func holdsSpecialForm(_ value: Any) -> Bool {
    if let message = value as? any WireMessage,
      type(of: message).protoName.hasPrefix("google.protobuf.")
    {
      return true
    }
    return Mirror(reflecting: value).children.contains { holdsSpecialForm($0.value) }
  }
}
