import Wire

/// How calls follow each other.
enum Load: Sendable, Hashable {
  /// A fixed number of calls is in flight, each followed by the next.
  case closed(inFlight: Int)
  /// So many calls a second start at their intended times, whatever the server does, while at most
  /// `maxInFlight` are in flight.
  case open(rate: Double, maxInFlight: Int)

  /// Most calls in flight at one time.
  var maxInFlight: Int {
    switch self {
    case .closed(let inFlight): inFlight
    case .open(_, let maxInFlight): maxInFlight
    }
  }

  /// Such as `64 in flight` or `1000/s`.
  var label: String {
    switch self {
    case .closed(let inFlight): "\(inFlight) in flight"
    case .open(let rate, _): rate == rate.rounded() ? "\(Int(rate))/s" : "\(rate)/s"
    }
  }
}

/// One measurement that is to be made.
struct LoadPlan: Sendable {
  let endpoint: Endpoint
  let deck: RequestDeck
  let load: Load
  let connections: Int
  let threads: Int
  /// Whether the server sends each frame back as it is.
  let isEcho: Bool
  /// Called before the measurement, and not counted.
  let warmUp: Duration
  let duration: Duration
  /// Most calls to count; `nil` for as many as `duration` allows.
  let count: Int?
  /// How long the answers that are missing at the end are waited for.
  let drain: Duration
}

/// What one of several threads does of a plan.
struct LoadShare: Sendable, Hashable {
  let connections: Int
  let inFlight: Int
  let count: Int?

  /// Parts a plan's connections, calls in flight and count among its threads.
  static func shares(of plan: LoadPlan) -> [LoadShare] {
    let connections = split(plan.connections, among: plan.threads)
    let perConnection = split(plan.load.maxInFlight, among: plan.connections)
    let counts = plan.count.map { split($0, among: plan.threads) }
    var first = 0
    return (0..<plan.threads).map { thread in
      let own = perConnection[first..<first + connections[thread]]
      first += connections[thread]
      return LoadShare(
        connections: own.count, inFlight: own.reduce(0, +), count: counts?[thread])
    }
  }

  /// Parts a number as evenly as it goes, the larger parts first.
  static func split(_ total: Int, among parts: Int) -> [Int] {
    (0..<parts).map { total / parts + ($0 < total % parts ? 1 : 0) }
  }
}
