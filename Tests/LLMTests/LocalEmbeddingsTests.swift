import LLM
import Testing

struct LocalEmbeddingsTests {
  @Test(arguments: [64, 1536, 4096])
  func `vectors have unit length and the dimensions that were asked for`(dimensions: Int)
    async throws
  {
    let provider = try LocalEmbeddings(dimensions: dimensions)
    let vectors = try await provider.embed(["a text", "", "…", "文", "🎉"], deadline: nil)
    for vector in vectors {
      #expect(vector.count == dimensions)
      #expect(abs(vector.dot(vector) - 1) < 1e-5)
    }
  }

  @Test(arguments: [63, 4097, 0, -1])
  func `other dimensions are refused`(dimensions: Int) {
    #expect(throws: LLMError.self) { try LocalEmbeddings(dimensions: dimensions) }
  }

  @Test func `a text without a word has a fixed vector`() throws {
    let provider = try LocalEmbeddings()
    #expect(provider.embed("") == provider.embed(" \n…!"))
    #expect(provider.embed("")[0] == 1)
  }

  @Test func `case, punctuation and composition are of no account`() throws {
    let provider = try LocalEmbeddings()
    #expect(provider.embed("Über, den BERG!") == provider.embed("u\u{308}ber den berg"))
    #expect(provider.embed("Straße") == provider.embed("STRASSE"))
  }

  @Test(arguments: [
    ("the cat chased a mouse", "a mouse was chased by the cats", "quarterly revenue grew strongly"),
    ("she is reading books", "he reads a book", "the bridge is closed for repairs"),
    ("My dog's name is Rex", "What is the name of the user's dog?", "The invoice is due on Monday"),
    ("Die Katze jagt die Maus", "Katzen jagen Mäuse", "Der Umsatz stieg im letzten Quartal"),
    ("Krankenversicherung kündigen", "Kündigung der Versicherung", "Rezept für Apfelkuchen"),
    ("我喜欢喝绿茶", "他也喜欢喝绿茶吗", "明天的会议取消了"),
    ("ฉันชอบดื่มชาเขียว", "เขาชอบดื่มชาเขียวไหม", "การประชุมพรุ่งนี้ถูกยกเลิก"),
  ])
  func `related texts are closer than others, by far`(text: String, near: String, far: String)
    throws
  {
    let provider = try LocalEmbeddings()
    let vector = provider.embed(text)
    let nearness = vector.dot(provider.embed(near))
    let farness = vector.dot(provider.embed(far))
    #expect(nearness > 0.15, "\(nearness)")
    #expect(nearness > farness + 0.1, "\(nearness) \(farness)")
  }

  @Test func `texts that are nearly the same are very close`() throws {
    let provider = try LocalEmbeddings()
    let pairs = [
      ("The user prefers window seats on long flights", "User prefers window seat on long flights"),
      ("Der Nutzer wohnt seit 2019 in Hamburg", "Nutzer wohnt seit 2019 in Hamburg."),
      ("用户对花生过敏", "用户对花生过敏。"),
      ("ผู้ใช้แพ้ถั่วลิสง", "ผู้ใช้แพ้ถั่วลิสงมาก"),
    ]
    for (first, second) in pairs {
      #expect(provider.embed(first).dot(provider.embed(second)) > 0.75, "\(first)")
    }
  }

  @Test func `a passed deadline and a cancelled task end it`() async throws {
    let provider = try LocalEmbeddings()
    let error = await #expect(throws: LLMError.self) {
      try await provider.embed(["a"], deadline: .now - .seconds(1))
    }
    #expect(error?.code == .deadlineExceeded)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await provider.embed(["a"], deadline: nil)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
