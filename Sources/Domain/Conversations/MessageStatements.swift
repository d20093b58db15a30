import Postgres

/// The statements about messages, each a file in `SQL/`.
enum MessageStatements {
  static let append = Statement("message_append", PackageResources.message_append_sql)
  static let listOldestFirst = Statement(
    "message_list_oldest_first", PackageResources.message_list_oldest_first_sql)
  static let listNewestFirst = Statement(
    "message_list_newest_first", PackageResources.message_list_newest_first_sql)
  static let delete = Statement("message_delete", PackageResources.message_delete_sql)
}
