import Glibc
import Logging
import NIOCore

/// Lets a listener rest when the system has nothing left for one more connection: that stays in the
/// kernel's queue, and trying again at once would only keep a processor busy.
///
/// NIO's `AcceptBackoffHandler` holds back the reads that NIO asks for; after such an error NIO
/// reads again without asking.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private static let rest = TimeAmount.seconds(1)
  private static let shortages: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM]
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let shortage = error as? IOError, Self.shortages.contains(shortage.errnoCode) else {
      return context.fireErrorCaught(error)
    }
    logger.warning("no connection can be accepted", metadata: ["error": "\(shortage)"])
    let channel = context.channel
    Self.set(channel, accepts: false)
    context.eventLoop.scheduleTask(in: Self.rest) { Self.set(channel, accepts: true) }
  }

  /// A listener that was closed meanwhile refuses, which does not matter.
  private static func set(_ channel: any Channel, accepts: Bool) {
    try? channel.syncOptions?.setOption(.autoRead, value: accepts)
  }
}
