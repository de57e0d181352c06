import Handwriting

extension Manifest {
    /// For example "140 training, 28 validation and 28 test".
    var countText: String {
        func count(_ split: Split) -> Int { rows.count { $0.split == split } }
        return
            "\(count(.train)) training, \(count(.validation)) validation and \(count(.test)) test"
    }
}
