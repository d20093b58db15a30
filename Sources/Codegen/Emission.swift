import SwiftProtobufPluginLibrary

/// Writes one kind of output for all files that protoc was asked for.
protocol Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws
}

/// What can be asked for with `emit=`.
enum Emission: String, CaseIterable {
  /// Swift message types, and their mapping to the protobuf-c structs and to JSON.
  case messages
  /// The lists of all methods and of all message types.
  case catalogues
  /// Handler protocols and dispatch tables for the server.
  case server
  /// Typed calls for the Swift client.
  case client
  /// Stubs of the Python package.
  case python
  /// The API reference.
  case docs

  func emitter(_ options: EmissionOptions) -> any Emitter {
    switch self {
    case .messages: MessageEmitter(cModule: options.cModule)
    case .catalogues: CatalogueEmitter()
    case .server: ServerEmitter()
    case .client: SwiftClientEmitter()
    case .python: PythonEmitter()
    case .docs: DocsEmitter()
    }
  }
}

/// The plugin's parameters: `emit=` (required) and `c-module=` (`messages` only).
struct EmissionOptions {
  let emission: Emission
  /// The module of the protobuf-c structs.
  var cModule = "CProto"

  init(_ parameter: any CodeGeneratorParameter) throws {
    var emission: Emission?
    for (key, value) in parameter.parsedPairs {
      switch key {
      case "emit": emission = Emission(rawValue: value)
      case "c-module": cModule = value
      default: throw GeneratorError("unknown parameter `\(key)`; there are `emit` and `c-module`")
      }
    }
    guard let emission else {
      let choices = Emission.allCases.map(\.rawValue).joined(separator: ", ")
      throw GeneratorError("the parameter `emit` must be one of \(choices)")
    }
    self.emission = emission
  }
}

/// Stops the generation; protoc prints the text.
struct GeneratorError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
