import Core

extension ApplicationReader {
    /// Asks for what is worth knowing of one object: extents, text, number, choice, actions.
    func detail(_ position: Int) {
        let node = nodes[position]
        let visible = isVisible(node)
        if visible, node.interfaces.contains(.component) {
            if onlyLaysOut(node) { spanned.insert(node.id.path) } else { readFrame(position) }
        }
        if node.interfaces.contains(.action) { readActions(position, visible: visible) }
        guard visible else { return }
        if node.interfaces.contains(.text), holdsText(node), node.role != .passwordText {
            readText(position)
        }
        if options.attributes, node.name.isEmpty, facts.isBrowser { readAttributes(position) }
        if node.interfaces.contains(.value), Self.numbered.contains(node.role) { readNumber(position) }
        if node.role == .comboBox, node.interfaces.contains(.selection) { readSelection(position) }
        if node.name.isEmpty || node.role == .comboBox, Self.labelled.contains(node.role) {
            readLabels(position)
        }
    }

    /// Whether nothing but the place of its children is to be known of a container.
    ///
    /// Half of what a GTK 3 window shows are such boxes; what spans their children is as good as the
    /// extents they would give, and costs no call.
    private func onlyLaysOut(_ node: AccessibleNode) -> Bool {
        facts.isGTK && !facts.isGTK4 && Self.boxes.contains(node.role) && node.name.isEmpty
            && node.interfaces.isDisjoint(with: [.action, .text, .value, .selection])
            && node.childCount > 0 && node.childCount == known[node.id.path]
            // LibreOffice draws in this panel, whose extents are what puts its own widgets right.
            && !parentsOfRootPanes.contains(node.id.path)
    }

    private static let boxes: Set<Role> = [.filler, .panel, Role("split pane")]

    /// Whether what an object is called or holds is to be found in its text.
    ///
    /// A browser may give a leaf of a page no name but a text.
    private func holdsText(_ node: AccessibleNode) -> Bool {
        Role.textInputs.contains(node.role)
            || (facts.isBrowser && node.name.isEmpty && node.childCount == 0)
    }

    private func readAttributes(_ position: Int) {
        call(nodes[position].id.path, Names.accessible, "GetAttributes") { reply in
            guard var reader = reply.reader, var list = reader.enter() else { return }
            while list.type == BusType.entry, var entry = list.enter() {
                guard let key = entry.string(), let value = entry.string() else { continue }
                self.nodes[position].attributes[key] = value
            }
        }
    }

    private static let numbered: Set<Role> = [
        .slider, .spinButton, .scrollBar, Role("progress bar"), Role("level bar"), Role("dial"),
        Role("split pane"),
    ]

    private static let labelled = Role.textInputs.union([
        .comboBox, .slider, .pushButton, .toggleButton, .checkBox, .radioButton, .table, .treeTable,
        Role("switch"), Role("list"), Role("list box"), Role("tree"),
    ])

    /// How many unseen menu entries of a role are asked in one reading, where each has no answer.
    private static let entriesToTry = 4

    private func readActions(_ position: Int, visible: Bool) {
        let node = nodes[position]
        if let known = facts.actions[ApplicationFacts.ObjectKey(path: node.id.path, role: node.role)] {
            nodes[position].actions = known
            return
        }
        // Menu entries of an application offer the same, so one of them is asked while unseen; Qt's
        // differ between those that open a menu and those that do something.
        guard !visible, !facts.isQt else { return askActions(position) }
        guard Role.menuEntries.contains(node.role), facts.menuActions[node.role] == nil else { return }
        let before = unseenEntries[node.role, default: []].count
        if before < Self.entriesToTry { unseenEntries[node.role, default: []].append(position) }
        if before == 0 { askActions(position) }
    }

    private func askActions(_ position: Int) {
        let node = nodes[position]
        let speaksForItsRole = Role.menuEntries.contains(node.role) && !facts.isQt
        call(node.id.path, Names.action, "GetActions") { reply in
            var names: [String] = []
            if var reader = reply.reader, var list = reader.enter() {
                while list.type == BusType.structure, var entry = list.enter() {
                    if let name = entry.string() { names.append(name) }
                }
                self.nodes[position].actions = names
                // Chromium names its actions only where each is asked for its name, and gives an
                // element that was pressed another one ("check" becomes "uncheck").
                if self.facts.isBrowser, names.contains("") { return self.askActionNames(position) }
                self.facts.actions[ApplicationFacts.ObjectKey(path: node.id.path, role: node.role)] = names
            }
            guard speaksForItsRole else { return }
            if !names.isEmpty { self.facts.menuActions[node.role] = names }
            // An application that is still starting replaces its menus: the one that was asked may be
            // gone, and then the next has to speak for all.
            guard self.facts.menuActions[node.role] == nil, let waiting = self.unseenEntries[node.role],
                let next = waiting.firstIndex(of: position).map({ $0 + 1 }), next < waiting.count
            else { return }
            self.askActions(waiting[next])
        }
    }

    private func askActionNames(_ position: Int) {
        for index in nodes[position].actions.indices.prefix(4) {
            call(nodes[position].id.path, Names.action, "GetName", [.int32(Int32(index))]) { reply in
                var reader = reply.reader
                self.nodes[position].actions[index] = reader?.string() ?? ""
            }
        }
    }

    private func readText(_ position: Int) {
        let path = nodes[position].id.path
        property("CharacterCount", of: Names.text, at: path) { reader in
            // LibreOffice refuses a range beyond the end, Qt wants exact lengths: ask for both.
            let count = Int(reader?.int32() ?? 0)
            self.nodes[position].characterCount = count
            guard count > 0 else {
                self.nodes[position].text = ""
                return
            }
            let isDocument = self.nodes[position].states.isSuperset(of: [.editable, .multiLine])
            let limit = isDocument ? self.options.maximumDocument : self.options.maximumText
            if count > limit { self.nodes[position].states.insert(.truncated) }
            let end = Int32(clamping: min(count, limit))
            self.call(path, Names.text, "GetText", [.int32(0), .int32(end)]) { reply in
                var reader = reply.reader
                self.nodes[position].text = reader?.string()
            }
        }
    }

    private func readNumber(_ position: Int) {
        property("CurrentValue", of: Names.value, at: nodes[position].id.path) { reader in
            guard let number = reader?.double(), number.isFinite else { return }
            self.nodes[position].number = number
        }
    }

    private func readSelection(_ position: Int) {
        call(nodes[position].id.path, Names.selection, "GetSelectedChild", [.int32(0)]) { reply in
            guard var reader = reply.reader, let child = reader.reference(), !child.isNull,
                child.bus == self.bus
            else { return }
            self.property("Name", of: Names.accessible, at: child.path) { reader in
                self.nodes[position].selection = reader?.string()
            }
        }
    }

    private func readLabels(_ position: Int) {
        let node = nodes[position]
        let key = ApplicationFacts.ObjectKey(path: node.id.path, role: node.role)
        if let known = facts.labels[key] {
            nodes[position].labelledBy = known
            return
        }
        call(nodes[position].id.path, Names.accessible, "GetRelationSet") { reply in
            guard var reader = reply.reader, var relations = reader.enter() else { return }
            self.facts.labels[key] = []
            while relations.type == BusType.structure, var relation = relations.enter() {
                guard let kind = relation.uint32(), let targets = relation.references() else { continue }
                // ATSPI_RELATION_LABELLED_BY
                guard kind == 2 else { continue }
                let labels = targets.filter { !$0.isNull }.map { AccessibleID(bus: $0.bus, path: $0.path) }
                self.nodes[position].labelledBy = labels
                self.facts.labels[key] = labels
            }
        }
    }
}
