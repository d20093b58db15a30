import Testing

@testable import Codegen

struct NameTests {
  @Test(arguments: [
    ("title", "title"), ("organization_id", "organizationID"), ("message_ids", "messageIDs"),
    ("metadata_json", "metadataJSON"), ("type_url", "typeURL"), ("id", "id"), ("id_type", "idType"),
    ("a_1_b", "a1B"), ("default", "`default`"), ("case", "`case`"),
  ])
  func `a property is in lowerCamelCase with acronyms in capitals`(name: String, property: String) {
    #expect(SwiftNames.property(name) == property)
  }

  @Test func `a namespace is the package in UpperCamelCase`() {
    #expect(SwiftNames.namespace("grpc.health.v1") == "GrpcHealthV1")
  }

  @Test func `C names put an underscore where a capital follows a small letter`() {
    #expect(CNames.snake("NewMessage") == "new_message")
    #expect(CNames.snake("KeyValue2X") == "key_value2_x")
    #expect(CNames.snake("HTTPRule") == "httprule")
  }
}
