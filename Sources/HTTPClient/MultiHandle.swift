import CCurl

/// libcurl's set of transfers with their connections; owns a `CURLM`.
///
/// `@unchecked Sendable`: `wake` may be called on any thread (libcurl guarantees that), everything else
/// on the loop's only.
@safe final class MultiHandle: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  // Never undone: other code of the process may use libcurl as long as it runs.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// `nil` when there is no memory or no descriptor left.
  init?(maxIdleConnections: Int) {
    guard Self.isReady, let handle = unsafe curl_multi_init() else { return nil }
    unsafe self.handle = unsafe handle
    _ = unsafe engram_curl_multi_set_long(
      handle, CURLMOPT_MAXCONNECTS, Int(clamping: max(maxIdleConnections, 1)))
  }

  deinit { unsafe curl_multi_cleanup(handle) }

  /// Makes `poll` return.
  func wake() { unsafe curl_multi_wakeup(handle) }

  /// Begins a transfer and keeps it alive until `remove`.
  func add(_ transfer: Transfer) -> Bool {
    let box = unsafe Unmanaged.passRetained(transfer)
    unsafe transfer.setContext(box.toOpaque())
    if unsafe curl_multi_add_handle(handle, transfer.handle) == CURLM_OK { return true }
    unsafe box.release()
    return false
  }

  /// Ends a transfer that was added, whatever its state; libcurl knows nothing of it afterwards.
  func remove(_ transfer: Transfer) {
    unsafe curl_multi_remove_handle(handle, transfer.handle)
    unsafe Unmanaged.passUnretained(transfer).release()
  }

  /// Reads and writes what can be without waiting.
  func perform() -> Bool {
    var count: Int32 = 0
    return unsafe curl_multi_perform(handle, &count) == CURLM_OK
  }

  /// The next transfer that has ended by itself; it still has to be removed.
  func nextEnded() -> (transfer: Transfer, result: CURLcode)? {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(handle, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE,
        let transfer = unsafe Transfer.of(message.pointee.easy_handle)
      else { continue }
      return (transfer, unsafe engram_curl_message_result(message))
    }
    return nil
  }

  /// Waits for sockets, libcurl's own timers or `wake`, at most `milliseconds`.
  func poll(milliseconds: Int32) {
    unsafe curl_multi_poll(handle, nil, 0, milliseconds, nil)
  }
}
