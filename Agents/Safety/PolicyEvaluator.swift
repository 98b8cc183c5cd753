public import Core

/// Says what the safety policy makes of an action on a screen.
public struct PolicyEvaluator: Sendable {
    /// A verdict and the rule it came from.
    public struct Ruling: Hashable, Sendable {
        /// What may happen.
        public var verdict: Verdict
        /// Why, for the person who is asked or told.
        public var reason: String
        /// What exactly is to be done, in words.
        public var action: String
    }

    private struct Compiled: Sendable {
        let rule: PolicyRule
        let application: Glob?
        let role: Glob?
        let name: Glob?
        let action: Glob?
    }

    private let rules: [Compiled]
    private let otherwise: Verdict

    /// Compiles a policy; rules are tried in order and the first that fits decides.
    public init(_ policy: Policy) {
        rules = policy.rules.map {
            Compiled(
                rule: $0,
                application: $0.application.map(Glob.init),
                role: $0.role.map(Glob.init),
                name: $0.name.map(Glob.init),
                action: $0.action.map(Glob.init)
            )
        }
        otherwise = policy.otherwise
    }

    /// Returns the verdict on an action that was decided on an observation.
    public func ruling(on action: Action, seeing observation: Observation) -> Ruling {
        let subjects = Subject.all(of: action, on: observation)
        let text = action.words(on: observation)
        // Each thing the action touches must pass; the strictest verdict counts.
        var worst = Ruling(verdict: .allow, reason: "", action: text)
        for subject in subjects {
            let match = rules.first { fits($0, subject, action) }
            let verdict = match?.rule.verdict ?? otherwise
            if verdict.severity > worst.verdict.severity {
                worst.verdict = verdict
                worst.reason =
                    match.map { reason(for: $0.rule) } ?? "the policy's default is \(otherwise.rawValue)"
            }
        }
        return worst
    }

    private func fits(_ rule: Compiled, _ subject: Subject, _ action: Action) -> Bool {
        if let pattern = rule.action, !pattern.fits(action.name) { return false }
        if let pattern = rule.application, !subject.applications.contains(where: pattern.fits) {
            return false
        }
        if let pattern = rule.role {
            guard let role = subject.role, pattern.fits(role) else { return false }
        }
        if let pattern = rule.name, !subject.names.contains(where: pattern.fits) { return false }
        return true
    }

    private func reason(for rule: PolicyRule) -> String {
        if let reason = rule.reason { return reason }
        let parts = [rule.action, rule.role, rule.name, rule.application].compactMap(\.self)
        return "a rule of the policy fits (\(parts.joined(separator: ", ")))"
    }
}

extension Verdict {
    /// The order of strictness.
    fileprivate var severity: Int {
        switch self {
        case .allow: 0
        case .confirm: 1
        case .deny: 2
        }
    }
}

/// What the patterns of a policy are compared with.
private struct Subject {
    var applications: [String]
    var role: String?
    var names: [String]

    static func all(of action: Action, on observation: Observation) -> [Subject] {
        let texts = texts(of: action)
        let targets = action.targets
        if case .open(let what) = action, let with = what.ranges(of: " with ").last {
            // A file and the application for it: each must pass by itself.
            return [what[..<with.lowerBound], what[with.upperBound...]].map {
                Subject(applications: active(observation), role: nil, names: [String($0), what])
            }
        }
        if targets.isEmpty {
            return [Subject(applications: active(observation), role: nil, names: texts)]
        }
        return targets.map { target in
            guard let element = element(target, on: observation) else {
                return Subject(
                    applications: active(observation),
                    role: query(target)?.role?.rawValue,
                    names: [query(target)?.name].compactMap(\.self) + texts
                )
            }
            let window = element.window.flatMap {
                observation.windows.indices.contains($0) ? observation.windows[$0] : nil
            }
            return Subject(
                applications: window.map { [$0.application, $0.title] } ?? active(observation),
                role: element.role.rawValue,
                names: [element.name, element.detail].compactMap(\.self).filter { !$0.isEmpty } + texts
            )
        }
    }

    private static func element(_ target: Target, on observation: Observation) -> UIElement? {
        switch target {
        case .element(let ref): return observation.element(ref)
        case .query(let query):
            if case .unique(let element) = observation.resolve(query) { return element }
            return nil
        case .point(let point):
            // What is pressed is what lies there: the smallest element that has the point.
            return observation.elements.filter { $0.isOnScreen && $0.frame.contains(point) }
                .min { $0.frame.area < $1.frame.area }
        }
    }

    private static func query(_ target: Target) -> ElementQuery? {
        if case .query(let query) = target { return query }
        return nil
    }

    private static func active(_ observation: Observation) -> [String] {
        observation.activeWindow.map { [$0.application, $0.title] } ?? []
    }

    /// The texts a rule's name may be meant for, by the kind of action.
    private static func texts(of action: Action) -> [String] {
        switch action {
        case .type(let text), .setText(_, let text): [text]
        case .key(let keys): [keys.description]
        case .menu(let path): [path.joined(separator: " > ")] + path.suffix(1)
        case .open(let what): [what]
        case .select(_, let option): [option]
        case .invoke(_, let name): [name]
        case .focus(let window): [window]
        default: []
        }
    }
}
