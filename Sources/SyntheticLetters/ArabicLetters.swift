/// The 28 letters of the Arabic alphabet as they are shown, in the order of the labels 1 to 28.
package enum ArabicLetters {
    private static let letters = Array("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")

    /// The name to show for each class: "ba ب" and so on if the classes are exactly "1" to "28", as
    /// those of AHCD and of the synthetic letters are; the unchanged names otherwise.
    package static func displayNames(for classNames: [String]) -> [String] {
        guard classNames == LetterRenderer.classNames else { return classNames }
        return classNames.map { displayName(className: $0, classCount: letters.count) }
    }

    /// The name to show for one of `classCount` classes; see `displayNames(for:)`.
    package static func displayName(className: String, classCount: Int) -> String {
        guard classCount == letters.count,
            let index = LetterRenderer.classNames.firstIndex(of: className)
        else { return className }
        return "\(LetterRenderer.letterNames[index]) \(letters[index])"
    }
}
