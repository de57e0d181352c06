import Inspection
import RunRecords
import Testing

@Suite struct TensorDifferenceTests {
    private func tensor(_ floats: [Float], shape: [Int]? = nil) -> NamedTensor {
        NamedTensor(name: "w", shape: shape ?? [floats.count], floats: floats)
    }

    @Test func equalBitsAreNoDifference() {
        #expect(TensorDifference(tensor([1, .nan, -0.0]), tensor([1, .nan, -0.0])) == nil)
    }

    @Test func theFirstElementItsIndicesAndTheLargestDifferenceAreNamed() throws {
        let a = tensor([0, 1, 2, 3, 4, 5], shape: [2, 3])
        let b = tensor([0, 1, 2, 3, Float(4).nextUp, 5.5], shape: [2, 3])
        let difference = try #require(TensorDifference(a, b))
        #expect(difference.differingCount == 2)
        #expect(
            difference.text == """
                first at w[1, 1]: 4.0 in A, 4.0000005 in B, 1 ulp apart
                2 of 6 elements of w differ; the largest difference is 0.5 at w[1, 2]
                """)
    }

    @Test func theSignOfZeroAndNumbersThatAreNoneCountAsDifferences() throws {
        let zero = try #require(TensorDifference(tensor([0]), tensor([-0.0])))
        #expect(zero.text.contains("0.0 in A, -0.0 in B, 0 ulps apart"))
        let none = try #require(TensorDifference(tensor([.nan]), tensor([1])))
        #expect(none.text.contains("nan in A, 1.0 in B\n"))
        #expect(none.largest == nil)
    }

    @Test(arguments: [
        (Float(1), Float(1).nextUp, Int64(1)), (-1, Float(-1).nextDown, 1),
        (.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 2), (0, -0.0, 0),
        (.infinity, -.infinity, 2 * 0x7f80_0000),
    ])
    func ulpsAreCountedAcrossZero(a: Float, b: Float, distance: Int64) {
        #expect(TensorDifference.ulps(from: a, to: b) == distance)
        #expect(TensorDifference.ulps(from: b, to: a) == distance)
    }
}
