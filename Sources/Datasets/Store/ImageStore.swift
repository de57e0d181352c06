package import Failures
package import Images

/// One image that could not be loaded.
package struct ImageFailure: Sendable, Equatable, Codable {
    /// The image's place in the list of entries that was to be loaded.
    package var entryIndex: Int
    /// Relative to the index's folder.
    package var path: String
    /// What is wrong and what to do.
    package var reason: String
    /// `badData`; where another host has listed the file, `noInput` if it cannot be read here and
    /// `configuration` if it is another file here.
    package var exitStatus: ExitStatus
    /// The rank that could not load it, such as "rank 3 on node2", where it matters on which host.
    package var rankName: String?

    package init(
        entryIndex: Int, path: String, reason: String, exitStatus: ExitStatus = .badData,
        rankName: String? = nil
    ) {
        self.entryIndex = entryIndex
        self.path = path
        self.reason = reason
        self.exitStatus = exitStatus
        self.rankName = rankName
    }
}

extension ImageFailure: CustomStringConvertible {
    /// For example "rank 3 on node2: 1/7.png: an empty file".
    package var description: String {
        ([rankName, path].compactMap(\.self) + [reason]).joined(separator: ": ")
    }
}

/// Decoded grey images of one size with their labels: what a rank holds in memory.
package struct ImageStore: Sendable {
    package let height: Int
    package let width: Int
    /// count × height × width bytes, image after image, row after row.
    package private(set) var pixels: [UInt8]
    /// Each image's class.
    package private(set) var labels: [Int32]
    /// `SampleKey.hash` of each image's relative path.
    package private(set) var keys: [UInt64]
    /// Each image's digest as decoded, so that changed data can be named.
    package private(set) var digests: [ImageDigest]

    package var count: Int { labels.count }

    /// - Parameter count: the images to reserve memory for.
    package init(height: Int, width: Int, reserving count: Int = 0) {
        precondition(height > 0 && width > 0, "an image has at least one pixel")
        self.height = height
        self.width = width
        pixels = []
        labels = []
        keys = []
        digests = []
        pixels.reserveCapacity(count * height * width)
        labels.reserveCapacity(count)
        keys.reserveCapacity(count)
        digests.reserveCapacity(count)
    }

    /// Adds one image of height × width bytes.
    package mutating func append(
        pixels image: some Collection<UInt8>, label: Int, key: UInt64, digest: ImageDigest
    ) {
        precondition(image.count == height * width, "an image has height × width pixels")
        pixels.append(contentsOf: image)
        labels.append(Int32(label))
        keys.append(key)
        digests.append(digest)
    }

    /// Calls `body` with the height × width bytes of one image.
    package func withPixels<Result>(
        of sample: Int, _ body: (UnsafePointer<UInt8>) -> Result
    ) -> Result {
        precondition(sample >= 0 && sample < count, "the store has \(count) images")
        return pixels.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else {
                preconditionFailure("an image has at least one pixel")
            }
            return body(start + sample * height * width)
        }
    }

    /// Turns dark ink on a light ground into light ink on a dark one, in every image.
    package mutating func invert() {
        for place in pixels.indices { pixels[place] = 255 - pixels[place] }
    }

    private mutating func replace(_ sample: Int, by image: Image) {
        precondition(image.height == height && image.width == width, "the images have one size")
        let start = sample * height * width
        pixels.replaceSubrange(start..<start + height * width, with: image.pixels)
    }

    /// What `load` found.
    package struct Loaded: Sendable {
        /// The images that could be read, in the order of the entries, as decoded until
        /// `settleInk` is called.
        package var store: ImageStore
        /// All images that could not, in the order of the entries.
        package var failures: [ImageFailure]
        /// What the images look like as decoded.
        package var tally = ImageTally()
        /// Whether every pixel as decoded is 0 or 255.
        package var allBinary: Bool
        /// The narrow images as decoded, with their places in the store: what is put around them
        /// depends on the ink.
        fileprivate var narrowImages: [(sample: Int, image: Image)] = []

        package init(store: ImageStore, allBinary: Bool) {
            self.store = store
            self.allBinary = allBinary
            failures = []
        }

        /// Makes ink light in all images, once the ink of the whole folder is known.
        package mutating func settleInk(isDark: Bool) {
            if isDark { store.invert() }
            for (sample, image) in narrowImages {
                store.replace(
                    sample,
                    by: ImageResizer.networkInput(
                        of: image, height: store.height, width: store.width, inkIsDark: isDark))
            }
            narrowImages = []
        }
    }

    /// Decodes images and brings them to one size. All are tried, so that every bad one is known.
    ///
    /// - Parameters:
    ///   - folder: the index's folder.
    ///   - entries: what to load from it.
    ///   - height: of the stored images, in pixels.
    ///   - width: of the stored images, in pixels.
    ///   - listedElsewhere: whether another host has listed the files: then those that are missing
    ///     here, or have another size, are no bad images.
    ///   - onProgress: called with the number of images tried, after each.
    package static func load(
        folder: String, entries: some Collection<ImageIndex.Entry>, height: Int, width: Int,
        listedElsewhere: Bool = false, onProgress: ((Int) -> Void)? = nil
    ) -> Loaded {
        var loaded = Loaded(
            store: ImageStore(height: height, width: width, reserving: entries.count),
            allBinary: true)
        var reader = ImageReader()
        for (place, entry) in entries.enumerated() {
            do throws(ImageError) {
                let image = try reader.image(at: join(folder, entry.path))
                if listedElsewhere { try entry.requireSize(reader.byteCount, in: folder) }
                loaded.add(image, entry: entry)
            } catch {
                loaded.failures.append(
                    ImageFailure(
                        entryIndex: place, path: entry.path, reason: error.reason.description,
                        exitStatus: listedElsewhere
                            ? entry.exitStatus(of: error, reader.byteCount) : .badData))
            }
            onProgress?(place + 1)
        }
        return loaded
    }
}

extension ImageIndex.Entry {
    /// - Throws: `ImageError` where the file does not have the size that it was listed with.
    fileprivate func requireSize(_ found: Int, in folder: String) throws(ImageError) {
        guard byteCount > 0, found != byteCount else { return }
        throw ImageError(
            path: join(folder, path), reason: .otherSize(found, whereListed: byteCount))
    }

    /// That of an image that another host has listed.
    fileprivate func exitStatus(of error: ImageError, _ found: Int) -> ExitStatus {
        guard byteCount > 0 else { return .badData }
        return error.exitStatus == .badData && found != byteCount
            ? .configuration : error.exitStatus
    }
}

extension ImageStore.Loaded {
    fileprivate mutating func add(_ image: Image, entry: ImageIndex.Entry) {
        tally.add(image, label: entry.label)
        if image.isNarrow { narrowImages.append((store.count, image)) }
        allBinary = allBinary && image.pixels.allSatisfy { $0 == 0 || $0 == 255 }
        store.append(
            pixels: ImageResizer.resize(image, height: store.height, width: store.width).pixels,
            label: entry.label, key: SampleKey.hash(entry.path), digest: ImageDigest(of: image))
    }
}
