import Foundation
import Images
import TestSupport

/// The path of a file of `scripts/make-png-fixtures.py`.
func fixture(_ name: String) -> String {
    (Bundle.module.resourcePath ?? "") + "/Fixtures/" + name
}

/// The lines of a text file among the fixtures, split at spaces into at most `count` fields.
func fixtureLines(_ name: String, fields count: Int) -> [[String]] {
    let text = (try? String(contentsOfFile: fixture(name), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
        line.split(separator: " ", maxSplits: count - 1).map { String($0) }
    }
}

/// The image of one file.
func image(at path: String) throws(ImageError) -> Image {
    var reader = ImageReader()
    return try reader.image(at: path)
}
