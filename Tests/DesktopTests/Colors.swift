import Desktop

/// The colours of all pixels, the unused byte aside.
func colors(_ image: RawImage) -> [UInt32] {
    image.withUnsafeBytes { bytes in
        bytes.bindMemory(to: UInt32.self).map { $0 & 0xff_ffff }
    }
}
