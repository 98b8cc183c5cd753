import Core
import Foundation
import Testing

@Suite("Actions in JSON")
struct ActionCodingTests {
    @Test(
        "are written as the steps of a task file",
        arguments: [
            (Action.click(.element(ElementRef(12))), #"{"click":{"ref":"e12"}}"#),
            (
                .click(.point(Point(x: 3, y: 4)), button: .right, count: 2, modifiers: [.control]),
                #"{"click":{"button":"right","count":2,"modifiers":["control"],"point":[3,4]}}"#
            ),
            (.type("12"), #"{"type":"12"}"#),
            (
                .setText(.query(ElementQuery(role: .entry)), text: "x"),
                #"{"setText":{"role":"entry","text":"x"}}"#
            ),
            (.key(KeyCombination("s", modifiers: [.control])), #"{"key":"ctrl+s"}"#),
            (.menu(["File", "Save"]), #"{"menu":["File","Save"]}"#),
            (.scroll(nil, direction: .down, amount: 3), #"{"scroll":{"amount":3,"direction":"down"}}"#),
            (
                .drag(
                    from: .element(ElementRef(1)),
                    to: .query(ElementQuery(name: "Bin", place: Point(x: 5, y: 6)))
                ),
                #"{"drag":{"from":{"ref":"e1"},"to":{"name":"Bin","place":[5,6]}}}"#
            ),
            (.focus(window: "Calc"), #"{"focus":"Calc"}"#),
            (.wait(.settled, timeout: 0.5), #"{"wait":{"settled":true,"timeout":0.5}}"#),
            (
                .wait(.appears(ElementQuery(name: "OK")), timeout: 5),
                #"{"wait":{"appears":{"name":"OK"},"timeout":5}}"#
            ),
            (.wait(.noWindow("Save"), timeout: 5), #"{"wait":{"noWindow":"Save","timeout":5}}"#),
            (.look(Rect(x: 1, y: 2, width: 3, height: 4)), #"{"look":[1,2,3,4]}"#),
            (.done(answer: nil), #"{"done":null}"#), (.done(answer: "408"), #"{"done":"408"}"#),
        ]
    )
    func form(action: Action, json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(action), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(Action.self, from: Data(json.utf8)) == action)
    }

    @Test(
        "are refused when they are none",
        arguments: [
            "{}", #"{"hover":{}}"#, #"{"type":"a","key":"b"}"#, #"{"click":{"point":[1]}}"#,
            #"{"look":[1,2]}"#,
            #"{"wait":{"timeout":1}}"#, #"{"wait":{"settled":false,"timeout":1}}"#, "[]", #""done""#,
            #"{"key":"hyper+x"}"#, #"{"setText":{"name":"x"}}"#,
        ]
    )
    func refused(json: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Action.self, from: Data(json.utf8)) }
    }

    @Test("name the source of an element in a word or by its address")
    func sources() throws {
        let sources: [ElementSource] = [.text, .image, .accessibility(AccessibleID(bus: ":1.2", path: "/a"))]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(sources)
        #expect(String(decoding: data, as: UTF8.self) == #"["text","image",{"bus":":1.2","path":"/a"}]"#)
        #expect(try JSONDecoder().decode([ElementSource].self, from: data) == sources)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ElementSource].self, from: Data(#"["sound"]"#.utf8))
        }
    }
}
