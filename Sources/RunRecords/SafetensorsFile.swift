package import Files
import TextFormats

/// A named tensor; its elements are in row-major order.
package struct NamedTensor: Equatable, Sendable {
    package let name: String
    package let shape: [Int]
    package let floats: [Float]

    /// Traps if the product of `shape` is not the number of `floats`, which is a programmer error.
    package init(name: String, shape: [Int], floats: [Float]) {
        precondition(
            SafetensorsHeader.elementCount(of: shape) == floats.count,
            "the shape \(shape) of tensor \(name) does not have \(floats.count) elements")
        self.name = name
        self.shape = shape
        self.floats = floats
    }
}

/// A safetensors file with F32 tensors and a digest of itself. Any library for the format reads it;
/// the digest detects damage, which the format does not.
///
/// The file is deterministic: equal metadata and tensors give equal bytes. The metadata entry
/// `sha256` is the SHA-256 of the whole file, computed with the 64 characters of that entry set to
/// `0`.
package struct SafetensorsFile: Equatable, Sendable {
    /// Without the digest, which is added on writing and checked on reading.
    package let metadata: [String: String]
    /// In the order of their data in the file.
    package let tensors: [NamedTensor]

    /// Traps for duplicate names, too many tensors or entries, and the keys `__metadata__` and
    /// `sha256`. These are programmer errors, because such a file could not be read again.
    package init(metadata: [String: String], tensors: [NamedTensor]) {
        let names = Set(tensors.map(\.name))
        precondition(names.count == tensors.count, "each tensor needs a name of its own")
        precondition(
            !names.contains("__metadata__"), "the format keeps the name __metadata__ for itself")
        precondition(
            metadata[SafetensorsHeader.digestKey] == nil, "the file itself adds its digest")
        precondition(
            tensors.count <= SafetensorsHeader.maximumTensorCount
                && metadata.count < SafetensorsHeader.maximumMetadataCount,
            "a file holds at most \(SafetensorsHeader.maximumTensorCount) tensors and"
                + " \(SafetensorsHeader.maximumMetadataCount) entries of metadata")
        self.metadata = metadata
        self.tensors = tensors
    }

    /// The tensor of that name; nil if there is none.
    package func tensor(named name: String) -> NamedTensor? {
        tensors.first { $0.name == name }
    }

    /// Writes the file to `path` atomically.
    package func write(
        to path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(FileError) {
        var header = SafetensorsHeader(metadata: metadata)
        for tensor in tensors {
            let begin = header.dataByteCount
            header.tensors.append(
                .init(
                    name: tensor.name, shape: tensor.shape, begin: begin,
                    end: begin + 4 * tensor.floats.count))
        }
        var (beginning, digestOffset) = header.encoded()
        precondition(
            beginning.count <= SafetensorsHeader.maximumByteCount
                && header.dataByteCount <= SafetensorsHeader.maximumDataByteCount,
            "a file with a header above 16 MiB or tensors above 1 GiB could not be read again")
        var digest = SHA256Digest()
        digest.update(beginning)
        for tensor in tensors { digest.update(tensor.floats) }
        beginning.replaceSubrange(
            digestOffset..<digestOffset + SafetensorsHeader.digestCharacterCount,
            with: digest.hexadecimal().utf8)
        let bytes = beginning
        try AtomicFile.replace(path, fileSystem: fileSystem) { sink throws(FileError) in
            try sink.write(bytes)
            for tensor in tensors { try sink.write(tensor.floats) }
        }
    }

    /// Reads and verifies the file at `path`. Every size is checked before memory is allocated.
    /// - Throws: `CheckpointError`, of kind `.damaged` if any byte differs from what was written.
    package static func read(
        _ path: String, fileSystem: any FileSystem = POSIXFileSystem()
    ) throws(CheckpointError) -> SafetensorsFile {
        do {
            let file = try InputFile(path, fileSystem: fileSystem)
            return try read(file)
        } catch let error as FileError {
            throw CheckpointError(error)
        } catch let error as SafetensorsFault {
            throw CheckpointError(damaged: path, error.reason)
        } catch {
            // Only the two errors above are thrown, but the compiler cannot prove it.
            throw CheckpointError(damaged: path, "\(error)")
        }
    }

    /// Reads the header, then the tensors, and compares the digest over both.
    private static func read(_ file: borrowing InputFile) throws -> SafetensorsFile {
        guard file.byteCount >= 8 else {
            throw SafetensorsFault(reason: "it has \(file.byteCount) bytes, too few for a header")
        }
        let lengthBytes = try file.readBytes(8)
        let length = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(SafetensorsHeader.maximumByteCount),
            length <= UInt64(file.byteCount - 8)
        else {
            throw SafetensorsFault(
                reason: "its header claims \(length) bytes; the file has \(file.byteCount), and "
                    + "\(SafetensorsHeader.maximumByteCount) are the limit")
        }
        var text = try file.readBytes(Int(length))
        guard text.count == Int(length) else {
            throw SafetensorsFault(reason: "it ends in its header")
        }
        var (header, digestOffset) = try SafetensorsHeaderParser.parse(text)
        if let reason = header.orderAndCheck() { throw SafetensorsFault(reason: reason) }
        guard header.dataByteCount == file.byteCount - 8 - text.count else {
            throw SafetensorsFault(
                reason: "its tensors have \(header.dataByteCount) bytes, the file has "
                    + "\(file.byteCount - 8 - text.count) behind its header")
        }
        guard header.dataByteCount <= SafetensorsHeader.maximumDataByteCount else {
            throw SafetensorsFault(reason: "its tensors have more than 1 GiB")
        }
        guard let digestOffset,
            let stored = header.metadata.removeValue(
                forKey: SafetensorsHeader.digestKey)
        else { throw SafetensorsFault(reason: "it has no digest (metadata entry sha256)") }

        let digestRange = digestOffset..<digestOffset + SafetensorsHeader.digestCharacterCount
        text.replaceSubrange(
            digestRange, with: repeatElement(UInt8(ascii: "0"), count: digestRange.count))
        var digest = SHA256Digest()
        digest.update(lengthBytes)
        digest.update(text)
        var tensors: [NamedTensor] = []
        for entry in header.tensors {
            var floats = [Float](repeating: 0, count: (entry.end - entry.begin) / 4)
            let byteCount = try floats.withUnsafeMutableBufferPointer { buffer in
                try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            guard byteCount == entry.end - entry.begin else {
                throw SafetensorsFault(reason: "it ends in tensor \(entry.name)")
            }
            digest.update(floats)
            tensors.append(NamedTensor(name: entry.name, shape: entry.shape, floats: floats))
        }
        let actual = digest.hexadecimal()
        guard actual == stored else {
            throw SafetensorsFault(reason: "its SHA-256 is \(actual), its header says \(stored)")
        }
        return SafetensorsFile(metadata: header.metadata, tensors: tensors)
    }
}
