package import Failures
package import Images

/// One image that could not be loaded.
package struct ImageFailure: Sendable, Equatable, Codable {
    /// The index of the image in the list of entries to load.
    package var entryIndex: Int
    /// Relative to the index's folder.
    package var path: String
    /// What is wrong with the image, and the remedy.
    package var reason: String
    /// `badData`. If another host has listed the file: `noInput` if it is unreadable here, and
    /// `configuration` if this host has a different file.
    package var exitStatus: ExitStatus
    /// The rank that could not load it, such as "rank 3 on node2", if there are several hosts.
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

/// Decoded grey images of one size with their labels, in memory. A rank has one store for each of
/// its virtual workers, and one each for its validation and test images.
package struct ImageStore: Sendable {
    package let height: Int
    package let width: Int
    /// The pixels of all images, (count, height, width), one byte each.
    package private(set) var pixels: [UInt8]
    /// The class of each image.
    package private(set) var labels: [Int32]
    /// `SampleKey.hash` of each image's relative path.
    package private(set) var keys: [UInt64]
    /// The digest of each image as decoded, so that changed images can be named at a resume.
    package private(set) var digests: [ImageDigest]

    package var count: Int { labels.count }

    /// - Parameter count: the number of images to reserve memory for.
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

    /// Inverts every image, so that dark ink on a light ground becomes light ink on a dark ground.
    package mutating func invert() {
        for place in pixels.indices { pixels[place] = 255 - pixels[place] }
    }

    private mutating func replace(_ sample: Int, by image: Image) {
        precondition(image.height == height && image.width == width, "the images have one size")
        let start = sample * height * width
        pixels.replaceSubrange(start..<start + height * width, with: image.pixels)
    }

    /// The result of `load`.
    package struct Loaded: Sendable {
        /// The images that could be read, in the order of the entries. Until `settleInk` is called,
        /// they are not inverted.
        package var store: ImageStore
        /// The images that could not be read, in the order of the entries.
        package var failures: [ImageFailure]
        /// Counts of ink and contrast of the images as decoded.
        package var tally = ImageTally()
        /// Whether every decoded pixel is 0 or 255.
        package var allBinary: Bool
        /// The narrow images as decoded, with their indices in the store. Their padding depends on
        /// the ink of the whole folder, which is not known yet.
        fileprivate var narrowImages: [(sample: Int, image: Image)] = []

        package init(store: ImageStore, allBinary: Bool) {
            self.store = store
            self.allBinary = allBinary
            failures = []
        }

        /// Makes ink light in all images, once the ink of the whole folder is known: inverts dark
        /// ink and pads narrow images.
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

    /// Decodes images and resizes them to one size. All images are tried, so that the error lists
    /// every bad one.
    ///
    /// - Parameters:
    ///   - folder: the index's folder.
    ///   - entries: the images to load.
    ///   - height: of the stored images, in pixels.
    ///   - width: of the stored images, in pixels.
    ///   - listedElsewhere: whether another host has listed the files. Then files that are missing
    ///     or have another size here are a difference between hosts, not bad images.
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
    /// - Throws: `ImageError` if the file does not have the size with which it was listed.
    fileprivate func requireSize(_ found: Int, in folder: String) throws(ImageError) {
        guard byteCount > 0, found != byteCount else { return }
        throw ImageError(
            path: join(folder, path), reason: .otherSize(found, whereListed: byteCount))
    }

    /// The exit status for an image that another host has listed: a difference between hosts is not
    /// bad data.
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
