package import Files
import TextFormats

/// A tensor with its name: elements in row-major order.
package struct NamedTensor: Equatable, Sendable {
    package let name: String
    package let shape: [Int]
    package let floats: [Float]

    /// A shape that does not have as many elements as `floats` is a programmer error and traps.
    package init(name: String, shape: [Int], floats: [Float]) {
        precondition(
            SafetensorsHeader.elementCount(of: shape) == floats.count,
            "the shape \(shape) of tensor \(name) does not have \(floats.count) elements")
        self.name = name
        self.shape = shape
        self.floats = floats
    }
}

/// A safetensors file with F32 tensors and a digest of itself.
///
/// The file is a function of metadata and tensors. Its metadata entry `sha256` is the SHA-256 of
/// the whole file in which that entry's 64 characters are read as `0`.
package struct SafetensorsFile: Equatable, Sendable {
    /// Without the digest, which the file adds when written and checks when read.
    package let metadata: [String: String]
    /// In the order of the data.
    package let tensors: [NamedTensor]

    /// Names that occur twice, too many tensors or entries, or the keys `__metadata__` and `sha256`
    /// are programmer errors and trap: such a file could not be read again.
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

    package func tensor(named name: String) -> NamedTensor? {
        tensors.first { $0.name == name }
    }

    /// Writes the file at `path` as a whole or not at all.
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

    /// Reads and verifies the file at `path`. Every size is checked before memory is asked for.
    /// - Throws: `CheckpointError`, `.damaged` when any byte differs from what was written.
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
            // Only the two above are thrown; the compiler cannot see it.
            throw CheckpointError(damaged: path, "\(error)")
        }
    }

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
