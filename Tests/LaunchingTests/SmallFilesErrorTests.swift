import Failures
import Launching
import Testing

@Suite struct SmallFilesErrorTests {
    @Test(arguments: [0, 102_400, 4 << 20 - 1] as [UInt64])
    func mpirunNeedsLargerFiles(limit: UInt64) throws {
        let error = try #require(SmallFilesError(limit: limit))
        #expect(error.description.contains("at most \(limit) bytes (ulimit -f)"))
        #expect(error.description.contains("ulimit -f unlimited"))
    }

    @Test(arguments: [4 << 20, 1 << 40, nil] as [UInt64?])
    func otherLimitsAreBorne(limit: UInt64?) {
        #expect(SmallFilesError(limit: limit) == nil)
    }
}
