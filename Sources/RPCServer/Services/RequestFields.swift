import Domain
import Wire

/// Reads one field of a request; a rule that it breaks becomes an error that names it.
func field<Value>(
  _ path: String, _ value: @autoclosure () throws(RuleViolation) -> Value
) throws(DomainError) -> Value {
  do { return try value() } catch { throw error.at(path) }
}

/// Reads a field whose empty text stands for none.
func optionalField<Value>(
  _ path: String, _ text: String, _ make: (String) throws(RuleViolation) -> Value
) throws(DomainError) -> Value? {
  if text.isEmpty { return nil }
  do { return try make(text) } catch { throw error.at(path) }
}

/// Reads a time that may be absent.
func optionalMoment(
  _ timestamp: GoogleProtobuf.Timestamp?, _ path: String
) throws(DomainError) -> Moment? {
  guard let timestamp else { return nil }
  return try field(
    path, Moment(secondsSinceUnixEpoch: timestamp.seconds, nanoseconds: timestamp.nanos))
}

extension RequestScope {
  /// What a call may see, until when it is waited for, and what logs call it.
  init(_ organizationID: String, _ call: CallContext) throws(DomainError) {
    self.init(
      organizationID: try field("organization_id", OrganizationID(organizationID)),
      deadline: call.deadline, requestID: call.requestName)
  }
}

extension DeploymentScope {
  /// Until when a call about the whole deployment is waited for, and what logs call it.
  init(_ call: CallContext) {
    self.init(deadline: call.deadline, requestID: call.requestName)
  }
}

extension MetadataObject {
  /// The `metadata_json` of a request; `nil` when it is empty.
  static func field(_ json: String) throws(DomainError) -> MetadataObject? {
    try optionalField("metadata_json", json, MetadataObject.init)
  }
}

extension GoogleProtobuf.Timestamp {
  /// The same moment on the wire.
  init(_ moment: Moment) {
    let (seconds, nanoseconds) = moment.secondsAndNanoseconds
    self.init(seconds: seconds, nanos: nanoseconds)
  }
}
