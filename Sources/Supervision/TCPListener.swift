import Glibc

/// A TCP socket that accepts connections from other hosts, but never exchanges data. It is open
/// until the process ends.
package struct TCPListener: Sendable {
    /// The addresses of this host with the port of the socket, without loopback addresses.
    package let addresses: [TCPAddress]
    private let file: Int32

    /// - Parameters:
    ///   - hosts: IPv4 addresses of this host, in network byte order.
    ///   - queueLength: the number of connection attempts between two calls of `dropConnections`
    ///     that are accepted.
    /// - Returns: nil if the system refuses a socket.
    package init?(hosts: [UInt32] = Self.ownHosts, queueLength: Int32 = 4096) {
        guard let file = TCPAddress.makeSocket() else { return nil }
        // Port 0: the system chooses one.
        let any = TCPAddress(host: 0, port: 0)
        guard any.withSocketAddress({ bind(file, $0, $1) }) == 0,
            listen(file, queueLength) == 0, let port = Self.port(of: file)
        else {
            close(file)
            return nil
        }
        self.file = file
        addresses = hosts.map { TCPAddress(host: $0, port: port) }
    }

    /// Closes all connections, which makes room in the queue for later attempts.
    package func dropConnections() {
        while true {
            let connection = accept(file, nil, nil)
            guard connection >= 0 else { return }
            close(connection)
        }
    }

    /// The port that the system has chosen.
    private static func port(of file: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(file, $0, &size)
            }
        }
        return code == 0 ? UInt16(bigEndian: address.sin_port) : nil
    }

    /// The IPv4 addresses of this host's active interfaces, without loopback addresses such as
    /// 127.0.0.1.
    package static var ownHosts: [UInt32] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var hosts: [UInt32] = []
        for interface in sequence(first: first, next: { $0?.pointee.ifa_next }) {
            guard let interface = interface?.pointee, let address = interface.ifa_addr,
                Int32(address.pointee.sa_family) == AF_INET
            else { continue }
            let flags = Int(interface.ifa_flags)
            guard flags & Int(IFF_UP) != 0, flags & Int(IFF_LOOPBACK) == 0 else { continue }
            hosts.append(
                address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    $0.pointee.sin_addr.s_addr
                })
        }
        return hosts
    }
}
