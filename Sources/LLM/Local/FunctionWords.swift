/// Words that say little about what a text is about, in a few languages.
///
/// Vectors that are stored were made with them: a change makes it another model.
enum FunctionWords {
  /// Whether the hash of a lower-cased word is that of one of them.
  static func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }

  private static let hashes = Set(
    words.split(whereSeparator: \.isWhitespace).map { word in
      LocalFeatures.wordHash(ArraySlice(word.unicodeScalars.map(\.value)))
    })

  private static let words = """
    a about after all also am an and any are as at be been before being but by can could did do
    does doing down for from had has have he her here him his how i if in into is it its just me
    more most my no not of off on only or other our out over she should so some such than that the
    their them then there these they this those to too up us very was we were what when where which
    who why will with would you your s t
    aber alle als am an auch auf aus bei bin bis da damit dann das dass dein dem den der des die
    dir doch du durch ein eine einem einen einer eines er es euch für haben hat hatte ich ihm ihn
    ihr im in ist ja kann kein mein mich mir mit nach nicht noch nur ob oder schon sehr sein sich
    sie sind so über um und uns unter vom von vor war was weil wenn wer wie wir wird wo zu zum zur
    au aux avec ce ces cette dans de du elle en est et il je la le les leur mais ne nous on ou par
    pas pour qu que qui sa se ses son sont sur un une vous
    al como con del ella el en es esta este fue ha las lo los más muy o para pero por sin su sus
    te un una y ya yo
    """
}
