/// How the products with a base model's own matrices are computed, forward and back.
///
/// Those with the adapter, attention and all sums are in 32-bit floats either way.
public enum TrainingProducts: String, Sendable, Hashable, Codable, CaseIterable {
    /// In 32-bit floats.
    case f32
    /// In 16-bit whole numbers with a scale for each 256, about half as long; what rounding costs is below what
    /// bfloat16 costs.
    case int16
}
