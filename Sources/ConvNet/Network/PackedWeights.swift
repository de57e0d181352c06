/// A network's weights in the forms that its kernels read. `Network.pack` writes them once for each
/// change of the weights, for all passes until the next.
///
/// Processes that share memory can share one copy, of which each packs a part.
package struct PackedWeights {
    /// Of each layer, what the passes read.
    let layers: [Pass.PackedLayer]
    /// Of each layer, what `Network.pack` writes here.
    let ownParts: [Packing.Target]
    /// Whether other processes pack parts.
    let isShared: Bool

    /// The packed weights of a network in training, of which this process packs a part.
    /// - Parameters:
    ///   - part: which of `parts` roughly equal parts.
    ///   - memory: `sharedCount` floats that outlive this value, aligned to a cache line.
    package init(
        for network: Network, part: Int, of parts: Int, in memory: UnsafeMutablePointer<Float>
    ) {
        var plan = MemoryPlan()
        let places = Self.places(for: network, in: &plan)
        self.init(places, in: memory, isShared: true) { place in
            (place.offset + place.count / 2) * parts / plan.count == part
        }
    }

    /// The floats that the packed weights of a network in training take.
    package static func sharedCount(for network: Network) -> Int {
        var plan = MemoryPlan()
        _ = places(for: network, in: &plan)
        return plan.count
    }

    /// - Parameters:
    ///   - memory: what was planned with `places`.
    ///   - isOwn: whether this process packs a form.
    init(
        _ places: [LayerPlaces], in memory: UnsafeMutablePointer<Float>, isShared: Bool = false,
        isOwn: (Place) -> Bool = { _ in true }
    ) {
        self.isShared = isShared
        layers = places.map { places in
            Pass.PackedLayer(
                forward: memory + places.forward.offset,
                backward: places.backward.map { memory + $0.offset })
        }
        func target(_ place: Place) -> UnsafeMutablePointer<Float>? {
            isOwn(place) ? memory + place.offset : nil
        }
        ownParts = places.map { places in
            Packing.Target(
                forward: target(places.forward), backward: places.backward.flatMap(target))
        }
    }

    /// Where one layer's weights in one form lie: floats from the start of some memory, and their
    /// number.
    struct Place {
        let offset: Int
        let count: Int
    }

    /// Where one layer's weights lie.
    struct LayerPlaces {
        let forward: Place
        /// Nil where nobody asks for the gradient of the layer's input.
        let backward: Place?

        /// - Parameter trains: whether there will be backward passes.
        init(layer index: Int, of network: Network, trains: Bool, in plan: inout MemoryPlan) {
            func place(_ form: PackedForm, _ plan: inout MemoryPlan) -> Place {
                let count = network.layers[index].packedCount(form, network.kernels)
                return Place(offset: plan.reserve(count), count: count)
            }
            forward = place(.forward, &plan)
            // Nobody asks for the gradient of the images.
            backward = trains && index > 0 ? place(.backward, &plan) : nil
        }
    }

    private static func places(for network: Network, in plan: inout MemoryPlan) -> [LayerPlaces] {
        network.layers.indices.map {
            LayerPlaces(layer: $0, of: network, trains: true, in: &plan)
        }
    }
}
