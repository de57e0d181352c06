package import Images

/// Counts of ink and contrast of a folder's images for each class. They are integers, so their sums
/// over the ranks are the same for any number of ranks.
package struct ImageTally: Sendable, Equatable {
    /// The counts of one class. Narrow images (`Image.isNarrow`) are not counted.
    package struct Counts: Sendable, Equatable {
        package var images = 0
        /// Images that seem to have light ink; see `InkPolarity.vote`.
        package var lightInk = 0
        /// Images that seem to have dark ink.
        package var darkInk = 0
        /// Images of a single colour.
        package var plain = 0
        /// Images with more than one colour and a contrast of at most `faintContrast`.
        package var faint = 0

        /// The number of images that vote for light or dark ink.
        package var votes: Int { lightInk + darkInk }

        fileprivate static let fields: [any WritableKeyPath<Counts, Int> & Sendable] = [
            \.images, \.lightInk, \.darkInk, \.plain, \.faint,
        ]
    }

    /// The contrast up to which an image shows almost nothing. A 12-bit value in a 16-bit file
    /// becomes at most 4095 / 257, which rounds to 16 of 255; faint pencil on paper has at least
    /// twice as much.
    package static let faintContrast = 16

    /// The counts of each class, by label.
    package private(set) var classes: [Counts] = []

    package init() {}

    /// Adds a decoded image, before resizing and inversion.
    package mutating func add(_ image: Image, label: Int) {
        guard !image.isNarrow else { return }
        if classes.count <= label {
            classes += Array(repeating: Counts(), count: label + 1 - classes.count)
        }
        classes[label].images += 1
        switch InkPolarity.vote(image.pixels, height: image.height, width: image.width) {
        case 1...: classes[label].lightInk += 1
        case ..<0: classes[label].darkInk += 1
        default: break
        }
        switch image.contrast {
        case 0: classes[label].plain += 1
        case ...Self.faintContrast: classes[label].faint += 1
        default: break
        }
    }

    /// Adds the counts of other images of the same folder.
    package mutating func add(_ other: ImageTally) {
        let missing = max(0, other.classes.count - classes.count)
        classes += Array(repeating: Counts(), count: missing)
        for (label, counts) in other.classes.enumerated() {
            for field in Counts.fields { classes[label][keyPath: field] += counts[keyPath: field] }
        }
    }

    /// The sum over all classes.
    package var total: Counts {
        var total = Counts()
        for field in Counts.fields {
            for counts in classes { total[keyPath: field] += counts[keyPath: field] }
        }
        return total
    }

    /// How the images vote on their ink. Narrow images, which can only abstain, do not count.
    package var inkVotes: InkVotes {
        let total = total
        return InkVotes(
            light: total.lightInk, dark: total.darkInk, abstaining: total.images - total.votes)
    }

    /// The counts of `classCount` classes as a flat array of integers, for a sum over ranks.
    package func numbers(classCount: Int) -> [Int64] {
        precondition(classes.count <= classCount, "each image has one of the classes")
        let counts = Counts.fields.count
        var numbers = [Int64](repeating: 0, count: classCount * counts)
        for (label, own) in classes.enumerated() {
            for (place, field) in Counts.fields.enumerated() {
                numbers[label * counts + place] = Int64(own[keyPath: field])
            }
        }
        return numbers
    }

    /// Creates the tally from the result of `numbers(classCount:)`, or from sums of such results.
    package init(numbers: [Int64]) {
        let fields = Counts.fields
        classes = stride(from: 0, to: numbers.count, by: fields.count).map { start in
            var counts = Counts()
            for (place, field) in fields.enumerated() {
                counts[keyPath: field] = Int(numbers[start + place])
            }
            return counts
        }
    }
}
