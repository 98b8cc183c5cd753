public import Core

/// Reads a safety policy file: `otherwise` and a list of `rules`.
///
/// ```yaml
/// otherwise: allow
/// rules:
///   - {action: click, name: "*Delete*", verdict: confirm, reason: Deleting cannot be undone}
/// ```
public enum PolicyLoader {
    /// Reads a policy file.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public static func load(path: String) throws(DataflowError) -> Policy {
        try read(TextFile.read(path), file: path)
    }

    /// Reads the text of a policy file; `file` is its name for messages.
    ///
    /// - Throws: `DataflowError` with file, line, column, key and what was expected.
    public static func read(_ text: String, file: String) throws(DataflowError) -> Policy {
        try Field.root(of: text, file: file).policy()
    }
}
