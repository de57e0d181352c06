import Testing
import TextFormats

@Suite struct HexadecimalTests {
    @Test func everyByteComesBack() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hexadecimal.text(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes("") == [])
    }

    @Test(arguments: ["0", "0G", "AB", "+1", " 1", "٠١", "000"])
    func anythingElseIsRefused(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
