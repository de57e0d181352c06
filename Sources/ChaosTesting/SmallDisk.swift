import Glibc
import Launching

/// A file system of 64 MiB in memory, small enough to be filled in no time.
struct SmallDisk {
    let path: String
    private let variables: [String: String]

    /// Mounts it on a new folder; nil if this process may not mount, as in most containers.
    init?(path: String, variables: [String: String]) {
        self.path = path
        self.variables = variables
        guard mkdir(path, 0o755) == 0 else { return nil }
        let options = ["-t", "tmpfs", "-o", "size=64m", "hwr-dist-chaos", path]
        guard (try? Self.run("mount", options, variables)) == 0 else { return nil }
    }

    /// Detaches the file system at once, even if a process still uses it.
    func unmount() {
        _ = try? Self.run("umount", ["--lazy", path], variables)
    }

    /// Keeps the disk full, taking also what is freed meanwhile, until `isOver` returns true. Then
    /// frees the space again.
    func fill(until isOver: () throws -> Bool) throws {
        let name = "\(path)/filler"
        let file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        defer {
            unlink(name)
            close(file)
        }
        let block = [UInt8](repeating: 0, count: 1 << 16)
        while try !isOver() {
            // First blocks, then single pages, until less than a page is left.
            for size in [block.count, 4096] {
                while write(file, block, size) > 0 {}
            }
        }
    }

    /// Runs a program and returns its exit code.
    private static func run(
        _ name: String, _ arguments: [String], _ variables: [String: String]
    ) throws -> Int32 {
        let silence = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(silence) }
        let process = try ChildProcess(
            try ToolPath.find(name, in: variables), arguments,
            environment: variables.map { "\($0.key)=\($0.value)" }, output: silence)
        while true {
            if let code = process.takeEnd() { return code }
            usleep(1000)
        }
    }
}
