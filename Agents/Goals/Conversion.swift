/// Amounts that are wanted in another unit: "5 km" in "miles".
enum Conversion {
    /// Returns the intent; `nil` where it is no amount or no unit.
    static func intent(_ amount: String, to unit: String) -> Intent? {
        let words = unit.split(separator: " ")
        guard amount.first?.isNumber ?? false, amount.contains(where: \.isLetter),
            (1...3).contains(words.count), !unit.contains(where: \.isNumber)
        else { return nil }
        return .convert(amount, to: unit)
    }
}
