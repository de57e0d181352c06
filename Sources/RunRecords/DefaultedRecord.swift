/// A record whose properties all have default values. A property that is missing in a file is
/// decoded as its default, so files from before the property existed can still be read.
///
/// ```swift
/// struct Window: DefaultedRecord { var height = 32; var width = 32 }
/// try JSONFile.filled(Window.self, from: Array(#"{"width": 24}"#.utf8), path: "window.json")
/// // Window(height: 32, width: 24)
/// ```
package protocol DefaultedRecord: Codable, Sendable {
    /// A record with all defaults.
    init()
}

extension JSONFile {
    /// Decodes a record, with the defaults of `Record()` for properties that are missing at any
    /// depth.
    ///
    /// - Parameter path: the file of the text, for the message.
    /// - Throws: `RecordError` if the text is not such a record, or has a property that this
    ///   program does not know. Ignoring it could change the meaning of the record, because a later
    ///   version defined it.
    package static func filled<Record: DefaultedRecord>(
        _ type: Record.Type, from text: some Collection<UInt8>, path: String
    ) throws(RecordError) -> Record {
        try filled(type, from: try decode(JSONValue.self, from: text, path: path), path: path)
    }

    static func filled<Record: DefaultedRecord>(
        _ type: Record.Type, from stored: JSONValue, path: String
    ) throws(RecordError) -> Record {
        let complete = stored.filled(from: JSONValue(of: Record()))
        let record = try decode(Record.self, from: try line(complete), path: path)
        if let unknown = stored.firstPath(absentFrom: JSONValue(of: record)) {
            throw RecordError(
                otherVersion: path,
                what: "\(unknown) is no property that this version of hwr-dist knows")
        }
        return record
    }
}

extension JSONValue {
    /// This value plus the members of `defaults` that it lacks, in objects of any depth.
    fileprivate func filled(from defaults: JSONValue) -> JSONValue {
        guard case .object(let own) = self, case .object(let others) = defaults else { return self }
        return .object(others.merging(own) { other, own in own.filled(from: other) })
    }

    /// The first member of this value, in alphabetical order, that `other` lacks; members with null
    /// do not count.
    fileprivate func firstPath(absentFrom other: JSONValue) -> String? {
        guard case .object(let own) = self, case .object(let others) = other else { return nil }
        for (name, value) in own.sorted(by: { $0.key < $1.key }) where value != .null {
            guard let theirs = others[name] else { return name }
            if let inner = value.firstPath(absentFrom: theirs) { return "\(name).\(inner)" }
        }
        return nil
    }
}
