package import Failures
import Glibc

/// Finds the programs that this program starts.
package enum ToolPath {
    /// The path of the program `name` in the folders of PATH.
    /// - Parameter variables: the environment.
    package static func find(
        _ name: String, in variables: [String: String]
    ) throws(ToolNotFoundError) -> String {
        let folders = variables["PATH", default: ""].split(separator: ":")
        for folder in folders where access("\(folder)/\(name)", X_OK) == 0 {
            return "\(folder)/\(name)"
        }
        throw ToolNotFoundError(name: name)
    }
}

/// A required program is not in PATH.
package struct ToolNotFoundError: Failure, Equatable {
    package let name: String

    package var what: String { "\(name) not found in PATH" }
    package var location: String? { nil }
    package var remedy: String? { "run scripts/install-packages, or add its folder to PATH" }
    package var exitStatus: ExitStatus { .configuration }
}
