/// The order in which people sort names with numbers: `2 ba` before `10 ra`. Class folders are
/// sorted by it, so this order defines the class indices of a model.
package enum NaturalOrder {
    /// Whether `left` comes before `right`. Runs of digits compare by value, everything else by
    /// Unicode scalar; a number comes before text. Names that are equal by this rule (`1`, `01`)
    /// compare by their bytes, so the order is total and the same on every system.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        var i = 0
        var j = 0
        while i < a.count && j < b.count {
            if digitValue(a[i]) != nil && digitValue(b[j]) != nil {
                let first = number(in: a, at: &i)
                let second = number(in: b, at: &j)
                if first.count != second.count { return first.count < second.count }
                if first != second { return first.lexicographicallyPrecedes(second) }
            } else {
                if a[i] != b[j] { return rank(a[i]) < rank(b[j]) }
                i += 1
                j += 1
            }
        }
        if i < a.count || j < b.count { return i == a.count }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Digits come before all other scalars.
    private static func rank(_ scalar: Unicode.Scalar) -> UInt32 {
        digitValue(scalar) == nil ? scalar.value + 1 : 0
    }

    /// The value of an ASCII, Arabic-Indic or extended Arabic-Indic digit.
    private static func digitValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar.value {
        case 0x30...0x39: scalar.value - 0x30
        case 0x660...0x669: scalar.value - 0x660
        case 0x6F0...0x6F9: scalar.value - 0x6F0
        default: nil
        }
    }

    /// The digits of the run at `index` without leading zeros; `index` moves past the run. Digits
    /// instead of an integer, because a run may be longer than any integer type holds.
    private static func number(in scalars: [Unicode.Scalar], at index: inout Int) -> [UInt32] {
        var digits: [UInt32] = []
        while index < scalars.count, let digit = digitValue(scalars[index]) {
            if digit != 0 || !digits.isEmpty { digits.append(digit) }
            index += 1
        }
        return digits
    }
}
