import Datasets
import Testing

@Suite struct SampleKeyTests {
    // From an independent evaluation of FNV-1a and the finalizer in Python integers.
    @Test(arguments: [
        ("", 0xEFD0_1F60_BA99_2926 as UInt64),
        ("id_1_label_1.png", 0xB77F_476C_E133_37F5),
        ("باء/صورة 1.png", 0x578A_CD73_A5F5_B904),
    ])
    func keysHaveTheirKnownValues(path: String, key: UInt64) {
        #expect(SampleKey.hash(path) == key)
    }

    @Test func keysOfManyNamesDiffer() {
        let keys = Set((0..<20_000).map { SampleKey.hash("id_\($0)_label_\($0 % 28).png") })
        #expect(keys.count == 20_000)
    }
}
