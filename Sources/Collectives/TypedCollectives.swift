/// Collectives for Swift values.
///
/// A value is sent as JSON (`WireFormat`). JSON costs about a microsecond for each number or text,
/// so long arrays of plain numbers are sent as raw bytes by the functions that take `rows`. Every
/// rank runs the same build on the same kind of machine, so both forms mean the same everywhere.
extension Collective {
    /// The values of all ranks in rank order on rank 0; an empty array elsewhere.
    ///
    ///     let hosts = try group.gather(hostName)
    ///     if group.isRoot { print("the ranks run on \(hosts)") }
    ///
    /// - Throws: `UnreadableValueError` on rank 0 if a value cannot be decoded, because the other
    ///   rank runs a different build.
    package func gather<Value: Codable>(_ value: Value) throws -> [Value] {
        try gather(try WireFormat.encode(value), to: 0).enumerated().map { rank, bytes in
            try WireFormat.decode(Value.self, from: bytes, ofRank: rank)
        }
    }

    /// The values of all ranks in rank order, on every rank.
    ///
    /// - Throws: the same on all ranks: `AgreedFailure` if a rank runs a different build.
    package func allGather<Value: Codable>(_ value: Value) throws -> [Value] {
        let own = try WireFormat.encode(value)
        let gathered = try gather(own, to: 0)
        return try fromRoot {
            try gathered.enumerated().map { rank, bytes in
                try WireFormat.decode(Value.self, from: bytes, ofRank: rank)
            }
        }
    }

    /// Runs `body` on rank 0 only and returns its value on every rank: a broadcast from rank 0.
    ///
    ///     let names: [String] = try group.fromRoot { try listFolder(path) }
    ///
    /// - Parameter body: must not use the group.
    /// - Throws: the same on all ranks: `AgreedFailure` with the error of `body`. Only on ranks
    ///   with a different build than rank 0: `UnreadableValueError`.
    package func fromRoot<Value: Codable>(_ body: () throws -> Value) throws -> Value {
        var own: Value?
        let bytes = try fromRoot(rows: {
            let value = try body()
            own = value
            return try WireFormat.encode(value)
        })
        return try own ?? WireFormat.decode(Value.self, from: bytes, ofRank: 0)
    }

    /// Combines one integer of each rank (an all-reduce); every rank gets the result.
    ///
    ///     let slowest = try group.combine(nanoseconds, by: .maximum)
    package func combine(_ value: Int, by operation: IntegerOperation) throws -> Int {
        var values = [Int64(value)]
        try combine(&values, by: operation)
        return Int(values[0])
    }

    /// The elements of all ranks on rank 0, concatenated in rank order; an empty array elsewhere.
    ///
    /// - Parameter rows: this rank's elements, of any number, such as integers or structs of
    ///   integers. They are sent as raw bytes.
    package func gather<Row: BitwiseCopyable>(rows: [Row]) throws -> [Row] {
        try gather(rows.withUnsafeBytes(Array.init), to: 0).flatMap { bytes in
            [Row](unsafeUninitializedCapacity: bytes.count / MemoryLayout<Row>.stride) {
                UnsafeMutableRawBufferPointer($0).copyBytes(from: bytes)
                $1 = $0.count
            }
        }
    }

    /// Runs `body` on rank 0 only and returns its elements on every rank, sent as raw bytes.
    ///
    /// - Parameter body: must not use the group.
    /// - Throws: the same on all ranks: `AgreedFailure` with the error of `body`.
    package func fromRoot<Row: BitwiseCopyable>(rows body: () throws -> [Row]) throws -> [Row] {
        try broadcast(rows: try agree { isRoot ? try body() : [] }, from: 0)
    }

    /// Broadcasts the elements of rank `root`; those of other ranks are ignored.
    func broadcast<Row: BitwiseCopyable>(rows: [Row], from root: Int) throws -> [Row] {
        var count = rows.count
        try withUnsafeMutableBytes(of: &count) { try broadcast($0, from: root) }
        guard rank != root else {
            // A broadcast only reads the bytes of the root.
            try rows.withUnsafeBytes {
                try broadcast(UnsafeMutableRawBufferPointer(mutating: $0), from: root)
            }
            return rows
        }
        return try [Row](unsafeUninitializedCapacity: count) {
            try broadcast(UnsafeMutableRawBufferPointer($0), from: root)
            $1 = count
        }
    }
}
