import Datasets
import Testing

@Suite struct ClassWeightingTests {
    /// scikit-learn's documentation has the example of four and two samples: 0.75 and 1.5.
    @Test func balancedWeightsAreThoseOfScikitLearn() {
        #expect(ClassWeighting.balanced.weights(imageCounts: [4, 2]) == [0.75, 1.5])
        #expect(ClassWeighting.balanced.weights(imageCounts: [4, 0, 2]) == [0.75, 0, 1.5])
    }

    /// So that nothing changes where there is nothing to balance.
    @Test(arguments: 1...60)
    func equalClassesHaveTheWeightOne(imageCount: Int) {
        let counts = Array(repeating: imageCount, count: 49)
        #expect(ClassWeighting.balanced.weights(imageCounts: counts).allSatisfy { $0 == 1 })
    }

    @Test func withoutWeightingThereAreNone() {
        #expect(ClassWeighting.none.weights(imageCounts: [4, 2]).isEmpty)
    }
}
