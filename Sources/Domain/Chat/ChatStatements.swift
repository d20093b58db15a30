import Postgres

/// The statements about chats, each a file in `SQL/`.
enum ChatStatements {
  static let begin = Statement("chat_begin", PackageResources.chat_begin_sql)
  static let save = Statement("chat_save", PackageResources.chat_save_sql)
  static let end = Statement("chat_end", PackageResources.chat_end_sql)
  static let reply = Statement("chat_reply", PackageResources.chat_reply_sql)
  // The system role's.
  static let expire = Statement("chat_expire", PackageResources.chat_expire_sql)
}
