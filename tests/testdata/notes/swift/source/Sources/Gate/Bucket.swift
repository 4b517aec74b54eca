import Foundation

/// One client's allowance.
///
/// Refilled by elapsed time.
public struct Bucket: Sendable {
    public private(set) var left: Int

    /// Makes a bucket.
    /// - Parameters:
    ///   - left: how many tokens it has
    ///   - name: shown in the log
    public init(left: Int, name: String = "bucket") {
        self.left = left
    }

    /// Takes some tokens.
    /// - Parameter count: how many
    /// - Returns: whether there were enough
    /// - Throws: `Refused` if not
    public mutating func take(_ count: Int) throws -> Bool {
        left -= count
        return left >= 0
    }

    func refill(at time: TimeInterval) {}
}

public enum Refused: Error {
    case empty
    case broken(reason: String)
}

public protocol Draining {
    associatedtype Rest
    func drain() async -> Rest
}
