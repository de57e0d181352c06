package import Failures

/// The mpirun of Open MPI 4 does not work on a host with this name: it ends before any rank starts.
package struct HostNameError: Failure, Equatable {
    package let name: String
    /// What is wrong with the name.
    let fault: String

    /// mpirun copies the characters before the first digit to a stack buffer of 50 bytes
    /// (`orte/mca/regx`, up to 4.1.8), which the compiler rounds up to 56. With one character more,
    /// the stack protector kills mpirun.
    private static let longestPrefix = 56

    /// - Parameter library: the version of the MPI library, such as "Open MPI v4.1.4".
    /// - Returns: nil if mpirun accepts the name.
    package init?(_ name: String, library: String) {
        guard library.hasPrefix("Open MPI v4.") else { return nil }
        self.name = name
        // mpirun uses an address as a whole, but of a name only the part before the first dot.
        let label = name.prefix { $0 != "." }.unicodeScalars
        let prefix = label.prefix { !("0"..."9").contains($0) }
        if prefix.count > Self.longestPrefix {
            fault =
                "is too long: it has \(prefix.count) characters before its first digit or dot, and"
                + " mpirun of \(library) crashes with more than \(Self.longestPrefix)"
        } else if let odd = label.first(where: { !Self.isLegal($0) }) {
            fault =
                "holds \"\(odd)\": mpirun of \(library) takes letters, digits and hyphens alone"
        } else {
            return nil
        }
    }

    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }

    package var what: String { "the host name \(name) \(fault)" }
    package var location: String? { nil }
    package var remedy: String? {
        "give the host another name: hostname NAME; docker run --hostname NAME; hostname: NAME in the"
            + " specification of a pod"
    }
    package var exitStatus: ExitStatus { .configuration }
}
