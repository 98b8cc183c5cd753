public import Models

extension AdapterFile {
    /// What an adapter tells those who use it: the form of its examples, where all have one.
    public static func notes(on examples: [TrainingExample]) -> [String: String] {
        let forms = Set(examples.map(\.form))
        guard forms.count == 1, let form = forms.first ?? nil else { return [:] }
        return [notePrefix + "form": form]
    }
}
