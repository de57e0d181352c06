// What Tests/Fuzz/Driver/driver.c calls.

/// The place of a harness in `Harness.allCases`; -1 for a name that is none.
@_cdecl("hwr_fuzz_harness_number")
package func harnessNumber(_ name: UnsafePointer<CChar>) -> Int {
    Harness.allCases.firstIndex { $0.rawValue == String(cString: name) } ?? -1
}

/// Gives bytes to a harness and crashes on a finding, which is how libFuzzer learns of it.
@_cdecl("hwr_fuzz_run")
package func runHarness(_ number: Int, _ bytes: UnsafePointer<UInt8>?, _ byteCount: Int) {
    let input = [UInt8](UnsafeBufferPointer(start: bytes, count: byteCount))
    do {
        try Harness.allCases[number].run(input)
    } catch {
        fatalError("finding: \(error)")
    }
}
