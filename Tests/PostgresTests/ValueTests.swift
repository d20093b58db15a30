import Foundation
import Postgres
import Testing

/// Values on their way to PostgreSQL and back.
@Suite struct ValueTests {
  @Test func `every type comes back as it went`() async throws {
    let id = UUID()
    let moment = PostgresTimestamp(microsecondsSinceUnixEpoch: 1_700_000_000_123_456)
    try await withLanes { lanes, _ in
      let query = Query(
        Statement(
          name: "all_types",
          sql: "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10"),
        [
          .bool(true), .int2(-2), .int4(.min), .int8(.max), .float8(-1.5), .text("héllo 🌍"),
          .bytea([0, 255]), .uuid(id), .timestamptz(moment), .jsonb(#"{"a": [1, null]}"#),
        ]
      ) { row in
        expectEqual(try row.decode(0, as: Bool.self), true)
        expectEqual(try row.decode(1, as: Int16.self), -2)
        expectEqual(try row.decode(2, as: Int32.self), .min)
        expectEqual(try row.decode(3, as: Int64.self), .max)
        expectEqual(try row.decode(4, as: Double.self), -1.5)
        expectEqual(try row.decode(5, as: String.self), "héllo 🌍")
        expectEqual(try row.decode(6, as: [UInt8].self), [0, 255])
        expectEqual(try row.decode(7, as: UUID.self), id)
        expectEqual(try row.decode(8, as: PostgresTimestamp.self), moment)
        expectEqual(try row.decode(9, as: PostgresJSON.self).text, #"{"a": [1, null]}"#)
      }
      let rows: [Void] = try await lanes.run(options, query)
      #expect(rows.count == 1)
    }
  }

  @Test func `every array comes back as it went`() async throws {
    let ids = [UUID(), UUID()]
    let moments = [PostgresTimestamp(microsecondsSinceUnixEpoch: 0)]
    try await withLanes { lanes, _ in
      let query = Query(
        Statement(
          name: "all_arrays", sql: "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10"),
        [
          .boolArray([true, false]), .int2Array([1]), .int4Array([1, 2]), .int8Array([]),
          .float8Array([0.5]), .textArray(["", "a,b", "\"{}\"", "NULL"]), .byteaArray([[], [1]]),
          .uuidArray(ids), .timestamptzArray(moments), .jsonbArray(["{}", "1"]),
        ]
      ) { row in
        expectEqual(try row.decodeArray(0, of: Bool.self), [true, false])
        expectEqual(try row.decodeArray(1, of: Int16.self), [1])
        expectEqual(try row.decodeArray(2, of: Int32.self), [1, 2])
        expectEqual(try row.decodeArray(3, of: Int64.self), [])
        expectEqual(try row.decodeArray(4, of: Double.self), [0.5])
        expectEqual(try row.decodeArray(5, of: String.self), ["", "a,b", "\"{}\"", "NULL"])
        expectEqual(try row.decodeArray(6, of: [UInt8].self), [[], [1]])
        expectEqual(try row.decodeArray(7, of: UUID.self), ids)
        expectEqual(try row.decodeArray(8, of: PostgresTimestamp.self), moments)
        expectEqual(try row.decodeArray(9, of: PostgresJSON.self).map(\.text), ["{}", "1"])
      }
      let rows: [Void] = try await lanes.run(options, query)
      #expect(rows.count == 1)
    }
  }

  @Test func `nulls are nil, alone and in arrays, and empty is not null`() async throws {
    try await withLanes { lanes, _ in
      let query = Query(
        Statement(name: "nulls", sql: "SELECT $1, $2, array_position($3, NULL), $4"),
        [.text(nil), .text(""), .int8Array([1, nil, 3]), .bytea([])]
      ) { row in
        expectEqual(try row.decodeOptional(0, as: String.self), nil)
        expectEqual(try row.decodeOptional(1, as: String.self), "")
        expectEqual(try row.decode(2, as: Int32.self), 2)
        expectEqual(try row.decode(3, as: [UInt8].self), [])
      }
      let rows: [Void] = try await lanes.run(options, query)
      #expect(rows.count == 1)
    }
  }

  @Test(arguments: [
    ("SELECT NULL::int8", "is NULL"),
    ("SELECT 1::int4", "is not of a type that Int64 is read from"),
    ("SELECT WHERE true", "does not exist"),
  ])
  func `a column that can't be read is named`(sql: String, problem: String) async throws {
    try await withLanes { lanes, _ in
      let error = try await postgresError {
        _ = try await lanes.run(options, values(sql, as: Int64.self))
      }
      #expect(error.code == .decoding)
      #expect(error.description == "values: result column 0 \(problem)")
    }
  }

  @Test func `an array with a null, of another type or of two dimensions is refused`() async throws
  {
    try await withLanes { lanes, _ in
      for sql in ["ARRAY[1, NULL]", "ARRAY['a']", "ARRAY[[1], [2]]"] {
        let query = Query(Statement(name: "array", sql: "SELECT \(sql)"), []) {
          try $0.decodeArray(0, of: Int32.self)
        }
        let error = try await postgresError { _ = try await lanes.run(options, query) }
        #expect(error.code == .decoding)
      }
    }
  }

  @Test func `a moment out of PostgreSQL's range is refused, infinity is no moment`() async throws {
    try await withLanes { lanes, _ in
      let early = PostgresTimestamp(microsecondsSinceUnixEpoch: .min)
      let refused = try await postgresError {
        _ = try await lanes.run(options, command("SELECT $1", [.timestamptz(early)]))
      }
      #expect(refused.sqlState == "22008")
      let infinite = try await postgresError {
        _ = try await lanes.run(
          options, values("SELECT 'infinity'::timestamptz", as: PostgresTimestamp.self))
      }
      #expect(infinite.code == .decoding)
    }
  }
}

/// `#expect` would hide the `try` from the closure around it.
private func expectEqual<Value: Equatable>(_ value: Value, _ expected: Value) {
  #expect(value == expected)
}
