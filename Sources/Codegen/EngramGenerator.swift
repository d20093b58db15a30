import Foundation
import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// The protoc plugin: writes everything that is generated from `Proto`.
///
/// As a plugin it takes one parameter, `emit=` with the name of an `Emission`. Called with
/// `string-lengths` it is a filter between two runs of protoc instead, see `StringLengths`.
@main
struct EngramGenerator: CodeGenerator {
  /// `optional` is declared as supported so that `SchemaRules`, not protoc, explains its refusal.
  let supportedFeatures: [Google_Protobuf_Compiler_CodeGeneratorResponse.Feature] = [
    .proto3Optional
  ]

  static func main() throws {
    if ProcessInfo.processInfo.arguments.dropFirst() == ["string-lengths"] {
      try StringLengths.filter(from: .standardInput, to: .standardOutput)
    } else {
      EngramGenerator().main(nil)
    }
  }

  func generate(
    files: [FileDescriptor],
    parameter: any CodeGeneratorParameter,
    protoCompilerContext: any ProtoCompilerContext,
    generatorOutputs: any GeneratorOutputs
  ) throws {
    let options = try EmissionOptions(parameter)
    try SchemaRules.check(files)
    try options.emission.emitter(options).emit(files, into: generatorOutputs)
  }
}
