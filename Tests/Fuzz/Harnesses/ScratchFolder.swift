import Glibc

/// A folder, in memory where there is `/dev/shm`, that is removed with its object. What is asked of
/// it comes from the fuzzer, so a call that fails is passed over.
final class ScratchFolder {
    let path: String
    /// The paths of all entries in the order in which they were made.
    private var entries: [[CChar]] = []

    init() {
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/hwr-fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no folder can be made in \(parent)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for entry in entries.reversed() { remove(entry) }
        rmdir(path)
    }

    func write(_ bytes: some Collection<UInt8>, to name: some Collection<UInt8>) {
        add(name) { path in
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else { return -1 }
            defer { close(file) }
            let content = Array(bytes)
            guard Glibc.write(file, content, content.count) == content.count else {
                fatalError("the scratch folder is full")
            }
            return 0
        }
    }

    func makeFolder(_ name: some Collection<UInt8>) {
        add(name) { mkdir($0, 0o700) }
    }

    func makeLink(_ name: some Collection<UInt8>, to target: some Collection<UInt8>) {
        let target = target.map { CChar(bitPattern: $0) } + [0]
        add(name) { symlink(target, $0) }
    }

    func makePipe(_ name: some Collection<UInt8>) {
        add(name) { mkfifo($0, 0o600) }
    }

    private func add(_ name: some Collection<UInt8>, _ make: ([CChar]) -> CInt) {
        let bytes = Array(path.utf8) + [UInt8(ascii: "/")] + name
        let entry = bytes.map { CChar(bitPattern: $0) } + [0]
        if make(entry) == 0 { entries.append(entry) }
    }
}
