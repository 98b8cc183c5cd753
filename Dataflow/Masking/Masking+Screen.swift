public import Core

extension Masking {
    /// How far above a window's client area its title is drawn, in pixels, generously.
    private static let titleHeight = 48

    /// Returns an observation without the values of password fields and without secrets in any
    /// text.
    public func mask(_ observation: Observation) -> Observation {
        var clean = observation
        for index in clean.elements.indices {
            if clean.elements[index].role == .passwordText { clean.elements[index].value = nil }
        }
        guard !secrets.isEmpty else { return clean }
        for index in clean.elements.indices { mask(&clean.elements[index]) }
        for index in clean.windows.indices {
            clean.windows[index].title = mask(clean.windows[index].title)
            clean.windows[index].application = mask(clean.windows[index].application)
        }
        for index in clean.degraded.indices {
            clean.degraded[index].subject = mask(clean.degraded[index].subject)
            clean.degraded[index].reason = mask(clean.degraded[index].reason)
        }
        return clean
    }

    /// Returns the parts of the screenshot to paint over: password fields (which a user may have
    /// made readable), elements that show a secret, and title bars that do.
    ///
    /// - Parameter observation: The observation before it is masked.
    /// - Returns: Rectangles in screen pixels, within the screen.
    public func boxes(in observation: Observation) -> [Rect] {
        let screen = Rect(x: 0, y: 0, width: observation.screen.width, height: observation.screen.height)
        var boxes: [Rect] = []
        for element in observation.elements where element.isOnScreen {
            let shows =
                element.role == .passwordText || hides(element.value ?? "") || hides(element.name)
                || hides(element.detail ?? "")
            guard shows else { continue }
            // The name of a window is in its title bar; what it holds is judged for itself.
            if Role.topLevels.contains(element.role), !hides(element.value ?? "") {
                boxes.append(titleBar(of: element.frame))
            } else {
                boxes.append(element.frame)
            }
        }
        for window in observation.windows where hides(window.title) {
            boxes.append(titleBar(of: window.frame))
        }
        return boxes.map { $0.intersection(screen) }.filter { !$0.isEmpty }
    }

    private func mask(_ element: inout UIElement) {
        element.name = mask(element.name)
        element.value = element.value.map { mask($0) }
        element.detail = element.detail.map { mask($0) }
        element.actions = element.actions.map { mask($0) }
    }

    /// The strip a title is drawn in: above the client area, or at its top where the application
    /// draws its own.
    private func titleBar(of frame: Rect) -> Rect {
        Rect(
            x: frame.x,
            y: frame.y - Self.titleHeight,
            width: frame.width,
            height: Self.titleHeight + min(Self.titleHeight, max(0, frame.height))
        )
    }
}
