import TestSupport
import Testing

extension AllCommands {
    /// What a job asks of the file system that holds its images, which may be a server's that others
    /// wait for, too.
    @Suite struct FolderWalkTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            try place.makeLetters(perClass: 8, classCount: 5)
        }

        @Test(arguments: [1, 2, 8])
        func rankZeroListsTheFoldersAndEachImageIsOpenedByOneRank(ranks: Int) throws {
            let calls = try calls(ofRanks: ranks)
            let images = try ["train", "test"].flatMap { part in
                try names(in: place.path("letters/\(part)")).map { "letters/\(part)/\($0)" }
            }
            #expect(calls.flatMap { $0.opened }.sorted() == images.sorted())
            #expect(images.count == 50)
            for (rank, calls) in calls.enumerated() {
                // At the end of a folder the system is asked once more.
                #expect(calls.listings == (rank == 0 ? 2 * 3 : 0), "rank \(rank)")
                #expect(rank == 0 || calls.others == [], "rank \(rank)")
            }
        }

        private struct Calls {
            /// The paths of images that were opened.
            var opened: [String] = []
            /// Calls that list a folder.
            var listings = 0
            /// Calls that name something of the data, but for these.
            var others: [String] = []

            init(_ lines: String) {
                for line in lines.split(separator: "\n")
                where line.contains("letters") && !line.contains("execve(") {
                    let quoted = line.split(separator: "\"", omittingEmptySubsequences: false)
                    if line.contains("openat("), quoted.count > 1, quoted[1].hasSuffix(".png") {
                        opened.append(String(quoted[1]))
                    } else if line.contains("getdents64(") {
                        listings += 1
                    } else if !line.contains("AT_EMPTY_PATH") {
                        // An empty path stands for a file that is open already.
                        others.append(String(line))
                    }
                }
            }
        }

        /// What each rank of a training asks of the data.
        private func calls(ofRanks ranks: Int) throws -> [Calls] {
            let result = try place.shell(
                """
                exec mpirun -np \(ranks) sh -c 'exec strace -f -qq -y -e trace=%file,getdents64 \
                -o calls.$OMPI_COMM_WORLD_RANK \
                "$HWR" train --data letters --image-size 16 --stop-after 1 --run run'
                """)
            try #require(result.status == 75, "\(result)")
            return try (0..<ranks).map { Calls(try text(of: place.path("calls.\($0)"))) }
        }
    }
}
