extension ActivationProblem {
    /// What the passes should give, value by value, in Double.
    struct Reference {
        var y: [Double]
        /// Empty without pooling.
        var winners: [UInt8] = []
        var gradientSum: [Double]
        var productSum: [Double]
        var dx: [Double]
        var shortcutGradient: [Double]
    }

    var reference: Reference {
        var result = Reference(
            y: [], gradientSum: Array(repeating: 0, count: channels),
            productSum: Array(repeating: 0, count: channels), dx: [],
            shortcutGradient: Array(repeating: 0, count: inputCount))
        for output in 0..<outputCount {
            let places = places(ofOutput: output)
            var winner = 0
            for i in places.indices.dropFirst() {
                let value = preactivation(places[i])
                // A NaN is to be noticed, so it wins.
                if value > preactivation(places[winner]) || value.isNaN { winner = i }
            }
            let value = preactivation(places[winner])
            let isOff = value <= 0
            result.y.append(isOff ? 0 : value)
            if pools { result.winners.append(isOff ? 4 : UInt8(winner)) }
            if value > 0 { result.shortcutGradient[places[winner]] = Double(dy[output]) }
        }
        for place in 0..<inputCount {
            let c = place % channels
            let slope = result.shortcutGradient[place]
            let input = Double(x[place])
            result.gradientSum[c] += slope
            result.productSum[c] += slope * (input - Double(mean[c]))
            result.dx.append(
                Double(rule[0][c]) * slope + Double(rule[1][c]) * input + Double(rule[2][c]))
        }
        return result
    }

    private func preactivation(_ place: Int) -> Double {
        let c = place % channels
        return Double(x[place]) * Double(scale[c]) + Double(offset[c])
            + (shortcut.map { Double($0[place]) } ?? 0)
    }

    /// The values that an output is the largest of, in the order of their codes.
    private func places(ofOutput output: Int) -> [Int] {
        guard pools else { return [output] }
        let c = output % channels
        let column = output / channels % outputWidth
        let row = output / channels / outputWidth % outputHeight
        let sample = output / channels / outputWidth / outputHeight
        return [(0, 0), (0, 1), (1, 0), (1, 1)].map { down, right in
            ((sample * height + 2 * row + down) * width + 2 * column + right) * channels + c
        }
    }
}
