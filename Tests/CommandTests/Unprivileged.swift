import Glibc

/// How tests give up what lets root read and write everything.
enum Unprivileged {
    /// Words that start a command without root's power over files; empty when there is none. The
    /// user stays root, so that the command itself can be read wherever it was built.
    static var prefix: String {
        geteuid() == 0
            ? "setpriv --bounding-set=-dac_override,-dac_read_search"
                + " --inh-caps=-dac_override,-dac_read_search"
            : ""
    }

    /// Words that start a command which may mount file systems that only it sees.
    static var mounting: String { geteuid() == 0 ? "unshare -m" : "unshare -Urm" }

    /// Words that start a command which may give its host a name that only it sees.
    static var renaming: String { geteuid() == 0 ? "unshare -u" : "unshare -Uru" }
}
