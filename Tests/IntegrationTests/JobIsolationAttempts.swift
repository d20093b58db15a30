import Client
import Testing
import Wire

extension IsolationTests {
  /// What an organization tries with the jobs of another one, by the names of the methods. Queues are
  /// the whole deployment's, until there is authentication.
  static let jobAttempts: [String: Attempt] = [
    "GetJob": { client, me, them in
      for job in try await jobs(of: them, client) {
        await expect(.notFound) {
          try await client.jobs.getJob(.init(organizationID: me, jobID: job.jobID))
        }
      }
    },
    "ListJobs": { client, me, them in
      let list = try await client.jobs.listJobs(.init(organizationID: me))
      #expect(list.jobs.isEmpty)
      // That of the deployment has ids of what is worked on, and nothing of what is in it.
      for job in try await jobs(of: them, client) { #expect(!job.json().contains("secret")) }
    },
    "RetryJob": { client, me, them in
      let before = try await jobs(of: them, client)
      for job in before {
        await expect(.notFound) {
          try await client.jobs.retryJob(.init(organizationID: me, jobID: job.jobID))
        }
      }
      #expect(try await jobs(of: them, client) == before)
    },
    "GetQueueStats": { client, _, them in
      let stats = try await client.jobs.getQueueStats(.init())
      #expect(!stats.json().contains(them.organization))
    },
    "PauseQueue": { client, _, _ in
      let stats = try await client.jobs.pauseQueue(.init(queue: .consolidation))
      #expect(stats.pausedAt != nil)
    },
    "ResumeQueue": { client, _, _ in
      let stats = try await client.jobs.resumeQueue(.init(queue: .consolidation))
      #expect(stats.queue == .consolidation)
    },
  ]

  /// Those that embed what is owned: there is at least one, since nobody does them.
  private static func jobs(
    of them: Owned, _ client: EngramClient
  ) async throws -> [EngramV1.Job] {
    let list = try await client.jobs.listJobs(.init(organizationID: them.organization))
    #expect(!list.jobs.isEmpty)
    return list.jobs
  }
}
