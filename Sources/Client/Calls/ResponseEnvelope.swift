import NIOCore
import Wire

/// Opens what a `Response` frame carries.
enum ResponseEnvelope {
  /// The packed reply of a call that succeeded.
  ///
  /// - Throws: The status of a call that failed; INTERNAL when the envelope can't be read.
  static func payload(of envelope: ByteBuffer) throws(RPCStatus) -> [UInt8] {
    let response = try PackedReply.unpack(envelope, as: Ttrpc.Response.self)
    if let status = response.status, status.code != 0 { throw RPCStatus(status) }
    return response.payload
  }

  /// How the call failed, `nil` when it succeeded.
  static func status(of envelope: ByteBuffer) -> RPCStatus? {
    do throws(RPCStatus) {
      _ = try payload(of: envelope)
      return nil
    } catch {
      return error
    }
  }
}
