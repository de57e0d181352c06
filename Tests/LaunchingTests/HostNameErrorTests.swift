import Failures
import Launching
import Testing

/// Names were tried with mpirun of Open MPI 4.1.4: `unshare -u`, `hostname NAME`, `mpirun -np 1 true`.
@Suite struct HostNameErrorTests {
    private let library = "Open MPI v4.1.4"

    private func letters(_ count: Int) -> String { String(repeating: "h", count: count) }

    @Test func namesThatMpirunCanBearAreLegal() {
        for name in [
            "node1", "pod-0.hwr.default.svc.cluster.local", "10.0.0.1", "12345", "-dash", ".x",
            letters(56), letters(56) + "1", "1" + letters(60), letters(20) + "1" + letters(42),
            letters(10) + "." + letters(50), "h-1.a_b",
        ] {
            #expect(HostNameError(name, library: library) == nil, "\(name)")
        }
    }

    @Test func aLongBeginningWithoutDigitsIsNamedWithItsLength() throws {
        for (name, count) in [
            (letters(57), 57), (letters(63), 63), (letters(57) + ".x", 57),
            (letters(60) + "123", 60), (letters(30) + "-" + letters(26), 57),
        ] {
            let error = try #require(HostNameError(name, library: library), "\(name)")
            #expect(error.description.contains("host name \(name) is too long"))
            #expect(error.description.contains("\(count) characters before its first digit"))
            #expect(error.description.contains("--hostname"))
        }
    }

    @Test func anIllegalCharacterIsNamed() throws {
        for (name, character) in [("under_score", "_"), ("h1_b", "_"), ("é", "é"), ("a b", " ")] {
            let error = try #require(HostNameError(name, library: library), "\(name)")
            #expect(error.description.contains("host name \(name) holds \"\(character)\""))
        }
    }

    /// It has no such code any more.
    @Test func openMPI5BearsThemAll() {
        #expect(HostNameError(letters(60), library: "Open MPI v5.0.3") == nil)
    }
}
