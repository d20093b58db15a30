import CCurl

/// One request on the wire and what has come back so far; owns a `CURL` and its list of headers.
///
/// Stays on the loop's thread. libcurl's callbacks get it as their context.
@safe final class Transfer {
  /// The most bytes that all headers of a reply may have: 64 KiB.
  private static let maxHeaderBytes = 64 << 10
  /// How long the end of a reply is waited for that nobody reads any more.
  private static let farewell = Duration.seconds(1)

  let order: TransferOrder
  let handle: UnsafeMutableRawPointer
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var headerBytes = 0
  private var headers = HTTPHeaders()
  private var body: [UInt8] = []
  private var bodyBytes = 0
  private var isTooLarge = false
  private var isHeldBack = false
  private var isLeft = false
  /// When a byte came last.
  private var lastSign: ContinuousClock.Instant
  private var refusedAddress = false

  /// `nil` when there is no memory.
  init?(_ order: TransferOrder, connectTimeout: Duration, now: ContinuousClock.Instant) {
    guard let handle = unsafe curl_easy_init() else { return nil }
    self.order = order
    unsafe self.handle = unsafe handle
    unsafe headerList = nil
    lastSign = now
    let isSet =
      setRules() && setTimes(connectTimeout: connectTimeout, now: now) && setRequest()
      && setCallbacks()
    guard isSet else { return nil }
  }

  deinit {
    unsafe curl_easy_cleanup(handle)
    unsafe curl_slist_free_all(headerList)
  }

  /// The transfer that a `CURL` belongs to.
  static func of(_ handle: UnsafeMutableRawPointer?) -> Transfer? {
    var context: UnsafeMutablePointer<CChar>?
    guard unsafe engram_curl_get_private(handle, &context) == CURLE_OK,
      let context = unsafe context
    else { return nil }
    return unsafe of(context: UnsafeMutableRawPointer(context))
  }

  /// What the callbacks get; must stay alive as long as libcurl knows the transfer.
  func setContext(_ context: UnsafeMutableRawPointer) {
    for option in [
      CURLOPT_PRIVATE, CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA,
    ] {
      _ = unsafe engram_curl_set_pointer(handle, option, context)
    }
  }

  // MARK: What libcurl is told

  private func setRules() -> Bool {
    // Signals are not for libraries; what remains of SIGPIPE the loop's thread blocks.
    // Quick exit: a look-up of a name that is given up is left to its own thread; else this thread,
    // and all transfers with it, would wait for its end.
    set(CURLOPT_NOSIGNAL, 1) && set(CURLOPT_QUICK_EXIT, 1)
      && set(CURLOPT_PROTOCOLS_STR, "http,https")
      && set(CURLOPT_FOLLOWLOCATION, 0) && set(CURLOPT_PROXY, "") && set(CURLOPT_TCP_KEEPALIVE, 1)
  }

  private func setTimes(connectTimeout: Duration, now: ContinuousClock.Instant) -> Bool {
    // One more, so that libcurl's clock never ends a request before its deadline has passed.
    let left = now.duration(to: order.deadline).wholeMilliseconds + 1
    return set(CURLOPT_TIMEOUT_MS, left)
      && set(CURLOPT_CONNECTTIMEOUT_MS, max(connectTimeout.wholeMilliseconds, 1))
  }

  private func setRequest() -> Bool {
    guard set(CURLOPT_URL, order.request.url) else { return false }
    if order.request.isSentOnce || order.request.isPublicOnly {
      guard set(CURLOPT_FRESH_CONNECT, 1), set(CURLOPT_FORBID_REUSE, 1) else { return false }
    }
    if order.request.method == .post {
      guard set(CURLOPT_POST, 1), setBody(order.request.body) else { return false }
      // Servers that don't answer it would cost a second.
      guard addHeader("Expect:") else { return false }
    }
    for field in order.request.headers.fields {
      // A header without a value needs a semicolon: with a colon libcurl leaves it out.
      let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
      guard addHeader(line) else { return false }
    }
    return unsafe engram_curl_set_list(handle, CURLOPT_HTTPHEADER, headerList) == CURLE_OK
  }

  private func setBody(_ body: [UInt8]) -> Bool {
    guard set(CURLOPT_POSTFIELDSIZE, body.count) else { return false }
    guard !body.isEmpty else { return set(CURLOPT_COPYPOSTFIELDS, "") }
    return unsafe body.withUnsafeBytes { bytes in
      // Copied before it returns, and only read.
      let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      return unsafe engram_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, start) == CURLE_OK
    }
  }

  private func setCallbacks() -> Bool {
    let isSet = unsafe engram_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) {
      data, _, count, context in
      guard let transfer = unsafe Transfer.of(context: context) else { return 0 }
      return unsafe transfer.receive(body: UnsafeRawBufferPointer(start: data, count: count))
    }
    return unsafe isSet == CURLE_OK
      && engram_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) {
        data, _, count, context in
        unsafe Transfer.of(context: context)?.receive(
          header: UnsafeRawBufferPointer(start: data, count: count)) == true ? count : 0
      } == CURLE_OK && setAddressCheck()
  }

  /// Has libcurl ask before it connects: the address is the one that it connects to, whatever the
  /// name resolved to before.
  private func setAddressCheck() -> Bool {
    guard order.request.isPublicOnly else { return true }
    return unsafe engram_curl_set_socket_callback(handle) { context, _, address in
      guard let transfer = unsafe Transfer.of(context: context), let address = unsafe address
      else { return CURL_SOCKET_BAD }
      return unsafe transfer.socket(to: address)
    } == CURLE_OK
  }

  private func socket(to address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe engram_curl_address_bytes(address, &bytes)
    guard IPAddress(bytes: Array(bytes.prefix(Int(count)))).isPublic else {
      refusedAddress = true
      return CURL_SOCKET_BAD
    }
    return unsafe engram_curl_socket(address)
  }

  private func addHeader(_ line: String) -> Bool {
    guard let list = unsafe curl_slist_append(headerList, line) else { return false }
    unsafe headerList = unsafe list
    return true
  }

  private func set(_ option: CURLoption, _ value: Int) -> Bool {
    unsafe engram_curl_set_long(handle, option, value) == CURLE_OK
  }

  private func set(_ option: CURLoption, _ value: String) -> Bool {
    unsafe engram_curl_set_string(handle, option, value) == CURLE_OK
  }

  // MARK: What comes back

  private static func of(context: UnsafeMutableRawPointer?) -> Transfer? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  /// How many bytes were taken; fewer end the transfer, but for the number that holds it back.
  private func receive(body bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count <= order.maxResponseBytes - bodyBytes else {
      isTooLarge = true
      return 0
    }
    guard !isLeft else { return bytes.count }
    lastSign = .now
    if let stream = order.stream {
      if bodyBytes == 0 { stream.begin(HTTPStream.Head(status: status, headers: headers)) }
      guard unsafe stream.offer(bytes) == .taken else {
        isHeldBack = true
        return Int(CURL_WRITEFUNC_PAUSE)
      }
    } else {
      unsafe body.append(contentsOf: bytes)
    }
    bodyBytes += bytes.count
    return bytes.count
  }

  /// Goes on with a reply that was held back.
  func resume() {
    guard isHeldBack else { return }
    isHeldBack = false
    lastSign = .now
    // What it fails with is told as the transfer's end.
    _ = unsafe curl_easy_pause(handle, CURLPAUSE_CONT)
  }

  /// Nobody reads the rest.
  func leave() {
    isLeft = true
    lastSign = .now
    resume()
  }

  /// Whether nothing has come for too long, although it could, or its end has not.
  func isIdle(now: ContinuousClock.Instant) -> Bool {
    guard let limit = order.idleTimeout, !isHeldBack else { return false }
    return lastSign.duration(to: now) >= (isLeft ? Self.farewell : limit)
  }

  var idleError: HTTPError {
    HTTPError(.timedOut, attempted: order.request.attempted, reason: "nothing came for too long")
  }

  private var status: Int {
    var status = 0
    let result = unsafe engram_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return result == CURLE_OK ? status : 0
  }

  /// One line of the header; `false` ends the transfer.
  private func receive(header bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= Self.maxHeaderBytes - headerBytes else {
      isTooLarge = true
      return false
    }
    headerBytes += bytes.count
    lastSign = .now
    let line = unsafe String(decoding: bytes, as: UTF8.self)
    // An interim reply such as 100 is followed by another header.
    if line.hasPrefix("HTTP/") { headers.removeAll() }
    if let colon = line.firstIndex(of: ":") {
      headers.append(
        String(line[..<colon]),
        String(line[colon...].dropFirst()).trimmingWhitespace)
    }
    return true
  }

  /// The outcome of a transfer that ended with `result`.
  func outcome(_ result: CURLcode, now: ContinuousClock.Instant) -> TransferOrder.Outcome {
    if result == CURLE_OK, !isTooLarge, status > 0 {
      return .success(HTTPResponse(status: status, headers: headers, body: body))
    }
    return .failure(error(result, now: now))
  }

  private func error(_ result: CURLcode, now: ContinuousClock.Instant) -> HTTPError {
    let attempted = order.request.attempted
    if isTooLarge {
      return HTTPError(
        .responseTooLarge, attempted: attempted, reason: "the reply is longer than the limit")
    }
    if result == CURLE_COULDNT_CONNECT, refusedAddress {
      return HTTPError(
        .addressRefused, attempted: attempted, reason: "the server's address is not a public one")
    }
    if result == CURLE_OPERATION_TIMEDOUT {
      return now < order.deadline
        ? HTTPError(.unreachable, attempted: attempted, reason: "no connection in time")
        : HTTPError(.timedOut, attempted: attempted, reason: "no reply in time")
    }
    let reason = unsafe String(cString: curl_easy_strerror(result))
    return HTTPError(HTTPError.Code(result), attempted: attempted, reason: reason)
  }
}
