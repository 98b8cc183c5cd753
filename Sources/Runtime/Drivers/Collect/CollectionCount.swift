import Dataflow

/// Counts what collections hold.
public struct CollectionCount: Sendable {
    /// The counts, and the same for a person.
    public struct Figures: Sendable, Encodable {
        let summary: CollectionSummary

        /// The counts for a person.
        public var text: String { summary.text }

        /// Encodes the counts alone.
        public func encode(to encoder: any Encoder) throws { try summary.encode(to: encoder) }
    }

    /// Creates a counter.
    public init() {}

    /// Counts the episodes of some collections.
    ///
    /// - Throws: `DataflowError` for a directory that is no collection.
    public func count(_ collections: [String]) throws -> Figures {
        Figures(summary: CollectionSummary(try collections.flatMap { try EpisodeStore.records(at: $0) }))
    }
}
