import Core
import Runtime
import Testing

@Suite("Telling new windows from old ones")
struct WindowWatchTests {
    private func screen(_ windows: (id: UInt32, pid: Int32, title: String)...) -> Observation {
        Observation(
            time: 0,
            screen: Size(width: 100, height: 100),
            windows: windows.map {
                WindowInfo(id: $0.id, title: $0.title, application: "gedit", pid: $0.pid, frame: .zero)
            }
        )
    }

    @Test("What was there is not new, also when its title changes; what joins it is")
    func joins() {
        var watch = WindowWatch(screen((1, 7, "one")))
        #expect(watch.newWindow(in: screen((1, 7, "one - changed"))) == nil)
        #expect(watch.newWindow(in: screen((2, 7, "two"), (1, 7, "one"))) == 0)
        #expect(watch.newWindow(in: screen((1, 7, "one"), (2, 7, "two"))) == 1)
    }

    @Test("A number that was given to another program's window is new")
    func reused() {
        var watch = WindowWatch(screen((1, 7, "one")))
        #expect(watch.newWindow(in: screen((1, 8, "one"))) == 0)
    }

    @Test("A window that went away is new when it comes back")
    func returns() {
        var watch = WindowWatch(screen((1, 0, "one")))
        #expect(watch.newWindow(in: screen()) == nil)
        #expect(watch.newWindow(in: screen((1, 0, "one"))) == 0)
    }

    @Test("Windows that only accessibility knows have no number and go by their titles")
    func nameless() {
        var watch = WindowWatch(screen((0, 7, "one")))
        #expect(watch.newWindow(in: screen((0, 7, "one"))) == nil)
        #expect(watch.newWindow(in: screen((0, 7, "one"), (0, 7, "two"))) == 1)
    }
}
