/// A stream and a group of consumers that share its entries.
///
/// Its entries are wake-ups without content: what there is to do is kept elsewhere. The stream is
/// never trimmed, which would drop entries that somebody holds; it stays short because nothing is
/// added to a long one.
public struct StreamGroup: Sendable, Hashable {
  /// The key of the stream.
  public let stream: String
  /// The name of the group.
  public let group: String

  /// The group `group` of the stream at the key `stream`.
  public init(stream: String, group: String) {
    self.stream = stream
    self.group = group
  }
}

extension RedisConnection {
  /// The longest that a read may block; shorter than any sensible timeout of a connection, which
  /// would otherwise take the silence for a loss.
  public static var maxBlock: Duration { .seconds(1) }

  /// Makes the group, and its stream, where they are not there: from the first entry on, so that
  /// none is passed over.
  public func create(_ group: StreamGroup) throws(RedisError) {
    do throws(RedisError) {
      try command(["XGROUP", "CREATE", group.stream, group.group, "0", "MKSTREAM"])
    } catch {
      guard error.refusal == "BUSYGROUP" else { throw error }
    }
  }

  /// Adds `count` entries, fewer where the stream would come to hold more than `limit`.
  ///
  /// - Returns: how many were added.
  @discardableResult
  public func wakeUp(
    _ count: Int, stream: String, limit: Int
  ) throws(RedisError) -> Int {
    try number(run(.wakeUp, keys: [stream], ["\(count)", "\(limit)"]), of: .wakeUp)
  }

  /// Takes new entries, at most `count`, for `consumer`; makes the group where it is gone.
  ///
  /// - Parameter block: how long to wait for one, at most ``maxBlock``; `nil` does not wait.
  /// - Returns: the ids, none when the wait was in vain.
  public func read(
    _ group: StreamGroup, as consumer: String, count: Int, block: Duration? = nil
  ) throws(RedisError) -> [String] {
    var arguments = ["XREADGROUP", "GROUP", group.group, consumer, "COUNT", "\(count)"]
    if let block {
      // 0 would wait for ever.
      let milliseconds = Int(min(block, Self.maxBlock) / .milliseconds(1))
      arguments += ["BLOCK", "\(max(milliseconds, 1))"]
    }
    arguments += ["STREAMS", group.stream, ">"]
    do throws(RedisError) {
      return try entries(in: command(arguments))
    } catch {
      // The group goes with its stream, should somebody empty the database.
      guard error.refusal == "NOGROUP" || error.refusal == "UNBLOCKED" else { throw error }
      try create(group)
      return []
    }
  }

  /// Acknowledges entries and removes them from the stream.
  ///
  /// - Returns: how many were still there.
  @discardableResult
  public func settle(_ ids: [String], of group: StreamGroup) throws(RedisError) -> Int {
    guard !ids.isEmpty else { return 0 }
    return try number(
      run(.settle, keys: [group.stream], [group.group] + ids), of: .settle)
  }

  /// Takes entries over, at most `count`, that other consumers took and have not settled for `idle`.
  ///
  /// - Returns: the ids; none when there is no such group.
  public func takeOver(
    _ group: StreamGroup, as consumer: String, idle: Duration, count: Int
  ) throws(RedisError) -> [String] {
    do throws(RedisError) {
      let reply = try command([
        "XAUTOCLAIM", group.stream, group.group, consumer, Self.milliseconds(idle), "0", "COUNT",
        "\(count)", "JUSTID",
      ])
      guard case .array(let parts) = reply, parts.count >= 2, case .array(let ids) = parts[1]
      else { throw unexpected(reply, to: "XAUTOCLAIM") }
      return ids.compactMap(\.text)
    } catch {
      guard error.refusal == "NOGROUP" else { throw error }
      return []
    }
  }

  /// Removes the consumers that have nothing pending and have not been heard of for `idle`.
  ///
  /// - Parameter name: the only one to look at; `nil` looks at all.
  /// - Returns: how many were removed; none when there is no such group.
  @discardableResult
  public func removeConsumers(
    of group: StreamGroup, idle: Duration, named name: String? = nil
  ) throws(RedisError) -> Int {
    do throws(RedisError) {
      return try number(
        run(
          .removeConsumers, keys: [group.stream],
          [group.group, Self.milliseconds(idle), name ?? ""]), of: .removeConsumers)
    } catch {
      let isGone = error.reason.contains("NOGROUP") || error.reason.contains("no such key")
      guard error.code == .refused, isGone else { throw error }
      return 0
    }
  }

  /// The value of `key`, which becomes `value` where there was none.
  public func value(of key: String, orSet value: String) throws(RedisError) -> String {
    try command(["SET", key, value, "NX"])
    let reply = try command(["GET", key])
    guard let text = reply.text else { throw unexpected(reply, to: "GET") }
    return text
  }

  // MARK: Replies

  private static func milliseconds(_ duration: Duration) -> String {
    "\(Int(duration / .milliseconds(1)))"
  }

  private func number(
    _ reply: RedisReply, of script: RedisScript
  ) throws(RedisError) -> Int {
    guard case .integer(let number) = reply, let number = Int(exactly: number) else {
      throw unexpected(reply, to: script.name)
    }
    return number
  }

  /// The ids in an answer to XREADGROUP for one stream: streams, each a name and entries, each an id
  /// and fields.
  private func entries(in reply: RedisReply) throws(RedisError) -> [String] {
    switch reply {
    case .null: return []
    case .array(let streams):
      guard case .array(let stream) = streams.first, stream.count == 2,
        case .array(let entries) = stream[1]
      else { throw unexpected(reply, to: "XREADGROUP") }
      return entries.compactMap { entry in
        if case .array(let parts) = entry { parts.first?.text } else { nil }
      }
    default: throw unexpected(reply, to: "XREADGROUP")
    }
  }
}
