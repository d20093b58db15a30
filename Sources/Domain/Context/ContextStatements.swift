import Postgres

/// The statements about contexts, each a file in `SQL/`.
enum ContextStatements {
  static let read = Statement("context_read", PackageResources.context_read_sql)
  static let writeReceipts = Statement(
    "context_receipt_write", PackageResources.context_receipt_write_sql)
  static let getReceipt = Statement(
    "context_receipt_get", PackageResources.context_receipt_get_sql)
  static let sweepReceipts = Statement(
    "context_receipt_sweep", PackageResources.context_receipt_sweep_sql)
}
