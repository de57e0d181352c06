import Testing
import TextFormats

@Suite struct QuantityTextTests {
    @Test func bytesHaveAboutTwoDigits() {
        #expect(QuantityText.bytes(1023) == "1023 bytes")
        #expect(QuantityText.bytes(1536) == "1.5 KiB")
        #expect(QuantityText.bytes(64 << 20) == "64 MiB")
    }

    @Test func timesHaveTheUnitThatSuitsThem() {
        #expect([0.3, 0.012, 1.6e-6].map(QuantityText.seconds) == ["0.3 s", "12 ms", "1.6 µs"])
        #expect(
            [0.01234, 5.6e-6, 7.8e-7].map(QuantityText.measuredSeconds)
                == ["12.34 ms", "5.6 µs", "780 ns"])
        #expect(
            [48.2, 372, 11_100].map { QuantityText.duration(seconds: $0) }
                == ["48.2 s", "6 min 12 s", "3 h 05 min"])
        #expect([123, 3723].map { QuantityText.clock(seconds: $0) } == ["2:03", "1:02:03"])
    }
}
