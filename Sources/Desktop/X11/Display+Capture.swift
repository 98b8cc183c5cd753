import CX11
public import Core

extension Display {
    /// Takes a picture of the screen, or of a part of it, as it is now.
    ///
    /// Through memory shared with the server where it offers that, else through the socket. Of an
    /// own display only the rows that were drawn on since the last capture are copied.
    /// - Parameter area: Screen pixels; `nil` for the whole screen. What lies outside is cut off.
    /// - Throws: `badArgument` when nothing of the area is on the screen; `displayLost`,
    ///   `refusedByServer`.
    public func capture(_ area: Rect? = nil) throws -> RawImage {
        let whole = Rect(x: 0, y: 0, width: size.width, height: size.height)
        let area = try onScreen(area)
        if area == whole, let image = try updatedCapture() { return image }
        guard let segment = pixels.take(on: connection),
            let bytesPerRow = try copy(area, into: segment)
        else { return try captureThroughSocket(area) }
        let image = RawImage(
            width: area.width,
            height: area.height,
            bytesPerRow: bytesPerRow,
            buffer: PixelBuffer(segment: segment, pool: pixels)
        )
        if area == whole { damage?.latest = image }
        return image
    }

    /// Brings the last copy of the whole screen up to date where it was drawn on since.
    ///
    /// `nil` when there is none, or one that somebody still looks at and that is no longer right.
    private func updatedCapture() throws -> RawImage? {
        guard let rows = try damage?.takeRows(connection), var latest = damage?.latest else { return nil }
        if rows.isEmpty { return latest }
        damage?.latest = nil
        guard let segment = latest.reusableSegment(),
            try copy(
                Rect(x: 0, y: rows.lowerBound, width: size.width, height: rows.count),
                into: segment,
                at: rows.lowerBound * latest.bytesPerRow
            ) == latest.bytesPerRow
        else { return nil }
        damage?.latest = latest
        return latest
    }

    /// Has the server copy a part of the screen into a segment, from a byte of it on.
    ///
    /// - Returns: The bytes from one row to the next; `nil` when the pixels are not of 32 bits.
    private func copy(_ area: Rect, into segment: SharedSegment, at offset: Int = 0) throws -> Int? {
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
        guard let image else { return nil }
        // The pixels belong to the segment, not to the image.
        defer {
            image.pointee.data = nil
            _ = image.pointee.f.destroy_image(image)
        }
        guard image.pointee.bits_per_pixel == 32 else { return nil }
        image.pointee.data = segment.info.shmaddr + offset
        let root = connection.root
        try connection.perform("capture the screen") {
            XShmGetImage($0, root, image, Int32(area.x), Int32(area.y), lam_all_planes())
        }
        return Int(image.pointee.bytes_per_line)
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

    private func onScreen(_ area: Rect?) throws -> Rect {
        let screen = Rect(x: 0, y: 0, width: size.width, height: size.height)
        let cut = (area ?? screen).intersection(screen)
        guard !cut.isEmpty else {
            throw DesktopError(
                .badArgument,
                "Nothing of the area to capture lies on the screen of \(size.width)×\(size.height) pixels."
            )
        }
        return cut
    }
}
