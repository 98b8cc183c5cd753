import Core

/// Chooses among things of one kind by their price, duration or number, where a goal wants the cheapest or the longest and
/// a small model only guesses.
struct Comparisons: Answering {
    /// What is compared.
    private enum Measure { case price, duration, number }

    /// What the goal wants: of which measure, the most or the least.
    private let wish: (measure: Measure, most: Bool)?
    private let scene: Scene
    private let names: ElementNames

    init(of goal: String, seeing scene: Scene, names: ElementNames) {
        self.scene = scene
        self.names = names
        wish = Self.wish(of: Match.words(goal))
    }

    /// Returns the click on the one of its kind that the goal wants; `nil` where nothing can be compared.
    func answered(_ line: String) -> String? {
        guard let wish, line.hasPrefix("click "),
            case .click(.element(let ref), button: .left, count: 1, modifiers: [])? =
                try? ActionParser(names).parse(line), let chosen = scene.widget(ref)
        else { return nil }
        let kind = Self.kind(chosen)
        let others = scene.inFront.filter { $0.isShowing && Self.kind($0) == kind }
        let measured = others.compactMap { widget in
            value(of: widget, among: others, wish.measure).map { (widget, $0) }
        }
        guard others.count > 1, measured.count == others.count else { return nil }
        let best = wish.most ? measured.map(\.1).max() : measured.map(\.1).min()
        let fitting = measured.filter { $0.1 == best }
        return fitting.count == 1 ? names.write(.click(fitting[0].0.target)) : nil
    }

    /// What is told of one of them: in its name, or in the texts between it and the one before.
    private func value(of widget: Widget, among others: [Widget], _ measure: Measure) -> Double? {
        if let own = Self.value(in: [widget.name], measure) { return own }
        let elements = scene.observation.elements
        guard let end = elements.firstIndex(where: { $0.id == widget.element.id }) else { return nil }
        let ids = Set(others.map(\.element.id))
        let start = elements[..<end].lastIndex { ids.contains($0.id) }.map { $0 + 1 } ?? elements.startIndex
        return Self.value(
            in: elements[start..<end].filter(\.isOnScreen).map(\.name).suffix(Self.near),
            measure
        )
    }

    /// Texts before a thing that may be about it.
    private static let near = 6

    private static func kind(_ widget: Widget) -> String {
        "\(widget.role.rawValue) \(widget.name.filter { !$0.isNumber && !".,-".contains($0) })"
    }

    private static func value(in texts: [String], _ measure: Measure) -> Double? {
        let values = texts.reversed().compactMap { text -> Double? in
            switch measure {
            case .price: return text.contains(where: "$€£¥".contains) ? numbers(text).first : nil
            case .duration: return minutes(text)
            case .number: return Double(text.trimmed)
            }
        }
        return values.first
    }

    private static func numbers(_ text: String) -> [Double] {
        text.replacing(",", with: "").split { !($0.isNumber || $0 == "." || $0 == "-") }.compactMap {
            Double($0)
        }
    }

    /// The minutes of "2h 4m", "1 hour 5 min", "90 min".
    private static func minutes(_ text: String) -> Double? {
        var total = 0.0
        var digits = ""
        var isFound = false
        var isInWord = false
        for character in text.lowercased() {
            if character.isNumber {
                digits.append(character)
                isInWord = false
            } else if character.isLetter {
                if !isInWord, let number = Double(digits), let unit = units[character] {
                    total += number * unit
                    isFound = true
                }
                digits = ""
                isInWord = true
            } else if !character.isWhitespace {
                digits = ""
            }
        }
        return isFound ? total : nil
    }

    private static let units: [Character: Double] = ["d": 1440, "h": 60, "m": 1]

    private static func wish(of words: [String]) -> (measure: Measure, most: Bool)? {
        for (place, word) in words.enumerated() {
            let next = words.dropFirst(place + 1).first ?? ""
            switch (word, next) {
            case ("cheapest", _), ("least", "expensive"): return (.price, false)
            case ("priciest", _), ("dearest", _), ("most", "expensive"): return (.price, true)
            case ("shortest", _), ("fastest", _), ("quickest", _): return (.duration, false)
            case ("longest", _), ("slowest", _): return (.duration, true)
            case ("lowest", _), ("smallest", _), ("minimum", _): return (measure(next), false)
            case ("highest", _), ("largest", _), ("biggest", _), ("greatest", _), ("maximum", _):
                return (measure(next), true)
            default: continue
            }
        }
        return nil
    }

    private static func measure(_ noun: String) -> Measure {
        switch noun {
        case "price", "cost", "fare", "fee": .price
        case "duration", "time": .duration
        default: .number
        }
    }
}
