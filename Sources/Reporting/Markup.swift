/// A piece of HTML or SVG in which every inserted text is escaped.
///
/// Literals are markup; interpolated strings are text:
///
///     let label = "<b>"
///     let cell: Markup = "<td>\(label)</td>"  // <td>&lt;b&gt;</td>
///
/// Only a `Markup` value is inserted unescaped, so a class name or a setting can never become a tag
/// or break out of an attribute.
struct Markup: ExpressibleByStringInterpolation, CustomStringConvertible {
    private(set) var description: String

    init(stringLiteral value: String) {
        description = value
    }

    init(stringInterpolation: StringInterpolation) {
        description = stringInterpolation.text
    }

    static func += (left: inout Markup, right: Markup) {
        left.description += right.description
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 8)
        }

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        /// Inserts text, escaped.
        mutating func appendInterpolation(_ string: String) {
            text += Markup.escape(string)
        }

        mutating func appendInterpolation(_ integer: Int) {
            text += String(integer)
        }

        /// Inserts a coordinate or length in SVG units, with at most one digit after the decimal
        /// point.
        mutating func appendInterpolation(_ length: Double) {
            text += Markup.length(length)
        }

        /// Inserts markup unescaped.
        mutating func appendInterpolation(_ markup: Markup) {
            text += markup.description
        }

        /// Inserts pieces of markup, one per line.
        mutating func appendInterpolation(_ pieces: [Markup]) {
            text += pieces.map(\.description).joined(separator: "\n")
        }
    }

    /// The text with all characters that have a meaning in markup or in a quoted attribute replaced
    /// by references. Characters that XML forbids become U+FFFD.
    private static func escape(_ string: String) -> String {
        var escaped = ""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func length(_ value: Double) -> String {
        precondition(value.isFinite && abs(value) < 1e9, "\(value) is not a length on a page")
        let tenths = Int((value * 10).rounded())
        let fraction = abs(tenths % 10)
        let sign = tenths < 0 ? "-" : ""
        return "\(sign)\(abs(tenths) / 10)" + (fraction == 0 ? "" : ".\(fraction)")
    }
}
