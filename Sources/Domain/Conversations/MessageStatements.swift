import Postgres

/// The statements about messages, each a file in `SQL/`.
enum MessageStatements {
  static let append = Statement("message_append", PackageResources.message_append_sql)
  static let listOldestFirst = Statement(
    "message_list_oldest_first", PackageResources.message_list_oldest_first_sql)
  static let listNewestFirst = Statement(
    "message_list_newest_first", PackageResources.message_list_newest_first_sql)
  static let delete = Statement("message_delete", PackageResources.message_delete_sql)
  static let searchConversation = Statement(
    "message_search_conversation", PackageResources.message_search_conversation_sql)
  static let searchConversations = Statement(
    "message_search_conversations", PackageResources.message_search_conversations_sql)
  static let found = Statement("message_search_found", PackageResources.message_search_found_sql)
  static let readForCopy = Statement("message_copy_read", PackageResources.message_copy_read_sql)
  static let wordsForCopy = Statement(
    "message_copy_words", PackageResources.message_copy_words_sql)
  static let vectorsForCopy = Statement(
    "message_copy_vectors", PackageResources.message_copy_vectors_sql)
  static let erasedForCopy = Statement(
    "message_copy_erased", PackageResources.message_copy_erased_sql)
}
