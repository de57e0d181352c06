import Collectives
import TestSupport
import Testing

@Suite struct GroupOfOneTests {
    @Test func aGroupOfOneNeedsNobodyElse() throws {
        let group = GroupOfOne()
        #expect(group.isRoot && group.worldSize == 1)
        group.barrier()
        let agreed = try group.agree { 7 }
        #expect(agreed == 7)
        let bytes = try group.fromRoot { [1, 2, 3] }
        #expect(bytes == [1, 2, 3])
        let gathered = group.gather([4, 5], to: 0)
        #expect(gathered == [[4, 5]])
        var values: [Int64] = [8]
        group.combine(&values, by: .sum)
        #expect(values == [8])
    }

    @Test func aTreeSumIsTheSerialOne() throws {
        let sum = try TreeSum(group: GroupOfOne(), virtualWorkers: 5, elementCount: 77)
        let total = try sum.overWorkers { worker, vector in
            for element in vector.indices {
                vector[element] += SerialSum.value(worker: worker, element: element)
            }
        }
        #expect(Array(total) == SerialSum.tree(virtualWorkers: 5, elementCount: 77))
    }
}
