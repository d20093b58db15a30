/// A proto enum.
///
/// A number that this version has no name for is kept as `unrecognized`; whoever needs a value
/// refuses it.
public protocol WireEnum: Sendable, Hashable, RawRepresentable where RawValue == Int32 {
  /// Each value with its name in the proto file.
  static var named: [(value: Self, name: String)] { get }

  /// The value with a number.
  init(rawValue: Int32)
}
