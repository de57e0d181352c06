/// One difference between two JSON records.
package struct JSONDifference: Equatable {
    /// The path of the value: `test.perClass[3].recall`.
    package let path: String
    /// For example "seed: 1 in A, 2 in B".
    package let text: String

    /// All values that differ, in alphabetical order of their paths.
    /// - Parameters:
    ///   - names: the names of the two records in the text: "in A".
    ///   - absent: the text for a value that one record lacks.
    ///   - isLeftOut: whether members of that name are ignored, at any depth.
    package static func all(
        between a: JSONValue, and b: JSONValue, names: (String, String) = ("in A", "in B"),
        absent: String = "absent", isLeftOut: (String) -> Bool = { _ in false }
    ) -> [JSONDifference] {
        var differences: [JSONDifference] = []
        func compare(_ a: JSONValue?, _ b: JSONValue?, path: String) {
            switch (a, b) {
            case (.object(let left)?, .object(let right)?):
                for name in Set(left.keys).union(right.keys).sorted() where !isLeftOut(name) {
                    compare(
                        left[name], right[name], path: path.isEmpty ? name : "\(path).\(name)")
                }
            case (.array(let left)?, .array(let right)?) where left.count == right.count:
                for place in left.indices {
                    compare(left[place], right[place], path: "\(path)[\(place)]")
                }
            default:
                if a == b { return }
                let (left, right) = (a?.text ?? absent, b?.text ?? absent)
                differences.append(
                    JSONDifference(
                        path: path, text: "\(path): \(left) \(names.0), \(right) \(names.1)"))
            }
        }
        compare(a, b, path: "")
        return differences
    }
}

extension [JSONDifference] {
    /// The texts of the first `limit` differences, and a last text with the number of the others.
    package func texts(limit: Int) -> [String] {
        let rest = count - limit
        return prefix(limit).map(\.text)
            + (rest > 0 ? ["and \(rest) more \(rest == 1 ? "value" : "values")"] : [])
    }
}

extension JSONValue {
    /// A record as its JSON.
    package init(of record: some Encodable) {
        do {
            self = try JSONFile.decode(
                JSONValue.self, from: try JSONFile.line(record), path: "a record")
        } catch {
            // Treating such records as empty would make them all equal.
            preconditionFailure("a record without a JSON form: \(error)")
        }
    }
}
