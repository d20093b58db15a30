/// The scripts that work on streams, each in one step for everybody else.
extension RedisScript {
  /// Adds entries to a stream, `ARGV[1]` of them, as long as it holds fewer than `ARGV[2]`; returns
  /// how many.
  static let wakeUp = RedisScript(
    name: "adding wake-ups", digest: "e31af39957efef4180db15afa9ac868888d9269d",
    source: """
      local room = tonumber(ARGV[2]) - redis.call('XLEN', KEYS[1])
      local count = math.max(0, math.min(tonumber(ARGV[1]), room))
      for _ = 1, count do
        redis.call('XADD', KEYS[1], '*', 'wake', '1')
      end
      return count
      """)

  /// Acknowledges entries of the group `ARGV[1]` and removes them; returns how many there were.
  static let settle = RedisScript(
    name: "settling entries", digest: "88015483b9590215a66203f65087321a19d055d2",
    source: """
      redis.call('XACK', KEYS[1], ARGV[1], unpack(ARGV, 2))
      return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
      """)

  /// Removes the consumers of the group `ARGV[1]` that have nothing pending and have been idle for
  /// `ARGV[2]` ms, only the one called `ARGV[3]` unless that is empty; returns how many.
  static let removeConsumers = RedisScript(
    name: "removing consumers", digest: "61f746b4ee1bb73d7d4fe95c0ceb837a5e4d8ebe",
    source: """
      local removed = 0
      for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
        local consumer = {}
        for i = 1, #fields, 2 do
          consumer[fields[i]] = fields[i + 1]
        end
        local is_meant = ARGV[3] == '' or consumer.name == ARGV[3]
        if is_meant and consumer.pending == 0 and consumer.idle >= tonumber(ARGV[2]) then
          redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
          removed = removed + 1
        end
      end
      return removed
      """)

  /// All of them.
  static let all = [wakeUp, settle, removeConsumers]
}
