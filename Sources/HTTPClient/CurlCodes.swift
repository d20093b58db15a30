import CCurl

extension HTTPError.Code {
  /// What a result of libcurl means for the caller.
  init(_ result: CURLcode) {
    self =
      switch result {
      case CURLE_URL_MALFORMAT: .invalidRequest
      case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR,
        CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
        .unreachable
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
        .untrusted
      // The scheme was checked: an unsupported protocol is a reply that is not HTTP.
      case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
        .invalidResponse
      default: .connectionLost
      }
  }
}
