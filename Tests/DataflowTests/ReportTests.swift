import Core
import Dataflow
import Foundation
import Testing

@Suite("The report of a trajectory")
struct ReportTests {
    /// A PNG header that claims 640 by 480 pixels, and some bytes to tell pictures apart.
    func png(_ mark: UInt8) -> [UInt8] {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 2, 0x80]
            + [0, 0, 1, 0xE0, 8, 2, 0, 0, 0, 0, 0, 0, 0, mark]
    }

    func trajectory(_ steps: [Step], goal: String = "work it out", end: RunEnd? = nil) -> Trajectory {
        Trajectory(head: Samples.head("a", goal: goal), steps: steps, end: end)
    }

    let click = Action.click(.element(ElementRef(3)))

    @Test("holds each screenshot once and asks nothing of the network")
    func selfContained() {
        let pictures = MemoryBlobs()
        let steps = (0..<4).map { index in
            let shot = pictures.put(png(UInt8(index / 2)))
            return Samples.step(
                index,
                before: Samples.observation(screenshot: shot),
                action: click,
                after: Samples.observation(screenshot: shot)
            )
        }
        let html = HTMLReport(trajectory(steps), pictures: pictures).render()
        #expect(html.components(separatedBy: "data:image/png;base64,").count == 3)
        #expect(html.contains(Data(png(1)).base64EncodedString()))
        #expect(html.contains("Content-Security-Policy"))
        for outside in ["http:", "https:", "src=\"", "@import", "<script", "url(", "<link", "javascript:"] {
            #expect(!html.contains(outside), "\(outside)")
        }
        #expect(html.components(separatedBy: "<article").count == 5)
        // The target's frame, with a margin of four pixels.
        #expect(html.contains(#"class="target" x="396" y="336" width="88" height="48""#))
    }

    @Test("escapes every text that came from a screen")
    func escaping() throws {
        let evil = "</style><script>alert('x')</script>\" onload=\"y\" \u{1B}[2J\u{202E}&"
        var screen = Samples.observation(value: evil)
        screen.windows[0].title = evil
        screen.windows[0].application = evil
        for index in screen.elements.indices { screen.elements[index].name = evil }
        screen.degraded = [Degradation(subject: evil, reason: evil)]
        var step = Samples.step(0, before: screen, action: click, after: screen)
        step.decision.text = evil
        step.decision.reason = evil
        step.decision.subgoal = evil
        step.decision.candidates = [Candidate(text: evil, probability: 0.5)]
        step.outcome = Outcome(.refused, route: evil, evidence: [evil], message: evil, candidates: [evil])
        step.timings = ["observe": 1, "decide": 1, "act": 1, "verify": 1, evil: 1]
        var whole = trajectory([step], goal: evil, end: RunEnd(.failed, message: evil, answer: evil))
        whole.head.id = evil
        whole.head.task = evil
        whole.head.model = evil
        whole.head.origin = evil
        let html = HTMLReport(whole, pictures: MemoryBlobs()).render()
        #expect(!html.contains("<script"))
        #expect(!html.contains("onload=\"y"))
        #expect(html.components(separatedBy: "</style>").count == 2)
        #expect(!html.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)"))
        let text = TextReport(whole, width: 400).render()
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
        #expect(text.contains("\u{241B}[2J"))
    }

    @Test("is well-formed markup", arguments: [true, false])
    func wellFormed(withPictures: Bool) throws {
        let pictures = MemoryBlobs()
        let shot = withPictures ? pictures.put(png(0)) : nil
        let steps = Samples.actions.enumerated().map { index, action in
            Samples.step(
                index,
                before: Samples.observation(screenshot: shot),
                action: action,
                after: action.isTerminal ? nil : Samples.observation(screenshot: shot)
            )
        }
        let html = HTMLReport(trajectory(steps), pictures: pictures).render()
        var open: [Substring] = []
        for match in html.matches(of: /<(\/?)([a-z0-9]+)([^>]*)>/) {
            let name = match.2
            if ["meta", "input", "br"].contains(name) || match.3.hasSuffix("/") { continue }
            if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
        }
        #expect(open.isEmpty)
        let ids = html.matches(of: /\sid="([^"]+)"/).map(\.1)
        #expect(Set(ids).count == ids.count)
        for link in html.matches(of: /\shref="#([^"]+)"/).map(\.1) { #expect(ids.contains(link), "\(link)") }
    }

    @Test("draws the elements where no screenshot was kept, and stands damaged pictures")
    func noPicture() throws {
        let pictures = MemoryBlobs()
        let shots = [nil, pictures.put([1, 2, 3]), Digest(of: [9])]
        for shot in shots {
            let step = Samples.step(
                0,
                before: Samples.observation(screenshot: shot),
                action: click,
                after: nil
            )
            let html = HTMLReport(trajectory([step]), pictures: pictures).render()
            #expect(html.contains("No screenshot was kept"))
            #expect(html.contains("class=\"window\""))
        }
        #expect(HTMLReport(trajectory([]), pictures: pictures).render().contains("No step was recorded"))
    }

    @Test("stands numbers that are none")
    func oddNumbers() {
        var step = Samples.step(0, before: Samples.observation(time: .nan), action: click, after: nil)
        step.decision.probability = .nan
        step.decision.candidates = [
            Candidate(text: "a", probability: .infinity), Candidate(text: "b", probability: -1),
        ]
        step.timings = ["observe": .nan, "decide": -5, "act": .infinity, "verify": 1e300]
        var whole = trajectory([step])
        whole.head.started = .infinity
        #expect(HTMLReport(whole, pictures: MemoryBlobs()).render().contains("</html>"))
        #expect(TextReport(whole).render().hasSuffix("\n"))
    }

    @Test("says in plain text what was done, by whom and what came of it")
    func plainText() {
        let refused = Step(
            index: 1,
            before: Samples.observation(),
            decision: Decision(click, text: "click push button \"OK\"", decidedBy: .rule, reason: ""),
            outcome: Outcome(
                .refused,
                message: "no element is called OK",
                candidates: ["e3 push button \"=\""]
            )
        )
        let steps = [Samples.step(0, before: Samples.observation(), action: click, after: nil), refused]
        let text = TextReport(trajectory(steps, end: RunEnd(.failed, message: "gave up", answer: "7")))
            .render()
        #expect(
            text == """
                work it out
                failed · 2 steps · 101 ms · 129 tokens · smollm2-135m · a

                  1  ✓ click push button "="
                       confirmed, by accessibility, decided by model (75 %), 101 ms
                       "Display" changed
                  2  ⊘ click push button "OK"
                       refused, decided by rule
                       no element is called OK
                         or e3 push button "="
                failed: gave up
                answer: 7

                """
        )
        for line in TextReport(trajectory(steps), width: 40).render().split(separator: "\n") {
            #expect(line.count <= 40)
        }
    }

    @Test("is written for the owner alone")
    func file() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/report.html"
        try HTMLReport(trajectory([]), pictures: MemoryBlobs()).write(to: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect {
            try HTMLReport(trajectory([]), pictures: MemoryBlobs()).write(to: scratch.path + "/no/x.html")
        } throws: { ($0 as? DataflowError)?.code == .notFound }
    }
}
