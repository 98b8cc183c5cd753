import CAtspi
import Dispatch

/// The plain walk that programs do with libatspi: each property of each object is one call.
enum LibatspiWalk {
    /// Walks an application some times and prints milliseconds and objects, one round a line.
    static func run(application: String, rounds: Int) {
        atspi_init()
        guard let desktop = atspi_get_desktop(0) else { return }
        for _ in 0..<rounds {
            let start = DispatchTime.now().uptimeNanoseconds
            var nodes = 0
            for index in 0..<atspi_accessible_get_child_count(desktop, nil) {
                guard let child = atspi_accessible_get_child_at_index(desktop, index, nil) else { continue }
                if name(of: child) == application { nodes += walk(child) }
                g_object_unref(child)
            }
            print(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6, nodes)
        }
    }

    private static func name(of node: UnsafeMutablePointer<AtspiAccessible>) -> String {
        guard let text = atspi_accessible_get_name(node, nil) else { return "" }
        defer { g_free(text) }
        return String(cString: text)
    }

    private static func walk(_ node: UnsafeMutablePointer<AtspiAccessible>) -> Int {
        _ = name(of: node)
        _ = atspi_accessible_get_role(node, nil)
        if let states = atspi_accessible_get_state_set(node) { g_object_unref(states) }
        if let component = atspi_accessible_get_component_iface(node) {
            if let extents = atspi_component_get_extents(component, ATSPI_COORD_TYPE_SCREEN, nil) {
                g_free(extents)
            }
            g_object_unref(component)
        }
        var count = 1
        for index in 0..<min(atspi_accessible_get_child_count(node, nil), 1000) {
            guard let child = atspi_accessible_get_child_at_index(node, index, nil) else { continue }
            count += walk(child)
            g_object_unref(child)
        }
        return count
    }
}
