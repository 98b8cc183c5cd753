package import Core

/// Tells windows that are new from those that were there when a program was started.
///
/// The X server gives the numbers of a program that ended to the next one, so that a number alone, seen while the old
/// window was still being taken down, would hide the new one for good.
package struct WindowWatch {
    private struct Identity: Hashable {
        var id: UInt32
        var pid: Int32
        var title: String?

        init(_ window: WindowInfo) {
            id = window.id
            pid = window.pid
            title = window.id == 0 ? window.title : nil
        }
    }

    private var known: Set<Identity>

    /// Takes what is on the screen as known.
    package init(_ observation: Observation) { known = Set(observation.windows.map(Identity.init)) }

    /// Returns the position of the frontmost new window, and forgets windows that are gone.
    package mutating func newWindow(in observation: Observation) -> Int? {
        let windows = observation.windows.map(Identity.init)
        known.formIntersection(windows)
        return windows.firstIndex { !known.contains($0) }
    }
}
