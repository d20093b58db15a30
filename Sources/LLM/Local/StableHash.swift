/// A hash that is the same on every machine and in every version: FNV-1a over 32-bit units.
///
/// Vectors that are stored were made with it: it never changes.
struct StableHash {
  private var state: UInt64

  /// Different seeds hash the same units to different values.
  init(seed: UInt64) {
    state = 0xcbf2_9ce4_8422_2325 ^ (seed &* 0x9e37_79b9_7f4a_7c15)
  }

  mutating func append(_ unit: UInt32) {
    state = (state ^ UInt64(unit)) &* 0x0000_0100_0000_01b3
  }

  /// All bits depend on all units (the finaliser of MurmurHash3).
  var value: UInt64 {
    var hash = state
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }
}
