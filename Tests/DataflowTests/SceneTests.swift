import Dataflow
import Foundation
import Testing

@Suite("Scenes to explore")
struct SceneTests {
    @Test("Every scene of the repository can be read and drawn from")
    func repository() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let scenes = try SceneLoader().load(paths: [root.appending(path: "Examples/scenes").path])
        #expect(Set(scenes.map(\.application)).count >= 11)
        for scene in scenes {
            for seed in 0..<5 { #expect(try !scene.setup(seed: UInt64(seed)).isEmpty, "\(scene.id)") }
        }
    }

    @Test("The same seed gives the same set-up, and another seed another where there are parameters")
    func seeds() throws {
        let file = NSTemporaryDirectory() + "lam-scene-\(UUID().uuidString).yaml"
        defer { unlink(file) }
        let text = """
            id: letters
            application: mousepad
            parameters: {number: {from: 1, to: 1000000}}
            setup: [{file: {path: "${number}.txt", content: "Hello"}}, {start: [mousepad, "${number}.txt"]}]
            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let scene = try #require(SceneLoader().load(paths: [file]).first)
        #expect(try scene.setup(seed: 7) == scene.setup(seed: 7))
        #expect(try scene.setup(seed: 7) != scene.setup(seed: 8))
        // Two files with one scene each: ids are unique among all.
        #expect(throws: DataflowError.self) { try SceneLoader().load(paths: [file, file]) }
    }
}
