import Postgres

/// A column of a row that is being updated.
struct ChangedColumn {
  let name: String
  let isSet: Bool
  /// What it becomes; null when it is not set.
  let value: PostgresValue

  init<Value>(_ name: String, _ change: Change<Value?>, _ encode: (Value?) -> PostgresValue) {
    self.name = name
    isSet = change.isSet
    value = encode(change.value ?? nil)
  }
}
