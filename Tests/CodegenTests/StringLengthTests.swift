import Foundation
import SwiftProtobuf
import Testing

@testable import Codegen

struct StringLengthTests {
  @Test func `string fields at every level get the option of protobuf-c, others don't`() throws {
    let set = try filtered(
      describe(
        "syntax = 'proto3'; message M { string s = 1; bytes b = 2; message N { string t = 1; } }"))
    let message = set.file[0].messageType[0]
    let option = Data([0xDA, 0x3F, 2, 0x08, 1])
    #expect(try message.field[0].options.serializedData() == option)
    #expect(!message.field[1].hasOptions)
    #expect(try message.nestedType[0].field[0].options.serializedData() == option)
  }

  private func filtered(
    _ set: Google_Protobuf_FileDescriptorSet
  ) throws -> Google_Protobuf_FileDescriptorSet {
    let input = Pipe()
    let output = Pipe()
    try input.fileHandleForWriting.write(contentsOf: set.serializedData())
    try input.fileHandleForWriting.close()
    try StringLengths.filter(from: input.fileHandleForReading, to: output.fileHandleForWriting)
    try output.fileHandleForWriting.close()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    return try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
  }
}
