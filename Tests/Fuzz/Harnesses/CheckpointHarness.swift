import Crypto
import RunRecords

/// All changed bytes fail at the digest, so the same bytes are tried with it repaired.
func checkCheckpoint(_ bytes: [UInt8]) throws(Finding) {
    try readFile(bytes)
    let repaired = repairingDigest(of: bytes)
    if repaired != bytes { try readFile(repaired) }
}

private func readFile(_ bytes: [UInt8]) throws(Finding) {
    let file: SafetensorsFile
    do throws(CheckpointError) {
        file = try SafetensorsFile.read("fuzz", fileSystem: SingleFile(bytes))
    } catch {
        return try requireMessage(error)
    }
    // Files are compared, not values: NaN differs from itself.
    let once = try written(file)
    guard let again = try? SafetensorsFile.read("fuzz", fileSystem: SingleFile(once)) else {
        throw Finding(description: "a written file cannot be read")
    }
    try require(try written(again) == once, "a file changes when it is read and written")
    try readCheckpoint(bytes)
}

private func readCheckpoint(_ bytes: [UInt8]) throws(Finding) {
    let checkpoint: Checkpoint
    do throws(CheckpointError) {
        checkpoint = try Checkpoint.read("fuzz", fileSystem: SingleFile(bytes))
    } catch {
        return try requireMessage(error)
    }
    // A resumed run goes on adding to these.
    let position = checkpoint.position
    let progress = checkpoint.progress
    let counts = [
        Int64(position.completedEpochs), Int64(position.stepInEpoch), Int64(position.globalStep),
        progress.correctCount, progress.sampleCount, Int64(progress.epochsWithoutImprovement),
    ]
    try require(
        counts.allSatisfy { (0...1 << 53).contains($0) },
        "a checkpoint with the counts \(counts) was accepted")
}

private func written(_ file: SafetensorsFile) throws(Finding) -> [UInt8] {
    let target = SingleFile([])
    do {
        try file.write(to: "fuzz", fileSystem: target)
    } catch {
        throw Finding(description: "a file that was read cannot be written: \(error)")
    }
    return target.bytes
}

/// The bytes with the right digest in the place of the one that they have.
private func repairingDigest(of bytes: [UInt8]) -> [UInt8] {
    let key = Array("\"sha256\":\"".utf8)
    let places = bytes.indices.dropLast(key.count + 64)
    guard let start = places.first(where: { bytes[$0...].starts(with: key) }) else { return bytes }
    let digest = start + key.count..<start + key.count + 64
    var repaired = bytes
    repaired.replaceSubrange(digest, with: repeatElement(UInt8(ascii: "0"), count: 64))
    let sum = SHA256.hash(data: repaired).flatMap { byte in
        [byte >> 4, byte & 15].map { Array("0123456789abcdef".utf8)[Int($0)] }
    }
    repaired.replaceSubrange(digest, with: sum)
    return repaired
}
