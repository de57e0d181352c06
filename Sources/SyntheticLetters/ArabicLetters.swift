/// The 28 letters of the Arabic alphabet as they are shown, in the order of the labels 1 to 28.
package enum ArabicLetters {
    private static let letters = Array("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")

    /// What to show for each class: "ba ب" and so on when the classes are exactly "1" to "28",
    /// and the names themselves otherwise.
    package static func displayNames(for classNames: [String]) -> [String] {
        guard classNames == LetterRenderer.classNames else { return classNames }
        return classNames.map { displayName(className: $0, classCount: letters.count) }
    }

    /// What to show for one class of `classCount` numbered classes: see `displayNames(for:)`.
    package static func displayName(className: String, classCount: Int) -> String {
        guard classCount == letters.count,
            let place = LetterRenderer.classNames.firstIndex(of: className)
        else { return className }
        return "\(LetterRenderer.letterNames[place]) \(letters[place])"
    }
}
