import Glibc

/// An IPv4 address and a port.
package struct TCPAddress: Hashable, Codable, Sendable {
    /// In network byte order, as in system calls.
    package let host: UInt32
    package let port: UInt16

    package init(host: UInt32, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The addresses whose host responds. A refused connection (ECONNREFUSED) is also a response:
    /// the host is alive.
    ///
    /// All addresses are tried at the same time. An address that cannot be tried, for lack of file
    /// descriptors, counts as not responding.
    package static func answering(
        _ addresses: Set<TCPAddress>, withinMilliseconds patience: Int32
    ) -> Set<TCPAddress> {
        var answering: Set<TCPAddress> = []
        var waiting: [(descriptor: pollfd, address: TCPAddress)] = []
        defer { for attempt in waiting { close(attempt.descriptor.fd) } }
        for address in addresses {
            guard let file = Self.makeSocket() else { continue }
            let code = address.withSocketAddress { connect(file, $0, $1) }
            if code != 0, errno == EINPROGRESS {
                waiting.append((pollfd(fd: file, events: Int16(POLLOUT), revents: 0), address))
            } else {
                if code == 0 || errno == ECONNREFUSED { answering.insert(address) }
                close(file)
            }
        }
        let end = ContinuousClock.now + .milliseconds(Int(patience))
        while !waiting.isEmpty, ContinuousClock.now < end {
            var descriptors = waiting.map(\.descriptor)
            let left = (end - .now) / .milliseconds(1)
            if poll(&descriptors, nfds_t(descriptors.count), Int32(max(1, left))) < 0 { continue }
            for index in descriptors.indices.reversed() where descriptors[index].revents != 0 {
                let code = Self.takeError(of: descriptors[index].fd)
                if code == 0 || code == ECONNREFUSED { answering.insert(waiting[index].address) }
                close(waiting.remove(at: index).descriptor.fd)
            }
        }
        return answering
    }

    /// A non-blocking TCP socket; nil if the system refuses one.
    static func makeSocket() -> Int32? {
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let file = socket(AF_INET, Int32(kind), 0)
        return file >= 0 ? file : nil
    }

    /// Calls `body` with the address in the form that `connect` and `bind` need.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = host
        address.sin_port = port.bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
        }
    }

    /// The result of an asynchronous connection attempt: 0, or `errno`.
    private static func takeError(of file: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(file, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }
}
