package import Core

/// Reads actions back from text; total on the texts that `ActionGrammar` admits.
package struct ActionParser: Sendable {
    private let names: ElementNames

    package init(_ names: ElementNames) { self.names = names }

    /// Reads one action.
    ///
    /// - Throws: `AgentsError.Code.unknownAction` for a text that is no action of this screen.
    package func parse(_ text: String) throws -> Action {
        var reader = Reader(rest: text[...], names: names)
        guard let action = reader.action(), reader.rest.isEmpty else {
            throw AgentsError(
                .unknownAction,
                "\"\(ScreenText.clean(text, limit: 120))\" is no action of this screen; "
                    + "elements are written by role and name, such as: click push button \"OK\""
            )
        }
        return action
    }
}

private struct Reader {
    var rest: Substring
    let names: ElementNames

    mutating func action() -> Action? {
        if let click = click() { return click }
        if take("type ") { return string().map { .type($0) } }
        if take("set ") {
            guard let target = target(), take(" to "), let text = string() else { return nil }
            return .setText(target, text: text)
        }
        if take("press ") {
            defer { rest = "" }
            return KeyCombination(parsing: String(rest)).map { .key($0) }
        }
        if take("select ") {
            guard let option = string(), take(" in "), let target = target() else { return nil }
            return .select(target, option: option)
        }
        if take("invoke ") {
            guard let name = string(), take(" on "), let target = target() else { return nil }
            return .invoke(target, action: name)
        }
        if take("menu ") {
            var path: [String] = []
            repeat {
                guard let item = string() else { return nil }
                path.append(item)
            } while take(" > ")
            return .menu(path)
        }
        if take("scroll ") { return scroll() }
        if take("drag ") {
            guard let from = target(), take(" onto "), let to = target() else { return nil }
            return .drag(from: from, to: to)
        }
        if take("open ") { return string().map { .open($0) } }
        if take("focus ") { return string().map { .focus(window: $0) } }
        if take("wait until settled, ") {
            guard let end = rest.firstIndex(of: " "), let seconds = Double(rest[..<end]) else { return nil }
            rest = rest[end...]
            return take(" s") ? .wait(.settled, timeout: seconds) : nil
        }
        if take("ask ") { return string().map { .ask($0) } }
        if take("done ") { return string().map { .done(answer: $0) } }
        if take("done") { return .done(answer: nil) }
        if take("fail ") { return string().map { .fail(reason: $0) } }
        return nil
    }

    private mutating func click() -> Action? {
        let start = rest
        var modifiers: [Modifier] = []
        while let modifier = Modifier.allCases.first(where: { rest.hasPrefix(ActionText.modifier($0) + "+") })
        {
            rest = rest.dropFirst(ActionText.modifier(modifier).count + 1)
            modifiers.append(modifier)
        }
        let count = take("double ") ? 2 : take("triple ") ? 3 : 1
        let button: MouseButton = take("right ") ? .right : take("middle ") ? .middle : .left
        guard take("click "), let target = target() else {
            rest = start
            return nil
        }
        return .click(target, button: button, count: count, modifiers: modifiers)
    }

    private mutating func scroll() -> Action? {
        guard let direction = ScrollDirection.allCases.first(where: { take($0.rawValue + " ") }) else {
            return nil
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        guard take(" in ") else { return .scroll(nil, direction: direction, amount: amount) }
        return target().map { .scroll($0, direction: direction, amount: amount) }
    }

    private mutating func take(_ prefix: String) -> Bool {
        guard rest.hasPrefix(prefix) else { return false }
        rest = rest.dropFirst(prefix.count)
        return true
    }

    private mutating func target() -> Target? {
        guard let (ref, tail) = names.read(rest) else { return nil }
        rest = tail
        return .element(ref)
    }

    /// Reads a quoted text with its escapes.
    private mutating func string() -> String? {
        var scalars = rest.unicodeScalars
        guard scalars.popFirst() == "\"" else { return nil }
        var text = String.UnicodeScalarView()
        while let scalar = scalars.popFirst() {
            if scalar == "\"" {
                rest = Substring(scalars)
                return String(text)
            }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            switch scalars.popFirst() {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "\"": text.append("\"")
            case "\\": text.append("\\")
            case "u":
                guard let end = scalars.firstIndex(of: "}"), scalars.popFirst() == "{",
                    let value = UInt32(String(Substring(scalars[..<end])), radix: 16),
                    let escaped = Unicode.Scalar(value)
                else { return nil }
                text.append(escaped)
                scalars = scalars[scalars.index(after: end)...]
            default: return nil
            }
        }
        return nil
    }
}
