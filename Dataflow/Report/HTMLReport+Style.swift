extension HTMLReport {
    /// The style sheet; colours follow the reader's light or dark setting.
    static let style = """

        :root{
          --ground:#f4f5f7;--card:#fff;--ink:#1b1f27;--soft:#5c6573;--line:#dfe3e9;--accent:#2f5fd0;
          --mark:#e8590c;--good:#16803c;--part:#0b7285;--plain:#5c6573;--warn:#a15c00;--stop:#8a2fc0;--bad:#c92a2a;
          --bar:#dbe5fb;--chosen:#b9ceff;--shade:0 1px 2px rgb(20 25 40/.06),0 4px 16px rgb(20 25 40/.05);
          --observe:#4c8bf5;--decide:#9b6ef3;--act:#f2994a;--verify:#34a873;--other:#8b95a5;
        }
        @media (prefers-color-scheme:dark){:root{
          --ground:#0f1216;--card:#181c22;--ink:#e7eaef;--soft:#9aa4b2;--line:#2a3039;--accent:#8ab0ff;
          --mark:#ff8a3d;--good:#58c884;--part:#4cc3d9;--plain:#9aa4b2;--warn:#f0b35a;--stop:#c894f2;--bad:#ff7b7b;
          --bar:#233250;--chosen:#2f4a86;--shade:none;
        }}
        *{box-sizing:border-box}
        html{scroll-behavior:smooth;scroll-padding-top:1rem}
        body{margin:0 auto;padding:1.5rem clamp(1rem,3vw,2.5rem) 3rem;max-width:84rem;background:var(--ground);
          color:var(--ink);font:15px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
          overflow-wrap:anywhere}
        h1,h2,h3,p,dl,dd,ol,ul,figure{margin:0;padding:0}
        ol,ul{list-style:none}
        code{font:.88em ui-monospace,"DejaVu Sans Mono",monospace;color:var(--soft)}
        .store{position:absolute}
        .quiet{color:var(--soft);font-weight:400}
        .badge{display:inline-block;padding:.1rem .6rem;border-radius:99px;font-size:.82rem;font-weight:600;
          white-space:nowrap;border:1px solid currentColor}
        .top,.step{background:var(--card);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shade)}
        .top{padding:1.6rem 1.8rem;border-top:5px solid var(--tone,var(--plain))}
        .top h1{font-size:clamp(1.35rem,2.6vw,1.9rem);line-height:1.25;margin:.5rem 0;text-wrap:balance}
        .verdict .badge{color:var(--tone,var(--plain))}
        .message{color:var(--soft);max-width:60rem}
        .answer{margin-top:.6rem;font-size:1.2rem;font-weight:600}
        .answer span{font-size:.82rem;font-weight:400;color:var(--soft);margin-right:.4rem}
        .facts{display:flex;flex-wrap:wrap;gap:.7rem 2.2rem;margin-top:1.1rem}
        .facts dt{font-size:.78rem;color:var(--soft)}
        .facts dd{font-weight:600;font-variant-numeric:tabular-nums}
        .strip{display:flex;flex-wrap:wrap;gap:.35rem;margin-top:1.2rem}
        .strip a{display:block;min-width:2rem;padding:.15rem .4rem;text-align:center;font-size:.85rem;font-weight:600;
          border-radius:7px;text-decoration:none;color:var(--tone);border:1px solid var(--tone);
          background:color-mix(in srgb,var(--tone) 9%,transparent)}
        .strip a:hover{background:color-mix(in srgb,var(--tone) 24%,transparent)}
        a:focus-visible,summary:focus-visible,.screen label:focus-within{outline:3px solid var(--accent);outline-offset:2px}
        .end-verified{--tone:var(--good)}.end-unverified{--tone:var(--part)}.end-failed,.end-drift{--tone:var(--bad)}
        .end-refused{--tone:var(--stop)}.end-budget,.end-needsUser,.end-interrupted{--tone:var(--warn)}
        .status-confirmed{--tone:var(--good)}.status-partial{--tone:var(--part)}.status-unverifiable{--tone:var(--plain)}
        .status-suspectedNoop{--tone:var(--warn)}.status-refused{--tone:var(--stop)}.status-failed{--tone:var(--bad)}
        .step{margin-top:1.2rem;padding:1.2rem 1.4rem}
        .step:target{border-color:var(--accent)}
        .step>header{display:flex;align-items:center;gap:.8rem;margin-bottom:1rem}
        .step>header h2{flex:1;font-size:1.1rem;line-height:1.35}
        .number{flex:none;display:grid;place-items:center;width:2rem;height:2rem;border-radius:50%;font-weight:700;
          background:color-mix(in srgb,var(--tone) 14%,transparent);color:var(--tone)}
        .badge.status{color:var(--tone)}
        .columns{display:grid;grid-template-columns:minmax(0,1.65fr) minmax(17rem,1fr);gap:1.6rem}
        .words section{margin-bottom:1.1rem}
        .words p{margin-bottom:.35rem}
        h3{font-size:.8rem;font-weight:600;color:var(--soft);margin-bottom:.35rem}
        .who{color:var(--accent)}
        .sure{margin-left:.35rem;font-weight:600;font-variant-numeric:tabular-nums}
        .screen label{display:block;position:relative;cursor:zoom-in;border-radius:8px}
        .screen input{position:absolute;opacity:0;width:1px;height:1px}
        .screen svg{display:block;width:100%;height:auto;border-radius:8px;border:1px solid var(--line);background:#000}
        .screen figcaption{font-size:.82rem;color:var(--soft);margin-top:.4rem}
        .screen label:has(:checked){position:fixed;inset:0;z-index:9;cursor:zoom-out;display:grid;place-items:center;
          background:rgb(0 0 0/.86);border-radius:0}
        .screen label:has(:checked) svg{width:auto;height:auto;max-width:100vw;max-height:100vh;min-width:min(100vw,60rem);
          border:0;border-radius:0}
        .close{display:block;width:100%;height:auto;margin-top:.6rem;border-radius:8px;border:1px solid var(--line)}
        svg rect.target,svg rect.focus,svg .target path,svg .target circle{fill:none;stroke:var(--mark);
          stroke-width:3px;vector-effect:non-scaling-stroke}
        svg rect.halo{fill:none;stroke:#fff;stroke-opacity:.85;stroke-width:6px;vector-effect:non-scaling-stroke}
        svg rect.focus{stroke-dasharray:7 5}
        .screen .ground{fill:#2b313b}.screen .window{fill:#f2f3f5;stroke:#5c6573}
        .screen .element{fill:#fff;fill-opacity:.7;stroke:#aab2bf}.screen text{font:12px sans-serif;fill:#333}
        .bars{display:grid;gap:3px;margin:.5rem 0}
        .bars li{position:relative;display:flex;gap:.6rem;padding:.12rem .5rem;font-size:.88rem;border-radius:5px;overflow:hidden}
        .bars .bar{position:absolute;inset:0 auto 0 0;background:var(--bar);border-radius:5px;min-width:3px}
        .bars .chosen .bar{background:var(--chosen)}
        .bars .chosen .what{font-weight:600}
        .bars .what{position:relative;flex:1}
        .bars .share{position:relative;font-variant-numeric:tabular-nums;color:var(--soft)}
        .more{color:var(--soft)}
        .evidence li{padding-left:1.2rem;position:relative;font-size:.92rem}
        .evidence li::before{content:"";position:absolute;left:.3rem;top:.55em;width:.4rem;height:.4rem;border-radius:50%;
          background:var(--tone)}
        .evidence li.more::before{display:none}
        .others li{font-size:.9rem;padding-left:1.2rem}
        .timing{display:flex;gap:2px;height:.55rem;border-radius:99px;overflow:hidden}
        .timing span{min-width:2px}
        .phases{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin-top:.4rem;font-size:.85rem;color:var(--soft)}
        .phases i{display:inline-block;width:.6rem;height:.6rem;border-radius:3px;margin-right:.35rem}
        .phases b{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
        .phase-observe{background:var(--observe)}.phase-decide{background:var(--decide)}.phase-act{background:var(--act)}
        .phase-verify{background:var(--verify)}.phase-other{background:var(--other)}
        details{font-size:.88rem}
        .final details{margin-top:.8rem}
        summary{cursor:pointer;color:var(--soft);border-radius:4px}
        .elements{margin:.5rem 0;max-height:22rem;overflow:auto}
        .elements li{padding:.08rem 0}
        .warn{color:var(--warn)}
        .empty,footer{margin-top:1.6rem;color:var(--soft);font-size:.85rem}
        @media (max-width:60rem){.columns{grid-template-columns:minmax(0,1fr)}}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        @media print{body{background:#fff}.top,.step{box-shadow:none;break-inside:avoid}details{display:none}}

        """
}
