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

extension Conversion {
    /// Whether a word is the name of a unit that everybody knows.
    static func isUnit(_ text: String) -> Bool {
        let words = text.lowercased().split(separator: " ")
        guard let last = words.last, words.count < 3 else { return false }
        return units.contains(String(last)) || last.hasSuffix("s") && units.contains(String(last.dropLast()))
    }

    /// Whether a text is a number with a unit: "100 fahrenheit".
    static func isAmount(_ text: String) -> Bool {
        guard let space = text.firstIndex(of: " ") else { return false }
        return Double(text[..<space].filter { $0 != "," }) != nil
            && isUnit(String(text[space...].dropFirst()))
    }

    private static let units: Set<String> = [
        "meter", "metre", "kilometer", "kilometre", "centimeter", "centimetre", "millimeter", "millimetre",
        "km", "cm", "mm",
        "mile", "yard", "foot", "feet", "inch", "inches", "gram", "kilogram", "kilo", "kg", "milligram", "mg",
        "pound", "lb",
        "ounce", "oz", "stone", "ton", "tonne", "liter", "litre", "milliliter", "millilitre", "ml", "gallon",
        "pint", "cup",
        "celsius", "fahrenheit", "kelvin", "second", "minute", "hour", "day", "week", "month", "year", "byte",
        "kilobyte",
        "megabyte", "gigabyte", "terabyte", "mph", "knot", "degree", "radian", "joule", "calorie", "watt",
        "acre", "hectare",
    ]
}
