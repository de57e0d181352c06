import Foundation
import FuzzHarnesses
import Testing

/// The inputs that fuzzing found worth keeping, each again: those that reach a place of their own,
/// and those that were once a finding.
@Suite struct CorpusTests {
    @Test(.timeLimit(.minutes(1)), arguments: Harness.allCases)
    func everyKeptInputIsReadOrRefused(harness: Harness) throws {
        let folder = (Bundle.module.resourcePath ?? "") + "/corpus/" + harness.rawValue
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count > 2, "there are inputs for \(harness.rawValue)")
        // Not a file: Foundation's reading of an empty one leaks.
        #expect(throws: Never.self) { try harness.run([]) }
        for name in names.sorted() {
            let input = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            #expect(throws: Never.self, "\(harness.rawValue)/\(name)") { try harness.run(input) }
        }
    }
}
