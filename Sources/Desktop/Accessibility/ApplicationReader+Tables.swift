import Core

extension ApplicationReader {
    /// Reads the visible cells of a table that is too large to be read whole.
    ///
    /// Cells at points spread over the table are found by `Component.GetAccessibleAtPoint`; they
    /// tell which rows and columns are in view, whose cells `Table.GetAccessibleAt` gives.
    func probe(_ position: Int) {
        let node = nodes[position]
        guard node.interfaces.contains(.component), node.interfaces.contains(.table) else {
            readFirstChildren(position)
            return
        }
        let span = CellSpan()
        call(node.id.path, Names.component, "GetExtents", [.uint32(0)]) { reply in
            guard var reader = reply.reader, var inner = reader.enter(), let x = inner.int32(),
                let y = inner.int32(), let width = inner.int32(), let height = inner.int32(),
                width > 8, height > 8, width < 1 << 16, height < 1 << 16
            else { return }
            let points = Self.spread(x: x, y: y, width: width, height: height)
            span.waiting = points.count
            for point in points { self.findCell(at: point, position, span) }
        }
    }

    private static func spread(x: Int32, y: Int32, width: Int32, height: Int32) -> [(x: Int32, y: Int32)] {
        let columns: [Int32] = [4, width / 4, width / 2, width * 3 / 4, width - 5]
        let rows: [Int32] = [4, height / 8, height / 4, height / 2, height * 3 / 4, height - 5]
        return rows.flatMap { row in columns.map { (x &+ $0, y &+ row) } }
    }

    private func findCell(at point: (x: Int32, y: Int32), _ position: Int, _ span: CellSpan) {
        let path = nodes[position].id.path
        let arguments: [BusArgument] = [.int32(point.x), .int32(point.y), .uint32(0)]
        call(path, Names.component, "GetAccessibleAtPoint", arguments) { reply in
            var reader = reply.reader
            guard let cell = reader?.reference(), !cell.isNull, cell.bus == self.bus, cell.path != path,
                span.seen.insert(cell.path).inserted
            else { return self.arrived(position, span) }
            self.call(cell.path, Names.accessible, "GetIndexInParent") { reply in
                var reader = reply.reader
                guard let index = reader?.int32(), index >= 0 else { return self.arrived(position, span) }
                self.call(path, Names.table, "GetRowAtIndex", [.int32(index)]) { reply in
                    var reader = reply.reader
                    if let row = reader?.int32(), row >= 0 { span.addRow(row) }
                }
                self.call(path, Names.table, "GetColumnAtIndex", [.int32(index)]) { reply in
                    var reader = reply.reader
                    if let column = reader?.int32(), column >= 0 { span.addColumn(column) }
                    self.arrived(position, span)
                }
            }
        }
    }

    private func arrived(_ position: Int, _ span: CellSpan) {
        span.waiting -= 1
        guard span.waiting == 0 else { return }
        guard let rows = span.rows, let columns = span.columns else {
            readFirstChildren(position)
            return
        }
        let path = nodes[position].id.path
        var left = options.maximumCells
        // A spreadsheet's screen has a thousand cells; those at the top left are the likeliest to count.
        let across = min(columns.count, max(10, left / rows.count))
        for row in rows {
            for column in columns.prefix(across) {
                guard left > 0 else { return }
                left -= 1
                call(path, Names.table, "GetAccessibleAt", [.int32(row), .int32(column)]) { reply in
                    var reader = reply.reader
                    guard let cell = reader?.reference(), !cell.isNull, cell.bus == self.bus else { return }
                    let index = Int(row - rows.lowerBound) * columns.count + Int(column - columns.lowerBound)
                    self.fetchCell(cell.path, table: path, index)
                }
            }
        }
    }

    /// Reads a cell with fewer calls than any object: there are hundreds.
    private func fetchCell(_ path: String, table: String, _ index: Int) {
        guard let position = addEmpty(path, role: .tableCell, parent: table, index) else { return }
        property("Name", of: Names.accessible, at: path) { reader in
            self.nodes[position].name = reader?.string() ?? ""
        }
        call(path, Names.text, "GetText", [.int32(0), .int32(-1)]) { reply in
            guard var reader = reply.reader, let text = reader.string(), !text.isEmpty else { return }
            self.nodes[position].text = String(text.prefix(self.options.maximumText))
        }
        call(path, Names.accessible, "GetState") { reply in
            var reader = reply.reader
            self.nodes[position].states = States(rawValue: reader?.states() ?? 0)
            // LibreOffice's cells offer no actions, and there are too many of them to ask.
            self.nodes[position].interfaces = self.facts.isGTK ? [.component, .action] : [.component]
            self.detail(position)
        }
    }

    private func readFirstChildren(_ position: Int) {
        let node = nodes[position]
        let count = min(node.childCount, 50)
        guard count > 0 else { return }
        for index in 0..<count {
            call(node.id.path, Names.accessible, "GetChildAtIndex", [.int32(Int32(index))]) { reply in
                var reader = reply.reader
                guard let child = reader?.reference(), !child.isNull, child.bus == self.bus else { return }
                self.fetch(child.path, parent: node.id.path, index)
            }
        }
    }
}

/// The rows and columns of a table that were seen at some points of it.
private final class CellSpan {
    var waiting = 0
    var seen: Set<String> = []
    private(set) var rows: ClosedRange<Int32>?
    private(set) var columns: ClosedRange<Int32>?

    func addRow(_ row: Int32) { rows = Self.widen(rows, row) }

    func addColumn(_ column: Int32) { columns = Self.widen(columns, column) }

    private static func widen(_ range: ClosedRange<Int32>?, _ value: Int32) -> ClosedRange<Int32> {
        guard let range else { return value...value }
        return min(range.lowerBound, value)...max(range.upperBound, value)
    }
}
