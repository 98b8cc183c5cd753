import CX11
public import Core

extension Display {
    /// Takes a picture of the screen, or of a part of it, as it is now.
    ///
    /// Through memory shared with the server where it offers that, else through the socket. Of the whole
    /// of an own display only the rows that were drawn on since the last capture are copied.
    /// - Parameter area: Screen pixels; `nil` for the whole screen. What lies outside is cut off.
    /// - Throws: `badArgument` when nothing of the area is on the screen; `displayLost`,
    ///   `refusedByServer`.
    public func capture(_ area: Rect? = nil) throws -> RawImage {
        let area = try onScreen(area)
        if area == whole, let image = try updatedCapture() { return image }
        guard let (image, segment) = newCapture(area), try copy(area, into: segment) else {
            return try captureThroughSocket(area)
        }
        return image
    }

    /// Brings the last copy of the whole screen up to date where it was drawn on since.
    ///
    /// `nil` where it is not known what was drawn on, or no memory is shared.
    private func updatedCapture() throws -> RawImage? {
        guard let rows = try damage?.takeRows(connection) else { return nil }
        var latest = damage?.latest
        if rows.isEmpty, let latest { return latest }
        // Whatever fails below, half a copy is never taken for a whole one.
        damage?.latest = nil
        if let segment = latest?.reusableSegment() {
            guard try update(segment, in: rows) else { return nil }
        } else {
            // Somebody still looks at the last one, or there is none.
            guard let (image, segment) = newCapture(whole), try update(segment, in: 0..<size.height) else {
                return nil
            }
            latest = image
        }
        damage?.latest = latest
        return latest
    }

    /// Copies rows of the screen to the same place of a copy of the whole screen.
    private func update(_ segment: SharedSegment, in rows: Range<Int>) throws -> Bool {
        var rows = rows
        if let framebuffer {
            for _ in 0..<2 {
                framebuffer.copy(rows, to: segment.address)
                // What was drawn meanwhile may be in the copy by half.
                guard let drawn = try damage?.takeRows(connection) else { return false }
                if drawn.isEmpty { return true }
                rows = drawn
            }
            // Somebody draws all the time; the server does not while it copies.
        }
        return try copy(
            Rect(x: 0, y: rows.lowerBound, width: size.width, height: rows.count),
            into: segment,
            at: rows.lowerBound * size.width * 4
        )
    }

    private func newCapture(_ area: Rect) -> (RawImage, SharedSegment)? {
        guard let segment = pixels.take(on: connection) else { return nil }
        let image = RawImage(
            width: area.width,
            height: area.height,
            bytesPerRow: area.width * 4,
            buffer: PixelBuffer(segment: segment, pool: pixels)
        )
        return (image, segment)
    }

    /// Has the server copy a part of the screen into a segment, from a byte of it on.
    ///
    /// - Returns: `false` when the pixels are not of 32 bits each.
    private func copy(_ area: Rect, into segment: SharedSegment, at offset: Int = 0) throws -> Bool {
        let screen = XDefaultScreen(connection.handle)
        let image = XShmCreateImage(
            connection.handle,
            XDefaultVisual(connection.handle, screen),
            UInt32(XDefaultDepth(connection.handle, screen)),
            ZPixmap,
            nil,
            &segment.info,
            UInt32(area.width),
            UInt32(area.height)
        )
        guard let image else { return false }
        // The pixels belong to the segment, not to the image.
        defer {
            image.pointee.data = nil
            _ = image.pointee.f.destroy_image(image)
        }
        guard image.pointee.bits_per_pixel == 32, Int(image.pointee.bytes_per_line) == area.width * 4 else {
            return false
        }
        image.pointee.data = segment.info.shmaddr + offset
        let root = connection.root
        try connection.perform("capture the screen") {
            XShmGetImage($0, root, image, Int32(area.x), Int32(area.y), lam_all_planes())
        }
        return true
    }

    /// Takes a picture through the socket, as every X server can.
    ///
    /// - Throws: As `capture`.
    public func captureThroughSocket(_ area: Rect? = nil) throws -> RawImage {
        let area = try onScreen(area)
        let root = connection.root
        let image = try connection.perform("capture the screen") {
            XGetImage(
                $0,
                root,
                Int32(area.x),
                Int32(area.y),
                UInt32(area.width),
                UInt32(area.height),
                lam_all_planes(),
                ZPixmap
            )
        }
        guard let image, let data = image.pointee.data else {
            throw DesktopError(.refusedByServer, "Display \(name) gave no pixels of its screen.")
        }
        defer { _ = image.pointee.f.destroy_image(image) }
        guard image.pointee.bits_per_pixel == 32 else {
            throw DesktopError(
                .refusedByServer,
                "Display \(name) has \(image.pointee.bits_per_pixel) bits a pixel; only 32 are understood. "
                    + "Start it with a depth of 24."
            )
        }
        let bytesPerRow = Int(image.pointee.bytes_per_line)
        let bytes = UnsafeRawBufferPointer(start: data, count: bytesPerRow * area.height)
        return RawImage(
            width: area.width,
            height: area.height,
            bytesPerRow: bytesPerRow,
            pixels: Array(bytes)
        )
    }

    private var whole: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

    private func onScreen(_ area: Rect?) throws -> Rect {
        let cut = (area ?? whole).intersection(whole)
        guard !cut.isEmpty else {
            throw DesktopError(
                .badArgument,
                "Nothing of the area to capture lies on the screen of \(size.width)×\(size.height) pixels."
            )
        }
        return cut
    }
}
