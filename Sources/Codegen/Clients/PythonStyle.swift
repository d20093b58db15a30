import SwiftProtobufPluginLibrary

/// The two kinds of Python stubs.
enum PythonStyle: CaseIterable {
  case blocking
  case asyncio

  var fileName: String {
    switch self {
    case .blocking: "engram/_stubs/blocking.py"
    case .asyncio: "engram/_stubs/aio.py"
    }
  }

  var summary: String {
    switch self {
    case .blocking: "blocking"
    case .asyncio: "for asyncio"
    }
  }

  /// The class that carries the calls.
  var channel: String {
    switch self {
    case .blocking: "Channel"
    case .asyncio: "AsyncChannel"
    }
  }

  var channelImport: String {
    switch self {
    case .blocking: "from engram._channel import Channel, Stream"
    case .asyncio: "from engram._aio_channel import AsyncChannel, AsyncStream"
    }
  }

  /// The type that a server-streaming method returns.
  func stream(of reply: String) -> String {
    switch self {
    case .blocking: "Stream[\(reply)]"
    case .asyncio: "AsyncStream[\(reply)]"
    }
  }

  /// What begins the definition of a method: a stream is returned at once, and not awaited.
  func definition(_ method: MethodDescriptor) -> String {
    self == .asyncio && !method.serverStreaming ? "async def" : "def"
  }

  /// What stands before the call of the channel.
  func awaits(_ method: MethodDescriptor) -> String {
    self == .asyncio && !method.serverStreaming ? "await " : ""
  }
}
