import Glibc
import Supervision
import Testing

/// Which addresses answer to an attempt to connect.
@Suite struct TCPAddressTests {
    private static let thisHost = UInt32(0x7F00_0001).bigEndian

    private func answering(_ addresses: TCPAddress..., milliseconds: Int32 = 2000) -> Set<
        TCPAddress
    > {
        TCPAddress.answering(Set(addresses), withinMilliseconds: milliseconds)
    }

    @Test func aListenerAnswersAsOftenAsItIsTried() throws {
        let listener = try #require(TCPListener(hosts: [Self.thisHost]))
        let address = try #require(listener.addresses.first)
        for _ in 0..<3 {
            #expect(answering(address) == [address])
            listener.dropConnections()
        }
    }

    @Test func aRefusalIsAnAnswer() {
        let closed = TCPAddress(host: Self.thisHost, port: 1)
        #expect(answering(closed) == [closed])
    }

    /// The kernel lets attempts wait for which a listener's queue has no room.
    @Test func whoDoesNotAnswerDelaysNoLongerThanAsked() throws {
        let other = try #require(TCPListener(hosts: [Self.thisHost]))
        let full = try #require(TCPListener(hosts: [Self.thisHost], queueLength: 0))
        let silent = try #require(full.addresses.first)
        for _ in 0..<5 { _ = answering(silent, milliseconds: 50) }
        let start = ContinuousClock.now
        #expect(
            TCPAddress.answering(Set(other.addresses + [silent]), withinMilliseconds: 300)
                == Set(other.addresses))
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        #expect(seconds >= 0.3 && seconds < 2)
        full.dropConnections()
        #expect(answering(silent) == [silent])
    }

    @Test func ownAddressesAreThoseThatOthersCanReach() {
        #expect(!TCPListener.ownHosts.contains(Self.thisHost))
        #expect(!TCPListener.ownHosts.contains(0))
    }
}
