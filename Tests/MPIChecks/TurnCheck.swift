import Glibc

/// The nanoseconds that the kernel lets this thread run before another gets its turn; nil where it does
/// not tell.
func turnNanoseconds() -> Int? {
    guard let file = fopen("/proc/thread-self/sched", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
        let words = String(
            decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
        )
        .split(whereSeparator: { " :\n".contains($0) })
        if words.first == "se.slice", let slice = words.last { return Int(slice) }
    }
    return nil
}
