import Client
import Domain
import Testing
import Wire

@Suite struct OrganizationServiceTests {
  @Test func `an organization is put, listed and deleted, and its id starts afresh`() async throws {
    // Of its own: another test's purge would erase what is to be seen being erased.
    let server = try await ServerFixture()
    let client = server.client
    let id = ServerFixture.uniqueID()
    let put = EngramV1.PutOrganizationRequest(
      organizationID: id, displayName: "Acme", metadataJSON: #"{"a":1}"#)
    let made = try await client.organizations.putOrganization(put)
    #expect(made.displayName == "Acme" && made.metadataJSON == #"{"a": 1}"#)
    #expect(try await client.organizations.getOrganization(.init(organizationID: id)) == made)
    var listed: [EngramV1.Organization] = []
    var token = ""
    repeat {
      let page = try await client.organizations.listOrganizations(
        .init(pageSize: 2, pageToken: token))
      listed += page.organizations
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(listed.contains(made))

    _ = try await client.organizations.deleteOrganization(.init(organizationID: id))
    await expect(.notFound) {
      try await client.organizations.getOrganization(.init(organizationID: id))
    }
    let refusal = await #expect(throws: RPCStatus.self) {
      try await client.organizations.putOrganization(put)
    }
    #expect(refusal?.code == .unavailable && refusal?.retryDelay == .seconds(1))
    try await server.purge.sweep()
    let again = try await client.organizations.putOrganization(put)
    #expect(again.createdAt?.seconds ?? 0 >= made.createdAt?.seconds ?? 0 && again != made)
    try await server.stop()
  }

  @Test func `a project is put, read, listed and deleted`() async throws {
    let client = try await ServerFixture.shared.client
    let organization = ServerFixture.uniqueID()
    let made = try await client.organizations.putProject(
      .init(organizationID: organization, projectID: "apollo", displayName: "Moon"))
    #expect(made.projectID == "apollo" && made.displayName == "Moon")
    let id = EngramV1.GetProjectRequest(organizationID: organization, projectID: "apollo")
    #expect(try await client.organizations.getProject(id) == made)
    let list = try await client.organizations.listProjects(.init(organizationID: organization))
    #expect(list.projects == [made] && list.nextPageToken.isEmpty)
    _ = try await client.organizations.deleteProject(
      .init(organizationID: organization, projectID: "apollo"))
    await expect(.notFound) { try await client.organizations.getProject(id) }
  }

  @Test func `a user is put, read, listed and deleted with its conversations`() async throws {
    let server = try await ServerFixture.shared
    let client = server.client
    let organization = ServerFixture.uniqueID()
    let made = try await client.organizations.putUser(
      .init(organizationID: organization, userID: "ann", displayName: "Ann"))
    #expect(made.userID == "ann" && made.displayName == "Ann")
    let id = EngramV1.GetUserRequest(organizationID: organization, userID: "ann")
    #expect(try await client.organizations.getUser(id) == made)
    let list = try await client.organizations.listUsers(.init(organizationID: organization))
    #expect(list.users == [made] && list.nextPageToken.isEmpty)
    let conversation = try await client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann"))
    _ = try await client.organizations.deleteUser(
      .init(organizationID: organization, userID: "ann"))
    await expect(.notFound) { try await client.organizations.getUser(id) }
    await expect(.notFound) {
      try await client.conversations.getConversation(
        .init(organizationID: organization, conversationID: conversation.conversationID))
    }
    try await server.purge.sweep()
    await expect(.notFound) { try await client.organizations.getUser(id) }
  }
}
