import Glibc

/// Memory between two pages that nobody may touch: a kernel that reads or writes beyond the edge it
/// lies at crashes the test.
///
/// All bytes are 0xFF at first, floats so NaN: what a kernel forgets to write, or reads without
/// having written it, shows.
final class GuardedBuffer<Element: BitwiseCopyable> {
    let pointer: UnsafeMutablePointer<Element>
    let count: Int
    private let mapping: UnsafeMutableRawPointer
    private let mappingSize: Int

    /// - Parameter alignment: in bytes; at the end edge it may leave a gap, which `isIntact` watches.
    init(count: Int, at edge: MemoryEdge, alignment: Int = MemoryLayout<Element>.alignment) {
        let byteCount = count * MemoryLayout<Element>.stride
        let size = (max(byteCount, 1) + pageSize - 1) / pageSize * pageSize
        mappingSize = size + 2 * pageSize
        guard
            let mapping = mmap(
                nil, mappingSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            mapping != MAP_FAILED
        else { preconditionFailure("no memory for \(mappingSize) bytes") }
        self.mapping = mapping
        memset(mapping, 0xFF, mappingSize)
        mprotect(mapping, pageSize, PROT_NONE)
        mprotect(mapping + pageSize + size, pageSize, PROT_NONE)
        let gap = edge == .start ? 0 : (size - byteCount) / alignment * alignment
        pointer = (mapping + pageSize + gap).bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    deinit {
        munmap(mapping, mappingSize)
    }

    var elements: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// From now on a write crashes, too.
    func seal() {
        mprotect(mapping + pageSize, mappingSize - 2 * pageSize, PROT_READ)
    }

    /// Whether nobody wrote to the pages' bytes before or behind the buffer.
    var isIntact: Bool {
        let end = UnsafeMutableRawPointer(pointer + count)
        let pages = mapping + pageSize
        return isUntouched(pages, byteCount: UnsafeMutableRawPointer(pointer) - pages)
            && isUntouched(end, byteCount: mapping + mappingSize - pageSize - end)
    }

    /// Whether all bytes are 0xFF: the first is, and each is as the one before.
    private func isUntouched(_ bytes: UnsafeMutableRawPointer, byteCount: Int) -> Bool {
        byteCount == 0
            || bytes.load(as: UInt8.self) == 0xFF && memcmp(bytes, bytes + 1, byteCount - 1) == 0
    }
}

/// Where a buffer lies between its two guards.
enum MemoryEdge: CaseIterable, Sendable {
    case start
    case end
}

private let pageSize = Int(getpagesize())
