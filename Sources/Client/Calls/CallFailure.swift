import Wire

/// Why a call ended without a reply.
struct CallFailure: Error, Hashable {
  let status: RPCStatus
  /// Whether the request may have reached the server. When it can't have, any call may be tried
  /// again.
  let wasSent: Bool
}
