import ArgumentParser
import Augmentation
import RunRecords

/// How training images vary at random from epoch to epoch.
struct AugmentationOptions: ParsableArguments {
    @Flag(inversion: .prefixedNo, help: "Vary training images at random, as follows.")
    var augmentation = true

    @Option(
        \.augmentation.rotationDegrees, .from(0, to: 180), help: "Largest rotation.",
        valueName: "degrees")
    var rotation: Setting<RunDescription>

    @Option(
        \.augmentation.shiftFraction, .from(0, to: 1),
        help: "Largest shift, as a share of the side.", valueName: "share")
    var shift: Setting<RunDescription>

    @Option(
        \.augmentation.zoomFraction, .from(0, to: 0.9),
        help: "Largest zoom, as a share of the size.", valueName: "share")
    var zoom: Setting<RunDescription>

    @Option(
        \.augmentation.shearDegrees, .from(0, to: 60), help: "Largest shear.",
        valueName: "degrees")
    var shear: Setting<RunDescription>

    @Option(
        \.augmentation.elasticFraction, .from(0, to: 1),
        help: "Largest shift of the elastic warp, as a share of the side.", valueName: "share")
    var elastic: Setting<RunDescription>

    @Option(
        \.augmentation.strokeFraction, .from(0, to: 1),
        help: "Largest change of stroke thickness, as a share of it.", valueName: "share")
    var stroke: Setting<RunDescription>

    @Option(
        \.augmentation.gainFraction, .from(0, to: 1),
        help: "Largest change of ink intensity, as a share of it.", valueName: "share")
    var gain: Setting<RunDescription>

    @Option(
        \.augmentation.binaryShare, .from(0, to: 1),
        help: "Share of the training images that are binarized.", valueName: "share")
    var binaryShare: Setting<RunDescription>
}
