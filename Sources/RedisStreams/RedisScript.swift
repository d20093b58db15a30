/// A Lua script that Redis keeps by its SHA-1, so that it travels once.
struct RedisScript: Sendable {
  /// What errors call it.
  let name: String
  /// The SHA-1 of `source`, in hexadecimal.
  let digest: String
  let source: String
}

extension RedisConnection {
  /// Runs a script; one that Redis has forgotten, or never had, is sent along.
  func run(
    _ script: RedisScript, keys: [String], _ arguments: [String] = []
  ) throws(RedisError) -> RedisReply {
    let rest = ["\(keys.count)"] + keys + arguments
    do throws(RedisError) {
      return try command(["EVALSHA", script.digest] + rest)
    } catch {
      guard error.refusal == "NOSCRIPT" else { throw error }
      return try command(["EVAL", script.source] + rest)
    }
  }
}

extension RedisError {
  /// The first word of Redis' refusal, such as `NOGROUP`; `nil` when it refused nothing.
  var refusal: String? {
    code == .refused ? reason.split(separator: " ").first.map(String.init) : nil
  }
}
