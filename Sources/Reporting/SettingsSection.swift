import RunRecords

/// The configuration of the run and the digests that identify its data, program and weights.
struct SettingsSection {
    let settings: JSONValue?
    let summary: RunSummary?

    var markup: Markup {
        "\([settingsMarkup, identityMarkup])"
    }

    /// A card for each group of `config.json`. It is listed generically, so that a new option
    /// appears here by itself.
    private var settingsMarkup: Markup {
        guard case .object(let fields)? = settings, !fields.isEmpty else { return "" }
        let sorted = fields.sorted { $0.key < $1.key }
        let plain = sorted.filter { !$0.value.isObject }.map { ($0.key, $0.value.text) }
        let groups =
            (plain.isEmpty ? [] : [(name: "", rows: plain)])
            + sorted.filter { $0.value.isObject }.map { name, value in
                (name: name, rows: value.leaves.map { ($0.path, $0.text) })
            }
        let cards = groups.map { name, rows -> Markup in
            let heading: Markup = name.isEmpty ? "" : "<h3>\(name)</h3>"
            return """
                <div class="card">\(heading)
                \(Self.table(rows))
                </div>
                """
        }
        return """
            <section>
            <h2>Settings</h2>
            <div class="settings">
            \(cards)
            </div>
            </section>
            """
    }

    /// The digests by which two runs can be compared.
    private var identityMarkup: Markup {
        guard let summary else { return "" }
        let rows = [
            ("Weights after the last step (SHA-256)", summary.weightsSHA256),
            ("Weights evaluated (SHA-256)", summary.evaluated.sha256),
            ("Training data", summary.dataDigest),
            ("Seed", String(summary.seed)),
            ("Program build", summary.buildID),
            ("Kernel set", summary.kernelSet),
        ]
        return """
            <section>
            <h2>Identity</h2>
            <p class="note">Data, configuration, seed and kernel set decide the weights; the \
            number of ranks does not. Equal runs have equal digests.</p>
            <div class="card">
            \(Self.table(rows))
            </div>
            </section>
            """
    }

    /// - Parameter rows: names and values.
    private static func table(_ rows: [(String, String)]) -> Markup {
        let lines = rows.map { name, value -> Markup in
            """
            <tr><td>\(name)</td><td class="wrap"><code>\(value)</code></td></tr>
            """
        }
        return """
            <table><tbody>
            \(lines)
            </tbody></table>
            """
    }
}

extension JSONValue {
    fileprivate var isObject: Bool {
        if case .object = self { true } else { false }
    }
}
