/// A check that text is well-formed: tags nest and close, attributes are quoted, every ampersand
/// begins a reference that the page uses. Independent of the code that makes the page.
enum MarkupCheck {
    /// What is wrong with the text, or nil.
    static func fault(in text: String) -> String? {
        var open: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == ">" }) {
            let tail = rest[start...]
            switch rest[start] {
            case ">" where open.last != "style":
                return "a stray > at '\(tail.prefix(40))'"
            case "&":
                let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
                guard references.contains(where: tail.hasPrefix) else {
                    return "a bare & at '\(tail.prefix(40))'"
                }
                rest = tail.dropFirst()
            case "<":
                guard let end = tail.firstIndex(of: ">") else { return "an unclosed tag" }
                let tag = tail[tail.index(after: start)..<end]
                rest = tail[tail.index(after: end)...]
                if tag.hasPrefix("!") { continue }
                if tag.hasPrefix("/") {
                    guard open.popLast() == String(tag.dropFirst()) else {
                        return "</\(tag.dropFirst())> closes nothing"
                    }
                    continue
                }
                if let fault = attributeFault(in: tag) { return fault }
                let name = tag.prefix { $0.isLetter || $0.isNumber }
                if !tag.hasSuffix("/") { open.append(String(name)) }
            default:
                rest = tail.dropFirst()
            }
        }
        return open.isEmpty ? nil : "\(open) stay open"
    }

    private static func attributeFault(in tag: Substring) -> String? {
        guard tag.first?.isLetter == true else { return "<\(tag)> has no name" }
        var isQuoted = false
        for character in tag {
            if character == "\"" { isQuoted.toggle() }
            if character == "<" || (character == "'" && !tag.contains("Content-Security-Policy")) {
                return "\(character) within <\(tag)>"
            }
        }
        return isQuoted ? "an open quote in <\(tag)>" : nil
    }
}
