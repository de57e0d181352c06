import Glibc
import Launching
import Testing

@Suite struct ProcessTreeTests {
    /// mpirun, or a rank, may start its processes from any of its threads.
    @Test func whatAnotherThreadStartedIsAChildToo() throws {
        var thread = pthread_t()
        let starting = Starting()
        let started = pthread_create(
            &thread, nil,
            { pointer in
                let starting = Unmanaged<Starting>.fromOpaque(pointer!).takeUnretainedValue()
                starting.start()
                return nil
            }, Unmanaged.passUnretained(starting).toOpaque())
        try #require(started == 0)
        starting.waitUntilStarted()
        let seen = ProcessTree.children(of: getpid())
        let childID = starting.childID
        starting.end()
        pthread_join(thread, nil)
        try #require(childID > 0)
        #expect(seen.contains(childID))
    }
}

/// A thread that starts a process and waits with it: when a thread ends, another gets its children.
private final class Starting {
    private var isStarted = sem_t()
    private var isOver = sem_t()
    private(set) var childID: pid_t = 0

    init() {
        sem_init(&isStarted, 0, 0)
        sem_init(&isOver, 0, 0)
    }

    deinit {
        sem_destroy(&isStarted)
        sem_destroy(&isOver)
    }

    func start() {
        var arguments = [strdup("sleep"), strdup("60"), nil]
        defer { for argument in arguments { free(argument) } }
        if posix_spawn(&childID, "/bin/sleep", nil, nil, &arguments, nil) != 0 { childID = -1 }
        sem_post(&isStarted)
        sem_wait(&isOver)
        guard childID > 0 else { return }
        kill(childID, SIGKILL)
        waitpid(childID, nil, 0)
    }

    func waitUntilStarted() { sem_wait(&isStarted) }

    func end() { sem_post(&isOver) }
}
