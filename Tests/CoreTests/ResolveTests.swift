import Core
import Testing

@Suite("Finding an element again")
struct ResolveTests {
    private func screen(_ elements: [UIElement]) -> Observation {
        Observation(
            time: 0,
            screen: Size(width: 800, height: 600),
            windows: [
                WindowInfo(
                    id: 1,
                    title: "Save",
                    application: "app",
                    pid: 1,
                    frame: Rect(x: 0, y: 0, width: 400, height: 400)
                )
            ],
            elements: elements
        )
    }

    private func button(_ number: Int, _ name: String, x: Int = 10, visible: Bool = true) -> UIElement {
        UIElement(
            id: ElementRef(number),
            role: .pushButton,
            name: name,
            states: visible ? [.showing, .visible] : [],
            frame: visible ? Rect(x: x, y: 10, width: 20, height: 20) : .zero,
            window: 0,
            source: .accessibility(AccessibleID(bus: ":1.1", path: "/\(number)"))
        )
    }

    @Test("A single match by role and name is found, whatever its case")
    func unique() {
        let observation = screen([button(1, "OK"), button(2, "Cancel")])
        #expect(
            observation.resolve(ElementQuery(role: .pushButton, name: "ok"))
                == .unique(observation.elements[0])
        )
    }

    @Test("Two equal elements are ambiguous until an ordinal or a place tells them apart")
    func ambiguous() {
        let observation = screen([button(1, "Open", x: 10), button(2, "Open", x: 300)])
        #expect(observation.resolve(ElementQuery(name: "Open")) == .ambiguous(observation.elements))
        #expect(
            observation.resolve(ElementQuery(name: "Open", ordinal: 2)) == .unique(observation.elements[1])
        )
        let place = Point(x: 770, y: 50)
        #expect(
            observation.resolve(ElementQuery(name: "Open", place: place)) == .unique(observation.elements[1])
        )
    }

    @Test("A missing element comes back with the nearest names")
    func missing() {
        let observation = screen([button(1, "Save as"), button(2, "Cancel")])
        #expect(observation.resolve(ElementQuery(name: "Save")) == .missing(near: [observation.elements[0]]))
    }

    @Test("The query made from an element finds that element")
    func roundTrip() {
        let observation = screen([
            button(1, "Open"), button(2, "Open", x: 300), button(3, "Open", visible: false),
        ])
        for element in observation.elements.prefix(2) {
            #expect(observation.resolve(observation.query(for: element)) == .unique(element))
        }
    }

    @Test("SHA-256 gives the digests of FIPS 180-4's examples")
    func digest() {
        #expect(
            Digest(of: Array("abc".utf8)).rawValue
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
        var hash = SHA256()
        for _ in 0..<1000 { hash.update(million) }
        #expect(hash.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test(
        "Key combinations read back as they were written",
        arguments: ["ctrl+s", "Return", "ctrl++", "alt+F4", "+"]
    )
    func keys(_ text: String) throws {
        #expect(try #require(KeyCombination(parsing: text)).description == text)
    }
}
