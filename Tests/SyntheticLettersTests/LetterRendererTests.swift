import SyntheticLetters
import Testing

@Suite struct LetterRendererTests {
    private static let classes = 0..<28
    private static let letters = LetterRenderer(seed: 1)
    private static let plain = LetterRenderer(seed: 1, distortion: 0)

    /// The dots of each letter in the order of the alphabet: + above the letter, − below.
    private static let dotCounts = [
        0, -1, 2, 3, -1, 0, 1, 0, 1, 0, 1, 0, 3, 0, 1, 0, 1, 0, 1, 1, 2, 0, 0, 0, 1, 0, 0, -2,
    ]

    @Test func classesAreTheLabelsOfTheAlphabetInOrder() {
        #expect(LetterRenderer.classNames == Self.classes.map { "\($0 + 1)" })
        #expect(LetterRenderer.letterNames.count == 28)
        #expect(Set(LetterRenderer.letterNames).count == 28)
        #expect(LetterRenderer.letterNames.first == "alef")
        #expect(LetterRenderer.letterNames[21] == "kaf")
        #expect(LetterRenderer.letterNames.last == "yeh")
    }

    /// Known bytes: they change only on purpose, for every machine and build alike.
    @Test func picturesHaveKnownBytes() {
        var hash = FNV1a()
        for classIndex in Self.classes {
            for sample in [0, 1, 2, 299, LetterRenderer.firstTestSample] {
                hash.combine(Self.letters.image(class: classIndex, sample: sample))
            }
        }
        #expect(hash.value == 4_777_427_111_875_657_893)

        let wide = LetterRenderer(seed: 0xFEDC_BA98_7654_3210, height: 20, width: 48)
        var wideHash = FNV1a()
        wideHash.combine(wide.image(class: 12, sample: 7))
        #expect(wideHash.value == 8_688_817_027_750_702_733)
    }

    @Test func samePictureInAnyOrderAndOverOldBytes() {
        let first = Self.letters.image(class: 20, sample: 5)
        _ = Self.letters.image(class: 3, sample: 900)
        #expect(LetterRenderer(seed: 1).image(class: 20, sample: 5) == first)

        var reused = [UInt8](repeating: 0xAB, count: 32 * 32)
        reused.withUnsafeMutableBufferPointer { buffer in
            if let pixels = buffer.baseAddress {
                Self.letters.render(class: 20, sample: 5, into: pixels)
            }
        }
        #expect(reused == first)
    }

    @Test func everyClassSampleAndSeedGivesAnotherPicture() {
        var seen = Set<[UInt8]>()
        var pictureCount = 0
        for seed in [1, 2, 1 << 40] as [UInt64] {
            let letters = LetterRenderer(seed: seed)
            for classIndex in Self.classes {
                for index in 0..<10 {
                    let test = LetterRenderer.firstTestSample + index
                    seen.insert(letters.image(class: classIndex, sample: index))
                    seen.insert(letters.image(class: classIndex, sample: test))
                    pictureCount += 2
                }
            }
        }
        #expect(seen.count == pictureCount)
    }

    @Test func plainLettersHaveTheDotsOfTheScript() throws {
        for classIndex in Self.classes {
            let image = Self.plain.image(class: classIndex, sample: 0)
            let parts = components(of: image, width: 32)
            let name = LetterRenderer.letterNames[classIndex]
            let body = try #require(parts.first, "\(name) is blank")
            var dots = Array(parts.dropFirst())
            if name == "kaf" {
                // Its second part is a hamza, which is no dot.
                #expect(dots.count == 1 && dots[0].pixelCount > 15)
                dots = []
            }
            #expect(dots.count == abs(Self.dotCounts[classIndex]), "dots of \(name)")
            for dot in dots {
                #expect((3...12).contains(dot.pixelCount), "size of a dot of \(name)")
                if name == "jeem" {
                    #expect(dot.meanRow > body.meanRow && dot.meanRow < Float(body.lastRow))
                } else if Self.dotCounts[classIndex] < 0 {
                    #expect(dot.meanRow > Float(body.lastRow), "\(name): below")
                } else {
                    #expect(dot.meanRow < body.meanRow - 2, "\(name): above")
                }
            }
        }
    }

    @Test func plainLettersDoNotVary() {
        for classIndex in Self.classes {
            let first = Self.plain.image(class: classIndex, sample: 0)
            #expect(Self.plain.image(class: classIndex, sample: 1) == first)
        }
    }

    /// In handwriting the dots of ta are often one dash, or touch the boat; not always.
    @Test func twoDotsAreSometimesJoined() {
        let partCounts = (0..<200).map {
            components(of: Self.letters.image(class: 2, sample: $0), width: 32).count
        }
        let separate = partCounts.count { $0 == 3 }
        let joined = partCounts.count { $0 == 2 }
        #expect(separate > 60)
        #expect(joined > 40)
    }

    @Test func inkIsWithinBoundsAndNeverClipped() {
        let sizes = [(32, 32), (20, 48), (40, 24), (64, 64)]
        for (height, width) in sizes {
            let letters = LetterRenderer(seed: 3, height: height, width: width)
            let side = min(height, width)
            for classIndex in Self.classes {
                for sample in 0..<30 {
                    let image = letters.image(class: classIndex, sample: sample)
                    let ink = image.reduce(0) { $0 + Int($1) }
                    let share = Double(ink) / Double(255 * side * side)
                    #expect(share > 0.005 && share < 0.25)
                    #expect(image.max().map { $0 > 120 } == true)
                    let border = image.indices.filter {
                        let (row, column) = $0.quotientAndRemainder(dividingBy: width)
                        return row == 0 || row == height - 1 || column == 0
                            || column == width - 1
                    }
                    #expect(border.allSatisfy { image[$0] == 0 })
                }
            }
        }
    }

    @Test func smallestSizeIsDrawn() {
        let letters = LetterRenderer(seed: 1, height: 4, width: 4)
        for classIndex in Self.classes {
            #expect(letters.image(class: classIndex, sample: 0).contains { $0 > 0 })
        }
    }

    @Test func linesHaveGreyEdges() {
        let image = Self.letters.image(class: 1, sample: 0)
        let levels = Set(image)
        #expect(levels.count > 10)
        #expect(image.count { $0 == 0 } > 32 * 32 / 2)
    }

    /// Mild samples are told apart by the nearest mean picture, which shift and slant defeat at
    /// full distortion: there it stays far below what a network reaches, yet above chance (3.6 %).
    @Test(arguments: [(Float(0.3), 0.7, 1.0), (Float(1), 0.1, 0.35)])
    func nearestMeanPictureTellsLettersApart(
        distortion: Float, lowest: Double, highest: Double
    ) {
        let letters = LetterRenderer(seed: 1, distortion: distortion)
        let means = Self.classes.map { meanPicture(of: letters, class: $0) }
        var correct = 0
        let sampleCount = 20
        for classIndex in Self.classes {
            for index in 0..<sampleCount {
                let image = letters.image(
                    class: classIndex, sample: LetterRenderer.firstTestSample + index)
                let distances = means.map { squaredDistance($0, image.map(Float.init)) }
                let nearest = distances.indices.min { distances[$0] < distances[$1] }
                correct += nearest == classIndex ? 1 : 0
            }
        }
        let accuracy = Double(correct) / Double(28 * sampleCount)
        #expect(accuracy > lowest && accuracy < highest, "accuracy \(accuracy)")
    }

    /// ب ت ث, ج ح خ, د ذ, ر ز, س ش, ص ض, ط ظ, ع غ, ف ق: dots alone, or nearly, tell them apart.
    @Test(arguments: [
        [1, 2, 3], [4, 5, 6], [7, 8], [9, 10], [11, 12], [13, 14], [15, 16], [17, 18], [19, 20],
    ])
    func lettersOfOneShapeDifferOnAverage(group: [Int]) {
        let letters = LetterRenderer(seed: 1, distortion: 0.3)
        let means = group.map { meanPicture(of: letters, class: $0) }
        for first in means.indices {
            for second in means.indices where second > first {
                let largest = zip(means[first], means[second]).map { abs($0 - $1) }.max()
                #expect(largest.map { $0 > 60 } == true)
            }
        }
    }

    @Test func fileNamesFollowTheDatasetAndNeverRepeat() {
        #expect(LetterRenderer.fileName(class: 0, sample: 0) == "id_1_label_1.png")
        #expect(LetterRenderer.fileName(class: 27, sample: 1) == "id_56_label_28.png")
        let samples = Array(0..<50) + Array(1_000_000..<1_000_050)
        let numbers = Self.classes.flatMap { classIndex in
            samples.map {
                LetterRenderer.fileName(class: classIndex, sample: $0).split(separator: "_")[1]
            }
        }
        #expect(Set(numbers).count == 28 * 100)
    }

    @Test func unknownClassTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = LetterRenderer.fileName(class: 28, sample: 0)
        }
    }
}

/// The FNV-1a hash of 64 bits (Fowler, Noll, Vo).
private struct FNV1a {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ bytes: [UInt8]) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}

/// A connected part of a picture's ink.
private struct Component {
    var pixelCount = 0
    var rowSum = 0
    var lastRow = 0
    var meanRow: Float { Float(rowSum) / Float(pixelCount) }
}

/// The parts of the ink (grey above 100, eight neighbours), largest first.
private func components(of image: [UInt8], width: Int) -> [Component] {
    var isOpen = image.map { $0 > 100 }
    var found: [Component] = []
    for start in image.indices where isOpen[start] {
        var component = Component()
        var pending = [start]
        isOpen[start] = false
        while let index = pending.popLast() {
            let (row, column) = index.quotientAndRemainder(dividingBy: width)
            component.pixelCount += 1
            component.rowSum += row
            component.lastRow = max(component.lastRow, row)
            for nearRow in max(0, row - 1)...min(image.count / width - 1, row + 1) {
                for nearColumn in max(0, column - 1)...min(width - 1, column + 1) {
                    let near = nearRow * width + nearColumn
                    if isOpen[near] {
                        isOpen[near] = false
                        pending.append(near)
                    }
                }
            }
        }
        found.append(component)
    }
    return found.sorted { $0.pixelCount > $1.pixelCount }
}

/// The mean of 40 training samples.
private func meanPicture(of letters: LetterRenderer, class classIndex: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: letters.height * letters.width)
    for sample in 0..<40 {
        for (index, value) in letters.image(class: classIndex, sample: sample).enumerated() {
            sum[index] += Float(value)
        }
    }
    return sum.map { $0 / 40 }
}

private func squaredDistance(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
