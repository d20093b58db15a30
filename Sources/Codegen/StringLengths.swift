import Foundation
import SwiftProtobuf

/// Makes protoc-c hand strings over with their length.
///
/// protobuf-c unpacks a string as a NUL-terminated `char *`, so that one with U+0000 in it is cut
/// short unnoticed. With its option `string_as_bytes` on every string field it uses
/// `ProtobufCBinaryData` instead. The option is set here, in the descriptor set, to keep it out of
/// the schemas.
enum StringLengths {
  /// `(pb_c_field) = { string_as_bytes: true }`, as packed in `FieldOptions`: field 1019, two
  /// bytes long, its field 1 true. See protobuf-c/protobuf-c.proto.
  private static let stringAsBytes: [UInt8] = [0xDA, 0x3F, 2, 0x08, 1]

  /// Reads a `FileDescriptorSet` and writes it with the option set.
  static func filter(from input: FileHandle, to output: FileHandle) throws {
    let bytes = try input.readToEnd() ?? Data()
    var set = try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
    for index in set.file.indices {
      try apply(to: &set.file[index].messageType)
    }
    try output.write(contentsOf: set.serializedData())
  }

  private static func apply(to messages: inout [Google_Protobuf_DescriptorProto]) throws {
    for message in messages.indices {
      for field in messages[message].field.indices
      where messages[message].field[field].type == .string {
        try messages[message].field[field].options.merge(serializedBytes: stringAsBytes)
      }
      try apply(to: &messages[message].nestedType)
    }
  }
}
