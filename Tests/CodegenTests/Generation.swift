import Foundation
import SwiftProtobuf
import SwiftProtobufPluginLibrary

@testable import Codegen

/// Runs the plugin on one proto file, named `test.proto`, as protoc does.
///
/// - Parameters:
///   - parameter: The plugin's parameters, such as `emit=messages`.
///   - source: The text of the proto file.
/// - Returns: The plugin's answer to protoc.
func generate(
  _ parameter: String, from source: String
) throws -> Google_Protobuf_Compiler_CodeGeneratorResponse {
  var request = Google_Protobuf_Compiler_CodeGeneratorRequest()
  request.parameter = parameter
  request.fileToGenerate = ["test.proto"]
  request.protoFile = try describe(source).file
  return generateCode(request: request, generator: EngramGenerator())
}

/// What protoc makes of the proto file.
func describe(_ source: String) throws -> Google_Protobuf_FileDescriptorSet {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try Data(source.utf8).write(to: folder.appending(path: "test.proto"))
  let protoc = Process()
  protoc.executableURL = URL(filePath: "/usr/bin/env")
  protoc.arguments = ["protoc", "--include_source_info", "--descriptor_set_out=set", "test.proto"]
  protoc.currentDirectoryURL = folder
  try protoc.run()
  protoc.waitUntilExit()
  return try Google_Protobuf_FileDescriptorSet(
    serializedBytes: Data(contentsOf: folder.appending(path: "set")))
}
