import Wire

/// A status as it goes into a frame; without details, and with a shorter message, where it would not
/// fit.
struct PackedStatus {
  let status: RPCStatus
  let bytes: [UInt8]

  init(_ status: RPCStatus) {
    self.status = status
    let packed = status.wire.packed()
    bytes =
      packed.count <= WireLimits.maxFrameBytes / 2
      ? packed : RPCStatus(status.code, String(status.message.prefix(1_024))).wire.packed()
  }
}
