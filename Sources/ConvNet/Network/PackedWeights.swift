/// A network's weights in the layouts that its kernels read. `Network.pack` writes them once for
/// each update of the weights.
///
/// Processes that share memory can share one copy, of which each packs a part. This saves time when
/// ranks share cores, because otherwise each core would pack all weights once for each of its
/// ranks.
package struct PackedWeights {
    /// What the passes read, for each layer.
    let layers: [Pass.PackedLayer]
    /// What `Network.pack` writes in this process, for each layer.
    let ownParts: [Packing.Target]
    /// Whether other processes pack some of the parts.
    let isShared: Bool

    /// Packed weights for training, of which this process packs a part.
    /// - Parameters:
    ///   - part: which of `parts` roughly equal parts this process packs. Each matrix belongs to
    ///     the part of the memory that contains its middle.
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

    /// The number of floats of a network's packed weights for training.
    package static func sharedCount(for network: Network) -> Int {
        var plan = MemoryPlan()
        _ = places(for: network, in: &plan)
        return plan.count
    }

    /// - Parameters:
    ///   - memory: memory as planned with `places`.
    ///   - isOwn: whether this process packs the weights at this place.
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

    /// The offset and the number of floats of one layer's weights in one form.
    struct Place {
        let offset: Int
        let count: Int
    }

    /// Where one layer's packed weights are, in both forms.
    struct LayerPlaces {
        let forward: Place
        /// Nil if the gradient of the layer's input is not needed.
        let backward: Place?

        /// - Parameter trains: whether there will be backward passes.
        init(layer index: Int, of network: Network, trains: Bool, in plan: inout MemoryPlan) {
            func place(_ form: PackedForm, _ plan: inout MemoryPlan) -> Place {
                let count = network.layers[index].packedCount(form, network.kernels)
                return Place(offset: plan.reserve(count), count: count)
            }
            forward = place(.forward, &plan)
            // The gradient of the images is not needed.
            backward = trains && index > 0 ? place(.backward, &plan) : nil
        }
    }

    private static func places(for network: Network, in plan: inout MemoryPlan) -> [LayerPlaces] {
        network.layers.indices.map {
            LayerPlaces(layer: $0, of: network, trains: true, in: &plan)
        }
    }
}
