/// A value of two records that is not the same in both.
package struct JSONDifference: Equatable {
    /// Where it stands: `test.perClass[3].recall`.
    package let path: String
    /// For example "seed: 1 in A, 2 in B".
    package let text: String

    /// All values that differ, in the order of their names.
    /// - Parameters:
    ///   - names: where the two records stand, as the text ends on it: "in A".
    ///   - absent: the text of a value that is in one record only.
    ///   - isLeftOut: whether a member of that name is passed over, at any depth.
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
    /// A text for each difference; the last one counts those after the first `limit`.
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
            // Records compared as if they had no values would always be equal.
            preconditionFailure("a record without a JSON form: \(error)")
        }
    }
}
