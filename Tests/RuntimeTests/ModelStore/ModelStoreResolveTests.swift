import Foundation
import ModelTestSupport
import Runtime
import Testing

@Suite("Finding models")
struct ModelStoreResolveTests {
    private func house() throws -> (Wheelhouse, ModelStore) {
        let house = try Wheelhouse()
        try FileManager.default.createDirectory(atPath: house.models, withIntermediateDirectories: true)
        try Data(house.content).write(to: URL(fileURLWithPath: house.models + "/coder-1b.gguf"))
        try Data("mine".utf8).write(to: URL(fileURLWithPath: house.models + "/Mine.gguf"))
        let entries = ["coder-1b", "coder-2b", "small"].map { house.entry($0, sha256: "", sources: []) }
        return (house, house.store(entries))
    }

    @Test("By name, by the beginning of a name in any case, by path and by file name")
    func found() throws {
        let (house, store) = try house()
        let path = house.models + "/coder-1b.gguf"
        #expect(try store.resolve("coder-1b") == path)
        #expect(try store.resolve("CODER-1") == path)
        #expect(try store.resolve("coder-1b.gguf") == path)
        #expect(try store.resolve(path) == path)
        #expect(try store.resolve("mine") == house.models + "/Mine.gguf")
        #expect(store.list().map(\.name) == ["coder-1b", "coder-2b", "small", "Mine"])
    }

    @Test("A model is used with the adapter of its name beside it, unless another one or none is named")
    func adapter() throws {
        let (house, store) = try house()
        let path = house.models + "/coder-1b.gguf"
        #expect(store.adapter(of: path) == nil)
        let kept = house.models + "/adapters/coder-1b.gguf"
        try FileManager.default.createDirectory(
            atPath: house.models + "/adapters",
            withIntermediateDirectories: true
        )
        try Data("changes".utf8).write(to: URL(fileURLWithPath: kept))
        #expect(store.adapter(of: path) == kept)
        #expect(store.adapter(of: house.models + "/Mine.gguf") == nil)
        #expect(store.adapter(of: path, named: "other.gguf") == "other.gguf")
        #expect(store.adapter(of: path, named: "none") == nil)
        #expect(!store.list().contains { $0.path == kept })
    }

    @Test("What is missing, ambiguous or unknown is told apart and says what to try")
    func notFound() throws {
        let (house, store) = try house()
        let missing = #expect(throws: ModelStoreError.self) { try store.resolve("Small") }
        #expect(missing?.code == .missing)
        #expect(missing?.description.contains("`lam model pull small`") == true)
        let ambiguous = #expect(throws: ModelStoreError.self) { try store.resolve("coder") }
        #expect(ambiguous?.code == .ambiguous)
        #expect(ambiguous?.description.contains("coder-1b, coder-2b") == true)
        for name in ["huge", "", "/nowhere/x.gguf"] {
            let unknown = #expect(throws: ModelStoreError.self) { try store.resolve(name) }
            #expect(unknown?.code == .unknown)
        }
        let file = #expect(throws: ModelStoreError.self) { try store.resolve(house.models + "/small.gguf") }
        #expect(file?.code == .missing)
    }

    @Test("The folder is LAM_MODEL_DIR, else lam/models in the XDG data home, else in ~/.local/share")
    func folder() {
        let variables = [
            "LAM_MODEL_DIR": "/a", "XDG_DATA_HOME": "/b", "HOME": "/c",
        ]
        #expect(ModelStore(environment: variables).folder == "/a")
        #expect(
            ModelStore(environment: variables.filter { $0.key != "LAM_MODEL_DIR" }).folder == "/b/lam/models"
        )
        #expect(ModelStore(environment: ["HOME": "/c"]).folder == "/c/.local/share/lam/models")
    }

    @Test("The real small model is the published one and tells what it is")
    func real() async throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let store = ModelStore()
        let name = try #require(CatalogueModel.known.first?.name)
        #expect(try await store.verify(name).name == "smollm2-135m")
        let details = try await store.show("smollm2")
        #expect(details.architecture == "llama" && details.layers == 30 && details.chatTemplate == "chatML")
        #expect(details.parameters > 134_000_000 && details.parameters < 136_000_000)
        #expect(details.licence == "apache-2.0")
        #expect(details.tensors == ["Q4_1": 210, "Q8_0": 1, "F32": 61])
    }
}
