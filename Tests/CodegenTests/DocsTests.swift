import SwiftProtobufPluginLibrary
import Testing

struct DocsTests {
  @Test func `the reference has the comments of services, messages, fields and values`() throws {
    let source = """
      // What the file is about.
      syntax = "proto3";
      package p;
      // Does | things.
      service S {
        // Does it.
        rpc Do(M) returns (stream M);
      }
      // A thing.
      message M {
        // Its kind,
        // in two lines.
        repeated Kind kind = 3;
        oneof choice { bytes data = 4; }
      }
      message Empty {}
      enum Kind { KIND_UNSPECIFIED = 0; }
      """
    let response = try generate("emit=docs", from: source)
    let reference = try #require(response.file.first).content
    #expect(
      reference.hasSuffix(
        """
        | service | methods |
        |---|---|
        | [S](#ps) | Do |

        ## test.proto

        What the file is about.

        ### p.S

        Does | things.

        | method | request | reply | |
        |---|---|---|---|
        | `Do` | [M](#pm) | stream of [M](#pm) | Does it. |

        ### p.M

        A thing.

        | field | number | type | |
        |---|---|---|---|
        | `kind` | 3 | repeated [Kind](#pkind) | Its kind, in two lines. |
        | `data` | 4 | bytes, one of `choice` |  |

        ### p.Empty

        No fields.

        ### p.Kind

        | value | number | |
        |---|---|---|
        | `KIND_UNSPECIFIED` | 0 |  |

        """))
  }
}
