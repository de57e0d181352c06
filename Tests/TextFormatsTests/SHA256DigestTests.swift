import Testing
import TextFormats

@Suite struct SHA256DigestTests {
    /// FIPS 180-4, "abc".
    @Test func theKnownDigestIsFound() {
        var digest = SHA256Digest()
        digest.update(Array("abc".utf8))
        #expect(
            digest.hexadecimal()
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func framedTextsAreTheirLengthsAndBytes() {
        var framed = SHA256Digest()
        framed.update(framed: "aé")
        framed.update(framed: "")
        var bytes = SHA256Digest()
        bytes.update([3, 0, 0, 0] + Array("aé".utf8) + [0, 0, 0, 0])
        #expect(framed.hexadecimal() == bytes.hexadecimal())
    }
}
