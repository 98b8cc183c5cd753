/// The files that make programs come up plain, still and without first-run questions.
enum SessionFiles {
    /// Writes them into a fresh home; files that are there already are left alone.
    static func prepare(home: String, directory: String) throws(DesktopError) {
        for part in ["run", "logs", "tmp"] { try Files.makeDirectory("\(directory)/\(part)") }
        for part in [
            ".config", ".local/share", ".local/state", ".cache", "Desktop", "Documents", "Downloads",
        ] {
            try Files.makeDirectory("\(home)/\(part)")
        }
        // Blinking and sliding would keep the screen from ever being still.
        let gtk = "[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n"
        for (path, text) in [
            (".config/gtk-3.0/settings.ini", gtk),
            (".config/gtk-4.0/settings.ini", gtk),
            (".gtkrc-2.0", "gtk-cursor-blink = 0\ngtk-enable-animations = 0\n"),
            (".config/user-dirs.dirs", userDirectories),
            (".config/libreoffice/4/user/registrymodifications.xcu", office),
        ] {
            let file = "\(home)/\(path)"
            guard Files.text(file) == nil else { continue }
            if let slash = file.lastIndex(of: "/") { try Files.makeDirectory(String(file[..<slash])) }
            try Files.write(text, to: file)
        }
        try Files.write(windowManager, to: "\(directory)/openbox.xml")
    }

    private static let userDirectories = """
        XDG_DESKTOP_DIR="$HOME/Desktop"
        XDG_DOCUMENTS_DIR="$HOME/Documents"
        XDG_DOWNLOAD_DIR="$HOME/Downloads"

        """

    /// No tip of the day, no "what is new", no crash recovery question.
    private static let office = """
        <?xml version="1.0" encoding="UTF-8"?>
        <oor:items xmlns:oor="http://openoffice.org/2001/registry" \
        xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse">\
        <value>false</value></prop></item>
        <item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">\
        <value>false</value></prop></item>
        <item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse">\
        <value>99.0</value></prop></item>
        </oor:items>

        """

    /// One desktop, focus by click and for new windows, and no menu or key of its own that could
    /// catch what is meant for an application.
    private static let windowManager = """
        <?xml version="1.0" encoding="UTF-8"?>
        <openbox_config xmlns="http://openbox.org/3.4/rc">
          <focus><focusNew>yes</focusNew><followMouse>no</followMouse><raiseOnFocus>yes</raiseOnFocus></focus>
          <placement><policy>Smart</policy><center>yes</center></placement>
          <theme><name>Clearlooks</name><titleLayout>NLIMC</titleLayout><animateIconify>no</animateIconify></theme>
          <desktops><number>1</number><firstdesk>1</firstdesk><popupTime>0</popupTime></desktops>
          <resize><drawContents>yes</drawContents><popupShow>Never</popupShow></resize>
          <keyboard>
            <keybind key="A-F4"><action name="Close"/></keybind>
            <keybind key="A-Tab"><action name="NextWindow"><dialog>none</dialog><finalactions>
              <action name="Focus"/><action name="Raise"/><action name="Unshade"/></finalactions></action></keybind>
          </keyboard>
          <mouse>
            <dragThreshold>4</dragThreshold><doubleClickTime>300</doubleClickTime>
            <context name="Titlebar">
              <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
              <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
            </context>
            <context name="Frame">
              <mousebind button="A-Left" action="Drag"><action name="Move"/></mousebind>
            </context>
            <context name="Client">
              <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
              <mousebind button="Middle" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
              <mousebind button="Right" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
            </context>
            <context name="Close"><mousebind button="Left" action="Click"><action name="Close"/></mousebind></context>
            <context name="Iconify">
              <mousebind button="Left" action="Click"><action name="Iconify"/></mousebind>
            </context>
            <context name="Maximize">
              <mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind>
            </context>
            <context name="BRCorner">
              <mousebind button="Left" action="Drag"><action name="Resize"/></mousebind>
            </context>
          </mouse>
          <menu/>
        </openbox_config>

        """
}
