import Dataflow
import Desktop
import Inference
import Models
import Training

extension ExitStatus {
    /// Creates the status of an error that ended a command.
    public init(of error: any Error) {
        switch error {
        case let error as RuntimeError: self = error.exit
        case let error as DataflowError: self = error.isAboutInput ? .usage : .failed
        case let error as TrainingError: self = ExitStatus(of: error)
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

extension ExitStatus {
    /// Examples and options are the user's; the rest is the model's or the machine's.
    fileprivate init(of error: TrainingError) {
        self =
            switch error.code {
            case .noExamples, .unreadable, .invalidOption, .otherRun, .otherAdapter: .usage
            case .unsupportedModel, .brokenModel: .model
            case .outOfMemory: .environment
            case .notANumber, .unwritable: .failed
            }
    }
}
