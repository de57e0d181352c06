extension Collective {
    /// Runs `body` on rank 0 alone and gives its bytes to every rank.
    ///
    /// - Throws: on all ranks alike, `AgreedFailure` with what `body` threw.
    package func fromRoot(_ body: () throws -> [UInt8]) throws -> [UInt8] {
        var bytes = try agree { isRoot ? try body() : [] }
        var count = [Int64(bytes.count)]
        try count.withUnsafeMutableBytes { try broadcast($0, from: 0) }
        if !isRoot { bytes = [UInt8](repeating: 0, count: Int(count[0])) }
        try bytes.withUnsafeMutableBytes { try broadcast($0, from: 0) }
        return bytes
    }
}
