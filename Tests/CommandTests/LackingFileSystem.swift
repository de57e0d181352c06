import TestSupport

/// A library that is loaded before others (LD_PRELOAD) and lets calls fail as on Windows shares, exFAT
/// and many file systems in user space.
struct LackingFileSystem {
    /// What the file system cannot do.
    enum Service: String, CaseIterable {
        case synchronizingFolders
        case symbolicLinks
        case tellingItsSize
    }

    private let library: String

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/stat.h>
        #include <sys/statvfs.h>
        static int lacks(const char *service) {
            const char *lacking = getenv("LACKING");
            return lacking != NULL && strstr(lacking, service) != NULL;
        }
        int fsync(int file) {
            struct stat status;
            if (lacks("synchronizingFolders") && fstat(file, &status) == 0 &&
                S_ISDIR(status.st_mode)) {
                errno = EINVAL;
                return -1;
            }
            int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
            return next(file);
        }
        int symlink(const char *target, const char *path) {
            if (lacks("symbolicLinks")) {
                errno = EOPNOTSUPP;
                return -1;
            }
            int (*next)(const char *, const char *) =
                (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "symlink");
            return next(target, path);
        }
        int statvfs(const char *path, struct statvfs *status) {
            int (*next)(const char *, struct statvfs *) =
                (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
            int code = next(path, status);
            if (lacks("tellingItsSize"))
                status->f_blocks = status->f_bfree = status->f_bavail = 0;
            return code;
        }

        """

    /// Compiles the library into a folder, with the compiler that comes with Swift.
    init(in place: Workplace) throws {
        library = place.path("lacking.so")
        try write(Array(Self.source.utf8), to: place.path("lacking.c"))
        let result = try run(
            "clang", ["-shared", "-fPIC", "-O1", "-o", library, place.path("lacking.c"), "-ldl"])
        guard result.status == 0 else { throw CompilerFailure(description: "\(result)") }
    }

    /// The variables of a command that runs on a file system without some services.
    func environment(without services: [Service]) -> [String: String] {
        [
            "LD_PRELOAD": library,
            "LACKING": services.map(\.rawValue).joined(separator: " "),
        ]
    }
}

struct CompilerFailure: Error, CustomStringConvertible {
    let description: String
}
