import SwiftProtobufPluginLibrary

/// Writes the API reference.
struct DocsEmitter: Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
    try outputs.add(fileName: "api.md", contents: "")
  }
}
