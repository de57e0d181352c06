import Testing

/// Gives a kernel its arguments, each in guarded memory of its own.
final class GuardedMemory {
    private let edge: MemoryEdge
    private var buffers: [() -> Bool] = []

    /// Runs `body`, then expects that nothing was written outside of what it asked for.
    static func with<Result>(
        _ edge: MemoryEdge, _ body: (GuardedMemory) -> Result
    ) -> Result {
        let memory = GuardedMemory(edge)
        let result = body(memory)
        #expect(
            memory.buffers.allSatisfy { isIntact in isIntact() },
            "a kernel wrote outside of its memory")
        return result
    }

    private init(_ edge: MemoryEdge) {
        self.edge = edge
    }

    /// What a kernel only reads: a write crashes the test.
    func input<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafePointer<Element> {
        let buffer = inOut(values)
        buffer.seal()
        return UnsafePointer(buffer.pointer)
    }

    /// What a kernel reads and writes.
    func inOut<Element: BitwiseCopyable>(_ values: [Element]) -> GuardedBuffer<Element> {
        let buffer = output(values.count, of: Element.self)
        for i in values.indices { buffer.pointer[i] = values[i] }
        return buffer
    }

    /// What a kernel writes; NaN for floats until then.
    func output<Element: BitwiseCopyable>(
        _ count: Int, of type: Element.Type = Float.self
    ) -> GuardedBuffer<Element> {
        keep(GuardedBuffer(count: count, at: edge))
    }

    /// Scratch memory or packed weights, on a cache line as in the program; full of NaN.
    func aligned(_ count: Int) -> GuardedBuffer<Float> {
        keep(GuardedBuffer(count: count, at: edge, alignment: 64))
    }

    private func keep<Element>(_ buffer: GuardedBuffer<Element>) -> GuardedBuffer<Element> {
        buffers.append { buffer.isIntact }
        return buffer
    }
}
