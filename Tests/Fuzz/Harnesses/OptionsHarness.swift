import RunRecords

func checkOptions(_ bytes: [UInt8]) throws(Finding) {
    let arguments: [String]
    do {
        arguments = try OptionFile.arguments(in: "fuzz", fileSystem: SingleFile(bytes))
    } catch {
        return try requireMessage(error)
    }
    for argument in arguments {
        let scalars = Array(argument.unicodeScalars)
        try require(
            scalars.count > 2 && scalars.starts(with: "--".unicodeScalars)
                && ("a"..."z").contains(scalars[2]),
            "\"\(argument)\" is no option")
        try require(
            scalars.allSatisfy { $0.properties.generalCategory != .control },
            "\"\(argument)\" has a control character")
    }
}
