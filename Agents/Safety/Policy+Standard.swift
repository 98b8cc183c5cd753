public import Core

extension Policy {
    /// The route of an outcome that the safety policy brought about.
    public static let route = "policy"

    /// The policy that holds where the user has written none.
    ///
    /// Passwords of the system are never entered. What destroys, sends, closes unsaved work,
    /// installs, switches off or runs dangerous commands needs a person's word.
    public static let standard = Policy(rules: forbidden + deeds + commands + keys)

    private static let forbidden: [PolicyRule] = [
        "*polkit*", "*pkexec*", "*gksu*", "*authentication required*", "*authenticate*", "*keyring*",
    ].flatMap { application in
        ["type", "setText", "click", "invoke", "key"].map {
            PolicyRule(
                application: application,
                action: $0,
                verdict: .deny,
                reason: "system passwords are for people to enter"
            )
        }
    }

    private static let deeds: [PolicyRule] =
        rules(
            for: [
                "delete*", "*delete permanently*", "remove*", "erase*", "*move to trash*", "*empty trash*",
                "shred*",
            ],
            reason: "this deletes something"
        )
        + rules(
            for: ["send", "send *", "post", "publish*", "submit payment*", "buy*", "pay*", "order now*"],
            reason: "this sends or pays something"
        )
        + rules(
            for: [
                "*without saving*", "don't save*", "don’t save*", "discard*", "*discard changes*",
                "close *without*",
            ],
            reason: "this loses unsaved work"
        )
        + rules(for: ["uninstall*", "install", "install *"], reason: "this changes the installed software")
        + rules(
            for: ["format", "format disk*", "format volume*", "format partition*", "erase disk*"],
            reason: "this erases a disk"
        )
        + rules(
            for: [
                "shut down*", "shutdown*", "power off*", "restart", "restart computer*", "reboot*",
                "log out*", "hibernate*",
            ],
            reason: "this ends the session"
        )

    /// A rule for each way to set something off by its name.
    private static func rules(for names: [String], reason: String) -> [PolicyRule] {
        names.flatMap { name in
            ["click", "invoke", "menu", "select"].map {
                PolicyRule(name: name, action: $0, verdict: .confirm, reason: reason)
            }
        }
    }

    private static let commands: [PolicyRule] = dangerous.flatMap { pattern in
        ["type", "setText"].map { action in
            PolicyRule(name: pattern, action: action, verdict: .confirm, reason: "this command can do damage")
        }
    }

    private static let dangerous: [String] = {
        // At the start of a line, or behind what joins commands.
        let starts = ["", "*;", "*; ", "*&& ", "*&&", "*| ", "*|", "*|| ", "*$(", "*`", "*\n"]
        let words = [
            "sudo *", "su", "su *", "rm -r*", "rm -f*", "rm -*r*", "rm * -r*", "mkfs*", "dd *of=*",
            "shutdown*",
            "reboot*", "poweroff*", "halt*", "chmod -r *", "chown -r *", "kill -9 -1*", "fdisk*", "parted*",
            "wipefs*", "shred *", "find * -delete*", ":(){*", "git push*", "apt *remove*", "apt-get *remove*",
            "apt *purge*", "userdel*", "passwd*", "crontab -r*",
        ]
        let anywhere = [
            "*curl *|*sh*", "*wget *|*sh*", "*> /dev/sd*", "*>/dev/sd*", "*> /etc/*", "*>/etc/*",
            "*base64 -d*|*sh*",
            "*/bin/rm *",
        ]
        return anywhere + starts.flatMap { start in words.map { start + $0 } }
    }()

    private static let keys: [PolicyRule] =
        [
            PolicyRule(
                name: "shift+delete",
                action: "key",
                verdict: .confirm,
                reason: "this deletes something for good"
            ),
            PolicyRule(
                name: "ctrl+alt+*",
                action: "key",
                verdict: .confirm,
                reason: "this may end the session"
            ),
        ]
        + ["*.sh", "*.run", "*.appimage", "*.deb", "*.rpm", "*.exe", "*.jar", "*.bin"].map {
            PolicyRule(name: $0, action: "open", verdict: .confirm, reason: "this may run an unknown program")
        }
}
