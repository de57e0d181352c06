import ArgumentParser
import Images

extension ImageSize: FormedArgument {
    static let form = "a number of pixels or HEIGHTxWIDTH, such as 32x128"
}

extension Limit where Value == ImageSize {
    /// Sides that a network could take, and memory hold.
    static var sides: Limit {
        let sides = 4...4096
        return Limit(
            text: "a number of pixels or HEIGHTxWIDTH, from \(sides.lowerBound) to"
                + " \(sides.upperBound)"
        ) { sides.contains($0.height) && sides.contains($0.width) }
    }
}
