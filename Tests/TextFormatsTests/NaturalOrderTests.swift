import Testing
import TextFormats

@Suite struct NaturalOrderTests {
    @Test func numbersCompareByValue() {
        let sorted = ["1 alef", "2 ba", "10 ra", "28 ya", "100", "alef", "alef 2", "alef 10", "ba"]
        #expect(sorted.reversed().sorted(by: NaturalOrder.precedes) == sorted)
        #expect(sorted.shuffled().sorted(by: NaturalOrder.precedes) == sorted)
    }

    @Test func leadingZerosDoNotCount() {
        let sorted = ["1", "02", "3", "010"]
        #expect(sorted.reversed().sorted(by: NaturalOrder.precedes) == sorted)
    }

    @Test func arabicDigitsCompareByValue() {
        let sorted = ["٢ باء", "١٠ راء", "باء ٢", "باء ١٠"]
        #expect(sorted.reversed().sorted(by: NaturalOrder.precedes) == sorted)
    }

    @Test func theOrderIsTotalAndIrreflexive() {
        let names = [
            "", "0", "00", "1", "01", "a", "a1", "a01", "a1b", "ab", "-1", "é", "e\u{301}",
        ]
        for a in names {
            #expect(!NaturalOrder.precedes(a, a))
            for b in names where !a.utf8.elementsEqual(b.utf8) {
                #expect(NaturalOrder.precedes(a, b) != NaturalOrder.precedes(b, a), "\(a) \(b)")
                for c in names where NaturalOrder.precedes(a, b) && NaturalOrder.precedes(b, c) {
                    #expect(NaturalOrder.precedes(a, c), "\(a) \(b) \(c)")
                }
            }
        }
    }

    @Test func longNumbersDoNotOverflow() {
        #expect(NaturalOrder.precedes("9", "123456789012345678901234567890"))
        #expect(!NaturalOrder.precedes("123456789012345678901234567890", "9"))
    }
}
