/// Whether programs have a toolkit that puts a tree on the accessibility bus.
public enum AccessibilityToolkit {
    private static let libraries = [
        "libatk-bridge", "libatspi", "libgtk-3", "libgtk-4", "libgail", "Qt5Gui", "Qt6Gui", "libvcllo",
    ]

    /// Returns whether a process has loaded such a toolkit; `nil` when its memory map cannot be read.
    ///
    /// A program without one (xterm) never registers on the bus, so waiting for its tree is in vain.
    public static func isLoaded(in process: Int32) -> Bool? {
        guard process > 0, let maps = Files.text("/proc/\(process)/maps"), !maps.isEmpty else { return nil }
        return libraries.contains { maps.contains($0) }
    }
}
