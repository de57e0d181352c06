import Foundation
import Handwriting

/// A folder that is removed with its object.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "handwriting-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file, with the folders above it.
    func write(_ bytes: [UInt8], to name: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }

    /// Writes a PNG of 4×4 pixels.
    func writeImage(_ name: String, level: UInt8 = 0) throws {
        let pixels = [level] + [UInt8](repeating: 0, count: 15)
        try write(PNGFile.encode(GreyImage(height: 4, width: 4, pixels: pixels)), to: name)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path + "/" + name, withDestinationPath: target)
    }
}

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
