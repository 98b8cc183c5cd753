import Core

extension ApplicationReader {
    /// Asks for the extents of what had some last time, before it is known to be there still.
    ///
    /// The application works on them while its cache is being read here.
    func askForKnownFrames() {
        for path in facts.framed { askForFrame(path) }
    }

    /// Wants the extents of a visible object, and asks for them where that has not been done.
    func readFrame(_ position: Int) {
        let path = nodes[position].id.path
        framed.insert(path)
        if let frame = frames[path] {
            nodes[position].frame = frame
        } else {
            askForFrame(path)
        }
    }

    private func askForFrame(_ path: String) {
        guard askedForFrame.insert(path).inserted else { return }
        call(path, Names.component, "GetExtents", [.uint32(0)]) { reply in
            guard var reader = reply.reader, var inner = reader.enter(), let x = inner.int32(),
                let y = inner.int32(), let width = inner.int32(), let height = inner.int32()
            else { return }
            let frame = Rect(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
            self.frames[path] = frame
            if self.framed.contains(path), let position = self.positions[path] {
                self.nodes[position].frame = frame
            }
        }
    }
}
