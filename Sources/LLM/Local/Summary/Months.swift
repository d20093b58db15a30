/// Names of months in a few languages.
package enum Months {
  /// Whether `word`, in any case, is one, or the short form of one.
  static func contains(_ word: String) -> Bool { number(word) != nil }

  /// 1 to 12.
  package static func number(_ word: String) -> Int? { number(lowercased: word.lowercased()) }

  /// The same for a word in lower case.
  static func number(lowercased word: String) -> Int? { numbers[word] }

  private static let numbers: [String: Int] = {
    var numbers: [String: Int] = [:]
    for list in lists {
      let words = list.split(separator: " ")
      for (index, word) in words.enumerated() { numbers[String(word)] = index + 1 }
    }
    return numbers
  }()

  private static let lists = [
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jän feber mrz apr mai jun jul aug sept okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
  ]
}
