import CMPI

/// The MPI library that the program was built with, and the one that it runs with. `doctor`
/// compares them.
package enum MPIVersion {
    /// The version of the header, such as "Open MPI v4.1.4"; empty if it is not the header of Open
    /// MPI.
    package static var header: String { text(cmpi_header_version) }

    /// The version text of the library up to the first comma or line end. It begins like `header`
    /// if the two belong together. MPI need not be initialised.
    ///
    /// The corresponding MPI function is `MPI_Get_library_version`.
    package static var library: String {
        String(text(cmpi_library_version).prefix { $0 != "," && !$0.isNewline })
    }
}
