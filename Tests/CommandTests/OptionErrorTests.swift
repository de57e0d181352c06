import TestSupport
import Testing

extension AllCommands {
    /// Options that are wrong, or do not fit the ranks.
    @Suite struct OptionErrorTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        @Test(arguments: Launcher.allCases)
        func anUnknownFlagIsAUsageError(launcher: Launcher) throws {
            let result = try place.hwrDist(["train", "--epoch", "3"], ranks: launcher.ranks)
            result.expectFailure(
                64, saying: ["Unknown option '--epoch'. Did you mean '--epochs'?", "Usage:"])
        }

        @Test(arguments: Launcher.allCases)
        func aCommandThatDoesNotExistIsNamed(launcher: Launcher) throws {
            let result = try place.hwrDist(["trian", "--epochs", "3"], ranks: launcher.ranks)
            result.expectFailure(
                64, saying: ["error: there is no command trian; use one of train, evaluate,"])
        }

        /// mpirun kills the other ranks when one ends with a code.
        @Test func theMessageIsPrintedAlsoWhenRankZeroIsTheLast() throws {
            let result = try place.shell(
                """
                exec mpirun -np 1 sh -c 'sleep 0.7; exec "$HWR" train --epoch 3' \
                : -np 2 $HWR train --epoch 3
                """, timeoutSeconds: 20)
            result.expectFailure(64, saying: ["Unknown option '--epoch'"])
        }

        @Test(arguments: [
            (["--epochs", "0"], "--epochs takes"), (["--image-size", "2"], "--image-size takes"),
            (["--image-size", "16x5000"], "HEIGHTxWIDTH, from 4 to 4096"),
            (["--image-size", "16x"], "please provide a number of pixels or HEIGHTxWIDTH"),
            (["--image-size", "16x16x1"], "please provide a number of pixels or HEIGHTxWIDTH"),
            (["--preset", "huge"], "--preset"), (["--learning-rate", "nan"], "--learning-rate"),
            (["--validation-fraction", "1"], "--validation-fraction takes"),
            (["--label-smoothing", "1"], "--label-smoothing takes"),
            (["--lookahead-step", "0"], "--lookahead-step takes a number above 0 to 1"),
            (["--zoom", "1"], "--zoom takes a number from 0 to 0.9"),
            (["--zoom", "nan"], "--zoom"),
            (["--rotation", "181"], "--rotation takes"), (["--shear", "-1"], "--shear"),
            (["--binary-share", "2"], "--binary-share takes"),
            (["--checkpoint-seconds", "0"], "--checkpoint-seconds takes a number above 0"),
            (["--warmup-epochs", "100"], "--warmup-epochs takes"),
            (["--data", "a", "--train", "b"], "not both"),
        ])
        func aValueOutOfRangeIsAUsageError(options: [String], text: String) throws {
            let result = try place.hwrDist(["train"] + options)
            #expect(result.status == 64, "\(result)")
            #expect(result.standardError.contains(text), "\(result)")
            #expect(result.standardOutput == "")
        }

        @Test func moreRanksThanWorkersAreAConfigurationError() throws {
            let result = try place.hwrDist(
                ["train", "--virtual-workers", "2", "--batch-size", "16"], ranks: 3)
            result.expectFailure(
                78,
                saying: [
                    "3 ranks cannot share 2 virtual workers", "start at most 2 ranks",
                    "which changes the weights",
                    "  mpirun -np 2 \(Workplace.command) train --virtual-workers 2 --batch-size 16\n",
                    "  mpirun -np 3 \(Workplace.command) train --virtual-workers 3 --batch-size 18\n",
                ])
        }

        @Test(arguments: [
            ["train", "--epochs=1", "--synthetic-per-class", "3", "--run", "a run"]
                + Workplace.small + ["--virtual-workers=2"],
            ["bench", "step", "--seconds", "0.1", "--virtual-workers", "2", "--batch-size", "16"],
        ])
        func theCommandsThatFitTheRanksWork(words: [String]) throws {
            let result = try place.hwrDist(words, ranks: 5)
            #expect(result.status == 78, "\(result)")
            let commands = result.standardError.split(separator: "\n").filter {
                $0.hasPrefix("  mpirun -np ")
            }
            try #require(commands.count == 2, "\(result)")
            for command in commands {
                let fitting = try place.shell("rm -rf 'a run'; \(command)")
                #expect(fitting.status == 0, "\(command): \(fitting)")
            }
        }

        @Test(arguments: Launcher.allCases)
        func aBatchThatCannotBeDividedIsAConfigurationError(launcher: Launcher) throws {
            let result = try place.hwrDist(["train", "--batch-size", "100"], ranks: launcher.ranks)
            result.expectFailure(
                78,
                saying: [
                    "batch size 100 is not a multiple of 8 virtual workers",
                    "pass --batch-size 96 or 104,",
                ])
        }

        @Test(arguments: Launcher.allCases)
        func imagesTooSmallForThePresetAreAConfigurationError(launcher: Launcher) throws {
            let result = try place.hwrDist(
                ["train", "--image-size", "8", "--synthetic-per-class", "2"],
                ranks: launcher.ranks)
            result.expectFailure(
                78, saying: ["preset compact needs images of at least 16 pixels a side, not 8x8"])
        }

        @Test func theRankWithOtherOptionsIsNamed() throws {
            let result = try place.shell(
                """
                exec mpirun -np 2 $HWR train --epochs 1 \
                : -np 1 $HWR train --epochs 1 --seed 2 --zoom 0.3
                """, timeoutSeconds: 20)
            result.expectFailure(
                78,
                saying: [
                    "the option augmentation.zoomFraction differs: rank 2 on",
                    "has 0.3, 2 of 3 ranks have 0.1",
                    "give all ranks the same options",
                ])
            // What is equal is not listed.
            #expect(!result.standardError.contains("momentum"))
        }

        /// An option without a default: it has a value on one rank alone.
        @Test func theRankWithAnOptionThatOthersLackIsNamed() throws {
            let result = try place.shell(
                """
                exec mpirun -np 2 $HWR train --epochs 1 \
                : -np 1 $HWR train --epochs 1 --stop-after 3
                """, timeoutSeconds: 20)
            result.expectFailure(
                78,
                saying: [
                    "the option stopAfterSteps differs: rank 2 on",
                    "has 3, 2 of 3 ranks have none",
                ])
        }

        @Test func theRankWithOtherDataIsNamed() throws {
            try place.makeLetters(perClass: 4, classCount: 3)
            let result = try place.shell(
                """
                exec mpirun -np 1 $HWR train --epochs 1 --synthetic-per-class 3 \
                : -np 2 $HWR train --epochs 1 --data letters
                """, timeoutSeconds: 20)
            result.expectFailure(
                78,
                saying: [
                    "the option data differs: rank 0 on", "has 3 synthetic letters",
                    "2 of 3 ranks have letters", "same options",
                ])
        }

        @Test func kernelsThatOneRankWasNotAskedForAreNamed() throws {
            let result = try place.shell(
                """
                exec mpirun -np 2 $HWR train --epochs 1 \
                : -np 1 $HWR train --epochs 1 --kernels portable
                """, timeoutSeconds: 20)
            result.expectFailure(
                78,
                saying: [
                    "the option arithmetic.kernels differs: rank 2 on", "2 of 3 ranks have auto",
                    "same options",
                ])
        }

        @Test func kernelsThatTheProcessorCannotRunAreRefused() throws {
            let missing = ["avx2", "avx512"].filter { !Processor.kernelSets.contains($0) }
            for kernels in missing {
                try place.hwrDist(["train", "--kernels", kernels], ranks: 2).expectFailure(
                    78, saying: ["cannot run the \(kernels) kernels", "--kernels auto"])
            }
            try place.hwrDist(["train", "--kernels", "sse9"], ranks: 2).expectFailure(
                64, saying: ["sse9"])
        }
    }
}
