/// Sizes that both ends of the protocol hold each other to.
public enum WireLimits {
  /// Bytes of a frame header.
  public static let headerBytes = 10

  /// Most bytes of data a frame may carry: 4 MiB, the header not counted.
  public static let maxFrameBytes = 4_194_304

  /// Most bytes of data that are read and thrown away to keep the connection of a peer that sent
  /// too long a frame: 64 MiB. A header that announces more was not written by a ttrpc peer.
  public static let maxDiscardedBytes = 67_108_864

  /// Most bytes that unpacking one message may allocate, Swift values included: 32 MiB.
  public static let unpackBudget = 33_554_432
}
