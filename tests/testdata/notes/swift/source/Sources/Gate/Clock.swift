/// Tells the time.
public final class Clock {
    public func now() -> Double { 0 }
}

extension Bucket {
    /// Whether nothing is left.
    public var isEmpty: Bool { left == 0 }
}
