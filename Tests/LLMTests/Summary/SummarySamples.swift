import LLM

/// A conversation, how many bytes its summary may have, and what the summary is.
struct SummarySample {
  let language: String
  let turns: [ExtractiveSummary.Turn]
  let maxBytes: Int
  let summary: String

  static let all = [
    SummarySample(
      language: "English",
      turns: turns([
        "Anna|Hi there! How are you doing today?",
        "Ben|Fine, thanks. I looked at the migration of the billing database yesterday.",
        "Anna|Great. What did you find out about the migration?",
        "Ben|The billing database has 1,200,000 rows, e.g. invoices since 2019. The copy takes about 3.5 hours.",
        "Anna|OK. Then we decided: the migration starts on March 14 at 22:00. Dr. Lee must approve it first.",
        "Ben|Sounds good. I will write to Dr. Lee.",
        "Anna|lol",
        "Ben|By the way, the weather is nice.",
        "Anna|The migration starts on March 14 at 22:00, right?",
      ]), maxBytes: 260,
      summary: """
        Ben: The billing database has 1,200,000 rows, e.g. invoices since 2019.
        Ben: The copy takes about 3.5 hours.
        Anna: Then we decided: the migration starts on March 14 at 22:00.
        Anna: Dr. Lee must approve it first.
        Ben: I will write to Dr. Lee.
        """),
    SummarySample(
      language: "German",
      turns: turns([
        "Jonas|Hallo! Wie geht es dir?",
        "Mia|Gut, danke. Ich plane gerade die Reise nach Lissabon.",
        "Jonas|Schön. Wann fliegt ihr denn?",
        "Mia|Wir fliegen am 3. Mai um 7:45 Uhr mit TAP ab Frankfurt. Der Flug kostet 189,90 Euro, z.B. mit Handgepäck.",
        "Jonas|Ich bin übrigens gegen Nüsse allergisch. Das muss das Hotel wissen.",
        "Mia|Klar, ich schreibe dem Hotel.",
        "Jonas|Super!",
      ]), maxBytes: 240,
      summary: """
        Mia: Wir fliegen am 3. Mai um 7:45 Uhr mit TAP ab Frankfurt.
        Mia: Der Flug kostet 189,90 Euro, z.B. mit Handgepäck.
        Jonas: Ich bin übrigens gegen Nüsse allergisch.
        Jonas: Das muss das Hotel wissen.
        Mia: Klar, ich schreibe dem Hotel.
        """),
    SummarySample(
      language: "Chinese",
      turns: turns([
        "小王|你好！今天怎么样？",
        "小李|很好。我们需要讨论新产品的预算。",
        "小王|预算是多少？",
        "小李|新产品的预算是50万元，比去年多20%。截止日期是3月15日。",
        "小王|好的。我们决定在上海举行发布会，时间是4月2日下午3点。",
        "小李|哈哈。",
        "小王|天气不错。",
      ]), maxBytes: 220,
      summary: """
        小李: 我们需要讨论新产品的预算。
        小李: 新产品的预算是50万元，比去年多20%。
        小李: 截止日期是3月15日。
        小王: 我们决定在上海举行发布会，时间是4月2日下午3点。
        """),
    SummarySample(
      language: "Arabic",
      turns: turns([
        "سارة|مرحبا! كيف حالك؟",
        "عمر|بخير، شكرا. أعمل على مشروع المكتبة الجديدة.",
        "سارة|متى ينتهي المشروع؟",
        "عمر|يجب أن ينتهي مشروع المكتبة في ١٥ مارس ٢٠٢٦. الميزانية ٢٠٠٠٠ دينار.",
        "سارة|اتفقنا على اجتماع يوم الأحد في الساعة 10:30.",
        "عمر|ممتاز.",
      ]), maxBytes: 240,
      summary: """
        عمر: أعمل على مشروع المكتبة الجديدة.
        عمر: يجب أن ينتهي مشروع المكتبة في ١٥ مارس ٢٠٢٦.
        سارة: اتفقنا على اجتماع يوم الأحد في الساعة 10:30.
        """),
    SummarySample(
      language: "Japanese",
      turns: turns([
        "佐藤|こんにちは。元気ですか？",
        "鈴木|元気です。来週の出張の予定を決めましょう。",
        "佐藤|いいですね。",
        "鈴木|出張は5月12日から大阪です。新幹線は9:30に出発します。費用は45,000円です。",
        "佐藤|ホテルは駅の近くに予約する必要があります。",
        "鈴木|わかりました。",
        "佐藤|今日は暑いですね。",
      ]), maxBytes: 260,
      summary: """
        鈴木: 来週の出張の予定を決めましょう。
        鈴木: 出張は5月12日から大阪です。
        鈴木: 新幹線は9:30に出発します。
        鈴木: 費用は45,000円です。
        佐藤: ホテルは駅の近くに予約する必要があります。
        """),
  ]

  private static func turns(_ lines: [String]) -> [ExtractiveSummary.Turn] {
    lines.map { line in
      let parts = line.split(separator: "|", maxSplits: 1).map(String.init)
      return ExtractiveSummary.Turn(speaker: parts[0], text: parts[1])
    }
  }
}
