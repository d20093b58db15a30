import Testing

/// What happens when processes die, stand still or run out of something. One suite after the other:
/// each keeps the machine busy.
@Suite(.serialized) enum FaultTests {}
