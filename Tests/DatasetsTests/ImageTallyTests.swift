import Datasets
import Images
import Testing

@Suite struct ImageTallyTests {
    /// A square on a ground.
    private static func letter(ink: UInt8, ground: UInt8) -> Image {
        var image = Image(height: 6, width: 6, pixels: Array(repeating: ground, count: 36))
        for row in 2..<4 {
            for column in 2..<4 { image.pixels[row * 6 + column] = ink }
        }
        return image
    }

    private static let light = letter(ink: 255, ground: 0)
    private static let dark = letter(ink: 0, ground: 255)

    /// - Parameter classes: the images of each class, with how many there are of each.
    private static func tally(_ classes: [[(Image, Int)]]) -> ImageTally {
        var tally = ImageTally()
        for (label, images) in classes.enumerated() {
            for (image, count) in images {
                for _ in 0..<count { tally.add(image, label: label) }
            }
        }
        return tally
    }

    private static func inkWarning(_ tally: ImageTally, inkIsDark: Bool = false) -> String? {
        tally.inkWarning(
            of: "training", classNames: ["a", "b", "c", "d"], inkIsDark: inkIsDark)?.what
    }

    @Test func narrowImagesAreNotCounted() {
        let stroke = Image(height: 28, width: 3, pixels: Array(repeating: 250, count: 84))
        let tally = Self.tally([[(stroke, 9)], [(Self.light, 2)]])
        #expect(tally.total.images == 2)
        #expect(tally.contrastWarning(of: "training") == nil)
    }

    /// 12-bit values in 16 bits leave 16 levels; a faint pencil line leaves more.
    @Test(arguments: [(1, true), (16, true), (17, false), (40, false), (255, false)])
    func imagesOfFewLevelsAreFaint(contrast: UInt8, isFaint: Bool) {
        let tally = Self.tally([
            [(Self.letter(ink: contrast, ground: 0), 20)],
            [(Self.letter(ink: 255 - contrast, ground: 255), 20)],
        ])
        let warning = tally.contrastWarning(of: "training")
        #expect((warning != nil) == isFaint)
        if isFaint {
            #expect(
                warning?.description.hasPrefix(
                    "40 of 40 training images have almost no contrast") == true)
        }
    }

    @Test(arguments: [(5, false), (6, true)])
    func fewFaintImagesAreNoMatter(count: Int, isWarned: Bool) {
        let faint = Self.letter(ink: 3, ground: 0)
        let tally = Self.tally([[(faint, count)], [(Self.light, 100 - count)]])
        #expect((tally.contrastWarning(of: "test") != nil) == isWarned)
    }

    @Test func oneClassOfBlankImagesIsMeantButTwoAreNot() {
        let blank = Self.letter(ink: 0, ground: 0)
        let one = Self.tally([[(Self.light, 10)], [(blank, 10)]])
        #expect(one.contrastWarning(of: "training") == nil)
        let two = Self.tally([[(Self.light, 10)], [(blank, 10)], [(blank, 10)]])
        #expect(two.contrastWarning(of: "training") != nil)
        let mixed = Self.tally([[(Self.light, 10)], [(blank, 9), (Self.light, 1)]])
        #expect(mixed.contrastWarning(of: "training") != nil)
    }

    @Test func aClassOfTheOtherInkIsNamedWithItsNumbers() {
        let tally = Self.tally([
            [(Self.light, 20)], [(Self.dark, 18), (Self.light, 2)], [(Self.light, 20)],
        ])
        #expect(
            Self.inkWarning(tally)?.hasPrefix(
                "the training images of class \"b\" (18 of 20 images) are dark on light, those of"
                    + " the other classes light on dark, and all are treated as light ink") == true)
    }

    @Test func whicheverInkIsTheUsualOne() {
        let tally = Self.tally([[(Self.light, 4)], [(Self.dark, 9)], [(Self.light, 3)]])
        // 9 against 7, so the two classes of light ink are the odd ones.
        let warning = Self.inkWarning(tally, inkIsDark: true)
        #expect(
            warning?.hasPrefix(
                "the training images of the classes \"a\" (4 of 4 images), \"c\" (3 of 3 images)"
                    + " are light on dark") == true)
        let tie = Self.tally([[(Self.light, 4)], [(Self.dark, 4)]])
        #expect(Self.inkWarning(tie)?.contains("class \"b\" (4 of 4 images)") == true)
        #expect(
            Self.inkWarning(tie, inkIsDark: true)?.contains("class \"a\" (4 of 4 images)") == true)
    }

    @Test func aClassNeedsThreeVotesAndThreeQuarters() {
        let few = Self.tally([[(Self.light, 20)], [(Self.dark, 2)]])
        #expect(Self.inkWarning(few) == nil)
        let unclear = Self.tally([
            [(Self.light, 80)], [(Self.dark, 14), (Self.light, 6)],
        ])
        #expect(Self.inkWarning(unclear) == nil)
        let clear = Self.tally([[(Self.light, 80)], [(Self.dark, 15), (Self.light, 5)]])
        #expect(Self.inkWarning(clear) != nil)
    }

    @Test func manyContraryImagesInAllClassesAreCounted() {
        let some = Self.tally([
            [(Self.light, 7), (Self.dark, 3)], [(Self.light, 7), (Self.dark, 3)],
        ])
        #expect(Self.inkWarning(some) == nil)
        let many = Self.tally([
            [(Self.light, 6), (Self.dark, 4)], [(Self.light, 7), (Self.dark, 3)],
        ])
        #expect(
            Self.inkWarning(many)
                == "7 of 20 training images are dark on light, the others light on dark, and all"
                + " are treated as light ink")
    }

    @Test func sumsOfNumbersAreThoseOfAllImages() {
        let faint = Self.letter(ink: 4, ground: 0)
        let parts = [
            Self.tally([[(Self.light, 2), (faint, 1)]]),
            Self.tally([[], [(Self.dark, 3)], [(Self.light, 1)]]),
        ]
        let whole = Self.tally([
            [(Self.light, 2), (faint, 1)], [(Self.dark, 3)], [(Self.light, 1)],
        ])
        let numbers = zip(
            parts[0].numbers(classCount: 3), parts[1].numbers(classCount: 3)
        ).map { $0 + $1 }
        #expect(ImageTally(numbers: numbers) == whole)
        var sum = parts[0]
        sum.add(parts[1])
        #expect(sum == whole)
    }
}
