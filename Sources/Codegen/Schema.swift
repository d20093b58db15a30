import SwiftProtobuf
import SwiftProtobufPluginLibrary

extension FileDescriptor {
  /// Messages at every level of nesting, a message before those inside it.
  var allMessages: [Descriptor] {
    messages.flatMap(\.withNested).filter { !$0.options.mapEntry }
  }

  /// Enums at every level of nesting.
  var allEnums: [EnumDescriptor] {
    enums + allMessages.flatMap(\.enums)
  }
}

extension Descriptor {
  fileprivate var withNested: [Descriptor] {
    [self] + messages.flatMap(\.withNested)
  }
}

extension ProvidesSourceCodeLocation {
  /// The comment before the item in its proto file, or else the one behind it; without the comment
  /// marks, one string a line.
  var commentLines: [String] {
    protoSourceComments(commentPrefix: "").commentLines
  }
}

extension String {
  /// The lines of a comment, without the space that follows the comment marks.
  var commentLines: [String] {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String($0.hasPrefix(" ") ? $0.dropFirst() : $0) }
  }
}
