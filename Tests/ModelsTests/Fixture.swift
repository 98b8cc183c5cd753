import Foundation

/// Reads a recorded fixture.
func fixture<T: Decodable>(_ name: String, as type: T.Type) throws -> T {
    guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
        throw CocoaError(.fileNoSuchFile)
    }
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
}

/// Token ids that llama.cpp gives some texts.
struct TokenFixture: Decodable {
    struct Case: Decodable {
        let text: String
        /// Without parsing special tokens.
        let ids: [Int32]
        /// With parsing them, where that differs.
        let parsed: [Int32]?
    }
    let cases: [Case]
}

/// Words that llama.cpp's pre-tokenizer makes of some texts.
struct WordFixture: Decodable {
    struct Case: Decodable {
        let text: String
        let words: [String]
    }
    let pre: String
    let cases: [Case]
}

/// What a model's own template makes of a conversation.
struct ChatCase: Decodable {
    let model: String
    /// Role and text of each turn.
    let turns: [[String]]
    let text: String
    /// llama.cpp's ids of the text, special tokens parsed.
    let ids: [Int32]?
}
