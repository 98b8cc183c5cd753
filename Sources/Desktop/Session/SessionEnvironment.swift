import Glibc

/// The environment of a session's programs: what of ours is harmless, and what the session adds.
enum SessionEnvironment {
    /// What is taken over from our own environment; everything else could tie a program to the
    /// user's desktop, buses or settings.
    private static let inherited = [
        "PATH", "TZ", "USER", "LOGNAME", "SHELL", "LD_LIBRARY_PATH", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS",
        "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    ]

    /// Returns the environment of a session.
    ///
    /// - Parameters:
    ///   - surroundings: The environment that the session is started from.
    ///   - directory: The session's directory.
    ///   - home: Its home directory.
    ///   - display: Its X display.
    static func make(_ surroundings: Surroundings, directory: String, home: String, display: String)
        -> [String: String]
    {
        var environment: [String: String] = [:]
        for name in inherited { environment[name] = surroundings[name] }
        environment["PATH", default: ProgramPath.standard] += ""
        let settings = [
            "LAM_SESSION": directory,
            "DISPLAY": display,
            "XAUTHORITY": "\(directory)/Xauthority",
            "HOME": home,
            "XDG_CONFIG_HOME": "\(home)/.config",
            "XDG_DATA_HOME": "\(home)/.local/share",
            "XDG_STATE_HOME": "\(home)/.local/state",
            "XDG_CACHE_HOME": "\(home)/.cache",
            "XDG_RUNTIME_DIR": "\(directory)/run",
            "XDG_SESSION_TYPE": "x11",
            "TMPDIR": "\(directory)/tmp",
            "LANG": "C.UTF-8",
            "LANGUAGE": "en",
            "GDK_BACKEND": "x11",
            "QT_QPA_PLATFORM": "xcb",
            // Qt looks at the accessibility bus only when it is told to (field notes, row E).
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            // LibreOffice's own drawing has no accessibility tree.
            "SAL_USE_VCLPLUGIN": "gtk3",
            // Settings go to a file in the session's home, not to the user's dconf.
            "GSETTINGS_BACKEND": "keyfile",
            "GIO_USE_VFS": "local",
            "GIO_USE_VOLUME_MONITOR": "unix",
            "GTK_USE_PORTAL": "0",
            // Without a graphics card GTK4 draws faster, and starts sooner, without OpenGL.
            "GSK_RENDERER": "cairo",
        ]
        environment.merge(settings) { _, new in new }
        if hasGTK2Bridge { environment["GTK_MODULES"] = "gail:atk-bridge" }
        return environment
    }

    /// Whether GTK2 programs can have an accessibility tree; the setting is noise for all others.
    private static var hasGTK2Bridge: Bool {
        Files.names(in: "/usr/lib").contains { name in
            access("/usr/lib/\(name)/gtk-2.0/modules/libatk-bridge.so", R_OK) == 0
        }
    }
}
