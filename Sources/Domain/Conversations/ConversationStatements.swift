import Postgres

/// The statements about conversations, each a file in `SQL/`.
enum ConversationStatements {
  static let create = Statement("conversation_create", PackageResources.conversation_create_sql)
  static let get = Statement("conversation_get", PackageResources.conversation_get_sql)
  static let list = Statement("conversation_list", PackageResources.conversation_list_sql)
  static let update = Statement("conversation_update", PackageResources.conversation_update_sql)
  static let delete = Statement("conversation_delete", PackageResources.conversation_delete_sql)
  static let lockMemories = Statement(
    "conversation_lock_memories", PackageResources.conversation_lock_memories_sql)
  static let lock = Statement("conversation_lock", PackageResources.conversation_lock_sql)
  static let untitledText = Statement(
    "conversation_untitled_text", PackageResources.conversation_untitled_text_sql)
  static let setTitle = Statement(
    "conversation_set_title", PackageResources.conversation_set_title_sql)
}
