package import Failures

/// mpirun of Open MPI 4 cannot work on a host of this name: it ends before any rank starts.
package struct HostNameError: Failure, Equatable {
    package let name: String
    /// What is wrong with the name.
    let fault: String

    /// It copies the characters before the first digit into 50 bytes on its stack (`orte/mca/regx`,
    /// up to 4.1.8), of which the compiler rounds up 56: one more and the stack protector ends it.
    private static let longestPrefix = 56

    /// - Parameter library: the version of the MPI library, such as "Open MPI v4.1.4".
    /// - Returns: nil when mpirun can bear the name.
    package init?(_ name: String, library: String) {
        guard library.hasPrefix("Open MPI v4.") else { return nil }
        self.name = name
        // An address is taken as a whole, of a name the part before the first dot.
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
