import Core
import Dataflow
import Foundation
import Images
import Testing

@Suite("Masking")
struct MaskingTests {
    let masking = Masking(secrets: [
        Secret(name: "login", value: "hunter2"), Secret(name: "long", value: "hunter2-and-more"),
        Secret(name: "cafe", value: "Café!"), Secret(name: "empty", value: ""),
    ])

    @Test("replaces each secret by its name, the longest first, and nothing else")
    func texts() {
        #expect(masking.mask("say hunter2, hunter2!") == "say ${secret:login}, ${secret:login}!")
        #expect(masking.mask("hunter2-and-more") == "${secret:long}")
        #expect(masking.mask("hunterhunter2") == "hunter${secret:login}")
        #expect(masking.mask("Hunter2 hunter") == "Hunter2 hunter")
        #expect(masking.mask("") == "")
        #expect(masking.secrets.count == 3)
    }

    @Test("finds a secret in the other Unicode normalisation")
    func normalisation() {
        #expect(masking.mask("in the Cafe\u{301}! today") == "in the ${secret:cafe} today")
    }

    @Test("does not search what it put in")
    func noRescan() {
        let masking = Masking(secrets: [Secret(name: "a", value: "secret"), Secret(name: "b", value: "x")])
        #expect(masking.mask("x secret") == "${secret:b} ${secret:a}")
    }

    @Test("reveals what it masked, for every action")
    func reveals() throws {
        for action in Samples.actions {
            #expect(try masking.reveal(masking.mask(action)) == action)
        }
        let typed = Action.setText(.query(ElementQuery(name: "hunter2")), text: "a hunter2 b")
        #expect(
            masking.mask(typed)
                == .setText(.query(ElementQuery(name: "${secret:login}")), text: "a ${secret:login} b")
        )
        #expect(try masking.reveal(masking.mask(typed)) == typed)
        #expect(try masking.reveal("100 ${secret: is open") == "100 ${secret: is open")
    }

    @Test("says which secret is missing when one is to be typed")
    func missing() {
        #expect { try masking.reveal("${secret:pin}") } throws: { error in
            (error as? DataflowError)?.code == .undefinedParameter && "\(error)".contains("\"pin\"")
                && "\(error)".contains("login")
        }
    }

    @Test("marks the places of a screenshot that show a secret")
    func boxes() {
        var screen = Samples.observation(value: "it is hunter2")
        #expect(masking.boxes(in: screen) == [Rect(x: 110, y: 110, width: 380, height: 40)])
        screen.elements[1].value = "0"
        #expect(masking.boxes(in: screen).isEmpty)
        screen.elements[1].role = .passwordText
        #expect(masking.boxes(in: screen) == [Rect(x: 110, y: 110, width: 380, height: 40)])
        screen.elements[1].role = .entry
        screen.windows[0].title = "hunter2.txt"
        #expect(masking.boxes(in: screen) == [Rect(x: 100, y: 52, width: 400, height: 96)])
        screen.windows[0].frame = Rect(x: -50, y: 0, width: 5000, height: 5000)
        #expect(masking.boxes(in: screen) == [Rect(x: 0, y: 0, width: 640, height: 48)])
    }
}

@Suite("Masking on the disk")
struct MaskingOnDiskTests {
    let scratch = try? Scratch()
    let secret = "correct horse ünïcode \"battery\" / staple"
    var store: TrajectoryStore { TrajectoryStore(root: scratch?.path ?? "/nowhere") }

    /// The secret as it would stand in a file: plain and as JSON escapes it.
    func holds(_ text: String) throws -> Bool {
        let everything = try #require(scratch).everything()
        let json = try JSONEncoder().encode([text]).dropFirst(2).dropLast(2)
        return [Array(text.utf8), Array(json)].contains { needle in
            everything.indices.dropLast(needle.count - 1).contains { start in
                everything[start] == needle[0]
                    && everything[start..<start + needle.count].elementsEqual(needle)
            }
        }
    }

    func painter(_ png: [UInt8], _ boxes: [Rect]) -> [UInt8] { Array("painted \(boxes.count)".utf8) }

    @Test("writes a declared secret nowhere, wherever it occurs")
    func declared() async throws {
        let pictures = MemoryBlobs()
        let recorder = TrajectoryRecorder(
            store: store,
            pictures: pictures,
            masking: Masking(secrets: [Secret(name: "login", value: secret)]),
            paint: painter
        )
        var screen = Samples.observation(
            value: "x \(secret) y",
            screenshot: pictures.put(Array("raw \(secret)".utf8))
        )
        screen.windows[0].title = secret
        screen.windows[0].application = secret
        screen.elements[0].name = secret
        screen.elements[0].detail = secret
        screen.elements[2].actions = [secret]
        screen.degraded = [Degradation(subject: secret, reason: secret)]
        try await recorder.begin(
            TrajectoryHead(
                id: "a",
                goal: "log in with \(secret)",
                task: secret,
                started: 1,
                origin: "run",
                model: secret
            )
        )
        let actions: [Action] = [
            .type(secret), .setText(.query(ElementQuery(name: secret)), text: secret), .menu([secret]),
            .open(secret), .ask(secret), .fail(reason: secret), .done(answer: secret), .focus(window: secret),
            .wait(.appears(ElementQuery(value: secret, window: secret, within: secret)), timeout: 1),
            .wait(.window(secret), timeout: 1), .select(.element(ElementRef(2)), option: secret),
            .invoke(.element(ElementRef(2)), action: secret),
        ]
        for (index, action) in actions.enumerated() {
            var step = Samples.step(index, before: screen, action: action, after: screen)
            step.decision.text = "type \(secret)"
            step.decision.reason = secret
            step.decision.subgoal = secret
            step.decision.candidates = [Candidate(text: secret, probability: 1)]
            step.outcome = Outcome(
                .partial,
                route: "keyboard",
                evidence: [secret],
                message: secret,
                candidates: [secret]
            )
            try await recorder.record(step)
        }
        try await recorder.end(RunEnd(.failed, message: secret, answer: secret))
        #expect(try !holds(secret))
        let stored = try store.open("a")
        #expect(stored.trajectory.steps.count == actions.count)
        #expect(stored.trajectory.steps[0].decision.action == .type("${secret:login}"))
        #expect(stored.trajectory.head.goal == "log in with ${secret:login}")
        let shot = try #require(stored.trajectory.steps[0].before.screenshot)
        #expect(try stored.images.get(shot) == Array("painted 3".utf8))
    }

    @Test("keeps no screenshot that shows a secret and cannot be painted")
    func unpaintable() async throws {
        struct Broken: Error {}
        let pictures = MemoryBlobs()
        let masking = Masking(secrets: [Secret(name: "login", value: secret)])
        // The bytes below are no PNG, so the usual painter must fail too.
        let painters: [TrajectoryRecorder.Painter] = [PixelMask.paint, { _, _ in throw Broken() }]
        for (index, paint) in painters.enumerated() {
            let recorder = TrajectoryRecorder(
                store: store,
                pictures: pictures,
                masking: masking,
                paint: paint
            )
            try await recorder.begin(Samples.head("\(index)"))
            let screen = Samples.observation(value: secret, screenshot: pictures.put(Array(secret.utf8)))
            try await recorder.record(Samples.step(0, before: screen, action: .type("x"), after: nil))
            #expect(try store.load("\(index)").steps.first?.before.screenshot == nil)
        }
        #expect(try !holds(secret))
    }

    @Test("blacks out the pixels of a password field and leaves the others")
    func pixels() async throws {
        let white = try Image(
            width: 640,
            height: 480,
            layout: .rgba,
            bytes: [UInt8](repeating: 255, count: 640 * 480 * 4)
        )
        let pictures = MemoryBlobs()
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        var screen = Samples.observation(screenshot: pictures.put(try white.png()))
        screen.elements[1].role = .passwordText
        try await recorder.begin(Samples.head("a"))
        try await recorder.record(Samples.step(0, before: screen, action: .look(.zero), after: screen))
        let stored = try store.open("a")
        let digest = try #require(stored.trajectory.steps.first?.before.screenshot)
        let kept = try Image(png: try #require(try stored.images.get(digest)))
        let field = screen.elements[1].frame
        for (point, isDark) in [
            (field.center, true), (Point(x: field.x, y: field.y), true),
            (Point(x: field.x - 1, y: field.y), false), (Point(x: field.x + field.width, y: field.y), false),
            (Point(x: 5, y: 5), false),
        ] {
            #expect(try #require(kept.color(at: point)).red == (isDark ? 32 : 255), "\(point)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: stored.images.path).count == 1)
    }

    @Test("writes nothing that was typed into a password field, though nobody declared it")
    func undeclared() async throws {
        let typed = "Tr0ub4dor&3"
        let pictures = MemoryBlobs()
        let recorder = TrajectoryRecorder(store: store, pictures: pictures, paint: painter)
        try await recorder.begin(Samples.head("a"))
        var screen = Samples.observation(value: typed)
        screen.elements[1].role = .passwordText
        screen.elements[1].name = "New password:"
        let actions: [Action] = [
            .type(typed), .setText(.element(ElementRef(2)), text: typed),
            .setText(.query(ElementQuery(role: .passwordText)), text: typed),
            .setText(.point(Point(x: 120, y: 120)), text: typed), .type("Tr0"),
            .key(KeyCombination("T", modifiers: [.shift])), .key(KeyCombination("ampersand")),
            .key(KeyCombination("Return")),
        ]
        for (index, action) in actions.enumerated() {
            var step = Samples.step(index, before: screen, action: action, after: screen)
            step.decision.text = index < 4 ? "type \(typed)" : "type Tr0 key ampersand"
            step.decision.candidates = [Candidate(text: index < 4 ? typed : "Tr0", probability: 1)]
            if index < 4 { step.outcome.evidence = ["the field holds \(typed)"] }
            // Later the application shows it in clear text elsewhere.
            step.after?.elements[2].name = index < 4 ? "Your password is \(typed)" : "ok"
            if index == 7 {
                step.decision.text = "press Return"
                step.decision.candidates = []
            }
            try await recorder.record(step)
        }
        for text in [typed, "Tr0", "ampersand"] { #expect(try !holds(text), "\(text)") }
        let steps = try store.load("a").steps
        #expect(steps[0].decision.action == .type("${secret:New-password}"))
        #expect(steps[0].decision.text == "type ${secret:New-password}")
        #expect(steps[4].decision.action == .type("${secret:New-password}"))
        #expect(steps[6].decision.action == .key(KeyCombination("•")))
        #expect(steps[7].decision.action == .key(KeyCombination("Return")))
        #expect(steps[0].before.elements[1].value == nil)
        #expect(steps[0].after?.elements[2].name == "Your password is ${secret:New-password}")
    }

    @Test("leaves a reference a script types as it is")
    func reference() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: MemoryBlobs())
        try await recorder.begin(Samples.head("a"))
        var screen = Samples.observation()
        screen.elements[1].role = .passwordText
        try await recorder.record(
            Samples.step(0, before: screen, action: .type("${secret:login}"), after: screen)
        )
        #expect(try store.load("a").steps.first?.decision.action == .type("${secret:login}"))
    }
}
