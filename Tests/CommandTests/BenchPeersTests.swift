import TestSupport
import Testing

extension AllCommands {
    /// `scripts/bench-peers`, with a peer that only claims to have trained.
    @Suite struct BenchPeersTests {
        let place: Workplace

        init() throws {
            place = try Workplace()
            // Asked for torch's version, or to run the peer.
            try write(
                Array(
                    """
                    #!/bin/sh
                    [ "$1" != -c ] || { echo 9.9; exit; }
                    echo '{"images_per_second": 100, "peak_rss_mb": 300, "start_to_first_step_s": 2}'
                    """.utf8), to: place.path("python"))
            _ = try run("chmod", ["+x", place.path("python")])
            try write([], to: place.path("peer.py"))
        }

        static let script: String =
            #filePath.dropLast("Tests/CommandTests/BenchPeersTests.swift".count)
            + "scripts/bench-peers"

        private func benchPeers(_ options: [String]) throws -> CommandResult {
            try run(
                Self.script,
                [
                    "--program", Workplace.command, "--python", place.path("python"),
                    "--presets", "keras", "--pairs", "2", "--seconds", "0.1", "--batch", "16",
                ] + options, workingDirectory: place.folder.path)
        }

        @Test func thePairsAndTheirRatioAreWritten() throws {
            let result = try benchPeers([
                "--peer", place.path("peer.py"), "--steal-limit", "100", "--json", "out/peers.json",
                "--markdown", "out/peers.md",
            ])
            try #require(result.status == 0, "\(result)")
            let measured = try JSONNode(try text(of: place.path("out/peers.json")))
            #expect(measured["machine"]["PyTorch"].string == "9.9")
            #expect(measured["machine"]["commit"].string?.isEmpty == false)
            let preset = try #require(measured["presets"].elements.first)
            #expect(preset["pairs"].elements.count == 2 && preset["countedPairs"].number == 2)
            let ratio = preset["ratio"]
            let inOrder = ["minimum", "lowerQuartile", "median", "upperQuartile", "maximum"]
                .compactMap { ratio[$0].number }
            #expect(inOrder.count == 5 && inOrder == inOrder.sorted())
            let ours = try #require(preset["ours"]["imagesPerSecond"].number)
            #expect(preset["theirs"]["imagesPerSecond"].number == 100)
            #expect(abs((ratio["median"].number ?? 0) * 100 / ours - 1) < 1e-9)
            let table = try text(of: place.path("out/peers.md"))
            #expect(table.contains("| keras | **") && result.standardOutput.contains(table))
        }

        @Test func whatIsMissingIsNamed() throws {
            try benchPeers(["--peer", "nowhere.py"])
                .expectFailure(66, saying: ["the peer nowhere.py is not there"])
            try benchPeers(["--peer", place.path("peer.py"), "--program", "nothing"])
                .expectFailure(66, saying: ["nothing is not there"])
            try benchPeers(["--peer", place.path("peer.py"), "--python", "/bin/false"])
                .expectFailure(69, saying: ["/bin/false has no torch"])
            try benchPeers(["--presets", "tea"]).expectFailure(64, saying: ["--presets takes"])
        }

        @Test func aPeerThatFailsEndsTheComparison() throws {
            try write(
                Array("#!/bin/sh\n[ \"$1\" = -c ] || { echo broken >&2; exit 3; }\n".utf8),
                to: place.path("python"))
            let result = try benchPeers(["--peer", place.path("peer.py")])
            #expect(result.status == 70, "\(result)")
            #expect(result.standardError.contains("exit code 3\nbroken"), "\(result)")
        }
    }
}
