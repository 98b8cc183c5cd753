import Dataflow
import Desktop
import Inference
import Models

extension ExitStatus {
    /// Creates the status of an error that ended a command.
    public init(of error: any Error) {
        switch error {
        case let error as RuntimeError: self = error.exit
        case let error as DataflowError: self = error.isAboutInput ? .usage : .failed
        case is DesktopError, is AccessibilityError: self = .environment
        case is ModelError, is InferenceError, is ModelStoreError: self = .model
        case is CancellationError: self = .interrupted
        default: self = .failed
        }
    }
}

extension DataflowError {
    /// Whether the file that was given is at fault, rather than the disk.
    fileprivate var isAboutInput: Bool {
        let own: [Code] = [
            .syntax, .invalidValue, .unknownKey, .missingKey, .duplicate, .undefinedParameter, .unsafePath,
            .notFound,
            .unsupported, .unreadable,
        ]
        return own.contains(code)
    }
}
