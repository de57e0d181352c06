import Testing

/// That a stray access of a kernel would not stay unseen.
@Suite struct GuardedBufferTests {
    @Test func aWriteIntoTheGapIsSeen() {
        let buffer = GuardedBuffer<Float>(count: 3, at: .end, alignment: 64)
        buffer.pointer[2] = 1
        #expect(buffer.isIntact)
        buffer.pointer[3] = 1
        #expect(!buffer.isIntact)
    }

    @Test func aWriteBeforeTheBufferIsSeen() {
        let buffer = GuardedBuffer<Float>(count: 3, at: .end)
        buffer.pointer[0] = 1
        #expect(buffer.isIntact)
        buffer.pointer[-1] = 1
        #expect(!buffer.isIntact)
    }

    // Exit tests came with Swift 6.2.
    #if compiler(>=6.2)
    @Test func aWriteBehindTheEndCrashes() async {
        await #expect(processExitsWith: .failure) {
            let buffer = GuardedBuffer<Float>(count: 1000, at: .end)
            buffer.pointer[buffer.count] = 1
        }
    }

    @Test func aReadBeforeTheStartCrashes() async {
        await #expect(processExitsWith: .failure) {
            let buffer = GuardedBuffer<Float>(count: 1000, at: .start)
            print(buffer.pointer[-1])
        }
    }

    @Test func aWriteToAnInputCrashes() async {
        await #expect(processExitsWith: .failure) {
            let buffer = GuardedBuffer<Float>(count: 1000, at: .end)
            buffer.seal()
            buffer.pointer[500] = 1
        }
    }

    @Test func aReadWithinTheBufferDoesNotCrash() async {
        await #expect(processExitsWith: .success) {
            let buffer = GuardedBuffer<Float>(count: 1000, at: .end)
            buffer.pointer[0] = 1
            buffer.seal()
            print(buffer.pointer[0], buffer.pointer[999])
        }
    }
    #endif
}
