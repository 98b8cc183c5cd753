import Core

extension EventReducer {
    /// Returns the direction of a wheel button: 4 up, 5 down, 6 left, 7 right; across with Shift.
    static func direction(of press: Press) -> ScrollDirection? {
        let across = press.modifiers.contains(.shift)
        return switch press.button {
        case 4: across ? .left : .up
        case 5: across ? .right : .down
        case 6: .left
        case 7: .right
        default: nil
        }
    }

    mutating func wheel(_ press: Press, _ direction: ScrollDirection) -> [Step] {
        if case .wheel(var run)? = pending, run.direction == direction,
            run.first.modifiers == press.modifiers, press.time - run.end <= settings.wheelPause,
            wheelTarget(run.first) == wheelTarget(press)
        {
            run.amount += 1
            run.end = press.time
            pending = .wheel(run)
            return []
        }
        let steps = close(at: press.time)
        pending = .wheel(WheelRun(first: press, direction: direction, end: press.time))
        return steps
    }

    /// Makes the steps of turning the wheel; with Control it is the zoom keys that say the same.
    mutating func steps(of run: WheelRun, now: Double) -> [Step] {
        if run.first.modifiers.contains(.control) {
            let shrinks = run.direction == .down || run.direction == .right
            let keys = KeyCombination(shrinks ? "minus" : "plus", modifiers: [.control])
            return (0..<run.amount).map { _ in
                step(.key(keys), from: run.first.time, to: run.end, now: now, note: "with the wheel")
            }
        }
        let target = wheelTarget(run.first)
        let action = Action.scroll(target, direction: run.direction, amount: run.amount)
        return [step(action, from: run.first.time, to: run.end, now: now)]
    }

    private func wheelTarget(_ press: Press) -> Target {
        let element = frames.last(at: press.time).flatMap {
            HitTest.scrollable(at: press.point, in: $0.observation)
        }
        return element.map { .element($0.id) } ?? .point(press.point)
    }
}
