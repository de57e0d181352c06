import CMPI

/// Which MPI the program was built with and which one it runs with.
package enum MPIVersion {
    /// That of the header, such as "Open MPI v4.1.4"; empty where the header is not Open MPI's.
    package static var header: String { text(cmpi_header_version) }

    /// What the library says of itself, up to the first comma or line's end: it begins like
    /// `header` where the two belong together. MPI need not have started.
    ///
    /// The corresponding MPI function is `MPI_Get_library_version`.
    package static var library: String {
        String(text(cmpi_library_version).prefix { $0 != "," && !$0.isNewline })
    }
}
