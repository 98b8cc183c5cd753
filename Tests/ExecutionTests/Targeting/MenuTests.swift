import Core
import Execution
import TestSupport
import Testing

@Suite("Finding menu entries in a tree")
struct MenuTests {
    private let hidden = Rect.zero

    /// GTK: the entries hang below the title.
    private var gtk: Observation {
        Screens.screen([
            Screens.element(1, .menuBar),
            Screens.element(2, .menu, "File", parent: 1),
            Screens.element(3, .menuItem, "Save As…", frame: hidden, parent: 2),
            Screens.element(4, .menu, "Open Recent", frame: hidden, parent: 2),
            Screens.element(5, .menuItem, "Clear", frame: hidden, parent: 4),
            Screens.element(6, .menu, "Edit", parent: 1),
            Screens.element(7, .menuItem, "Clear", frame: hidden, parent: 6),
        ])
    }

    /// Qt: a popup menu without a name stands between a title and its entries.
    private var qt: Observation {
        Screens.screen([
            Screens.element(1, .menuBar),
            Screens.element(2, .menuItem, "File", parent: 1),
            Screens.element(3, .popupMenu, parent: 2),
            Screens.element(4, .menuItem, "Save", frame: hidden, parent: 3),
        ])
    }

    @Test("Entries are those right below a title, not those of its submenus")
    func below() {
        let titles = gtk.menuEntries(below: nil, in: nil)
        #expect(titles.map(\.name) == ["File", "Edit"])
        #expect(gtk.menuEntries(below: titles[0], in: nil).map(\.name) == ["Save As…", "Open Recent"])
        let recent = gtk.elements[3]
        #expect(gtk.menuEntries(below: recent, in: nil).map(\.name) == ["Clear"])
        #expect(qt.menuEntries(below: qt.elements[1], in: nil).map(\.name) == ["Save"])
    }

    @Test("Names are compared without case, outer space and the ellipsis")
    func names() {
        let entries = gtk.menuEntries(below: gtk.elements[1], in: nil)
        #expect(gtk.entry(named: "save as...", among: entries)?.id == ElementRef(3))
        #expect(gtk.entry(named: "Save As", among: entries)?.id == ElementRef(3))
        #expect(gtk.entry(named: "Save", among: entries) == nil)
    }

    @Test("The path of an entry is made of the titles above it")
    func path() {
        #expect(menuPath(of: gtk.elements[4], in: gtk) == ["File", "Open Recent", "Clear"])
        #expect(menuPath(of: gtk.elements[6], in: gtk) == ["Edit", "Clear"])
        #expect(menuPath(of: qt.elements[3], in: qt) == ["File", "Save"])
        let loose = Screens.element(9, .menuItem, "Paste")
        #expect(menuPath(of: loose, in: Screens.screen([loose])) == nil)
    }
}
