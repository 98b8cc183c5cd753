import Core
import Desktop
import Execution
import Foundation
import Perception
import TestSupport
import Testing

@Suite("Scratch", .serialized)
struct ScratchTests {
    @Test("scratch", .enabled(if: ProcessInfo.processInfo.environment["LAM_SCRATCH"] != nil))
    func scratch() async throws {
        try await Desk.with { desk in
            let first = try await desk.open("galculator")
            print(desk.session.directory)
            func value() async throws -> String? {
                try await desk.sensor.observe().elements.first { $0.role == .text && $0.isOnScreen }?.value
            }
            print("start", try await value() ?? "-")
            guard case .unique(let one) = first.resolve(ElementQuery(role: .toggleButton, name: "1")) else {
                return
            }
            try desk.session.launch([
                "sh", "-c",
                "env > /work/tmp/execution/env.txt; xinput list > /work/tmp/execution/xin.txt 2>&1; timeout 8 xev -root -event button > /work/tmp/execution/xev.txt; timeout 3 xinput test-xi2 --root > /work/tmp/execution/xi2.txt 2>&1",
            ])
            let dialog = try await desk.open("zenity", "--question", "--text=hi")
            if case .unique(let ok) = dialog.resolve(ElementQuery(role: .pushButton, name: "Yes")) {
                try await desk.display.click(at: ok.frame.center)
                try await Task.sleep(for: .milliseconds(600))
                print("dialogs", try await desk.sensor.observe().windows.map(\.title), "env")
            }
            let out = try await desk.perform(.click(.element(one.id)))
            print("exec", out.outcome, try await value() ?? "-")
            for round in 0..<4 {
                if round == 0 { try await desk.display.click(at: one.frame.center) }
                if round == 1 {
                    try await desk.display.movePointer(to: one.frame.center)
                    try await Task.sleep(for: .milliseconds(100))
                    try await desk.display.buttonDown(.left)
                    try await desk.display.buttonUp(.left)
                }
                if round > 1 {
                    try await desk.display.movePointer(to: Point(x: 600, y: 520))
                    try await Task.sleep(for: .milliseconds(100))
                    try await desk.display.movePointer(to: one.frame.center)
                    try await Task.sleep(for: .milliseconds(100))
                    try await desk.display.buttonDown(.left)
                    try await Task.sleep(for: .milliseconds(100))
                    try await desk.display.buttonUp(.left)
                }
                try await Task.sleep(for: .milliseconds(600))
                print(round, try await value() ?? "-", try await desk.display.pointer())
            }
            try await desk.display.type("5")
            try await Task.sleep(for: .milliseconds(600))
            print("typed", try await value() ?? "-")
        }
    }
}
