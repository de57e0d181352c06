/// The page's style sheet. Colours have names, with one set of values for light mode and one for
/// dark.
enum ReportStyle {
    static let css: Markup = """
        :root {
          color-scheme: light dark;
          --paper: #fbfbf9; --card: #ffffff; --ink: #1d2126; --soft: #5b636d; --faint: #8b939c;
          --line: #e3e4e0; --rule: #c9ccc8;
          --first: #c2620e; --second: #1f64c8; --right: #1f7a68; --wrong: #c23b2a;
          --on-strong: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171a; --card: #1b1f23; --ink: #e7e8e6; --soft: #a5adb5; --faint: #7c858e;
            --line: #2c3237; --rule: #48505777;
            --first: #f0a45c; --second: #76aefc; --right: #4fb8a0; --wrong: #f07d68;
            --on-strong: #0f1214;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
            "Noto Sans Arabic", "DejaVu Sans", sans-serif;
        }
        main { max-width: 1180px; margin: 0 auto; padding: 48px 24px 64px; }
        h1 { margin: 0; font-size: 17px; font-weight: 500; color: var(--soft); }
        h1 strong {
          display: block; font-size: 60px; line-height: 1.1; font-weight: 600; color: var(--ink);
          letter-spacing: -0.02em; font-variant-numeric: tabular-nums;
        }
        h1 strong small {
          font-size: 0.5em; font-weight: 500; color: var(--soft); margin-left: 0.15em;
        }
        h2 { margin: 52px 0 14px; font-size: 19px; font-weight: 600; letter-spacing: -0.005em; }
        h3 { margin: 0 0 8px; font-size: 14px; font-weight: 600; color: var(--soft); }
        p { margin: 4px 0 12px; }
        .kicker { margin: 0 0 18px; color: var(--faint); font-size: 13px; }
        .note { color: var(--soft); font-size: 13.5px; max-width: 88ch; }
        .pair + .note { margin-top: 14px; }
        .facts {
          display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
          margin: 32px 0 0; padding: 0; border: 1px solid var(--line); border-radius: 10px;
          background: var(--card); overflow: hidden;
        }
        .facts div {
          padding: 13px 18px; border-right: 1px solid var(--line);
          border-bottom: 1px solid var(--line); margin: 0 -1px -1px 0;
        }
        .facts dt { color: var(--soft); font-size: 12.5px; }
        .facts dd {
          margin: 1px 0 0; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums;
        }
        .facts dd small { font-size: 12.5px; font-weight: 400; color: var(--soft); }
        .pair, .settings { display: grid; gap: 20px; }
        .pair { grid-template-columns: repeat(auto-fit, minmax(430px, 1fr)); }
        .beside { display: flex; flex-wrap: wrap; gap: 20px; align-items: flex-start; }
        .beside > .scroll { max-width: 100%; }
        .beside > .list { flex: 1 1 270px; }
        .list th, .list td { padding-left: 8px; padding-right: 4px; }
        .settings { grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); }
        .card {
          margin: 0; padding: 18px 18px 14px; background: var(--card);
          border: 1px solid var(--line); border-radius: 10px; min-width: 0;
        }
        .scroll { overflow-x: auto; }
        .scroll svg { display: block; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { font-weight: 500; color: var(--soft); font-size: 13px; text-align: right; }
        td { text-align: right; }
        th, td { padding: 5px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; padding-left: 4px; }
        tbody tr:hover { background: color-mix(in srgb, var(--ink) 4%, transparent); }
        tbody tr:last-child td { border-bottom-color: var(--rule); }
        tfoot td { color: var(--soft); }
        tfoot tr:last-child td { border-bottom: 0; }
        td.name { font-size: 16px; }
        td.name, td.wrap { white-space: normal; overflow-wrap: anywhere; }
        td.wrap { text-align: right; font-size: 13.5px; }
        th.bar { text-align: left; }
        td.bar { width: 22%; min-width: 130px; }
        td.bar span { display: flex; align-items: center; gap: 10px; }
        td.bar b { font-weight: 400; flex: 0 0 4ch; }
        td.bar i {
          display: block; height: 8px; border-radius: 2px; background: var(--wrong); opacity: 0.8;
        }
        code { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
        details summary {
          cursor: pointer; color: var(--soft); font-size: 13.5px; margin-top: 14px;
        }
        svg { font-family: inherit; font-variant-numeric: tabular-nums; }
        svg text { fill: var(--soft); }
        .line-chart { display: block; width: 100%; height: auto; font-size: 12px; }
        .line-chart text.legend { fill: var(--ink); }
        .line-chart .grid, .heat-map .grid { stroke: var(--line); fill: none; }
        .line-chart .axis { stroke: var(--rule); }
        .line-chart line.marker { stroke: var(--faint); stroke-dasharray: 3 4; }
        .line-chart text.marker { fill: var(--faint); font-size: 11.5px; }
        .line-chart path, .line-chart line[class^=series] {
          fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round;
        }
        .series-0 { stroke: var(--first); } circle.series-0 { fill: var(--first); }
        .series-1 { stroke: var(--second); } circle.series-1 { fill: var(--second); }
        .epoch rect { fill: transparent; }
        .epoch .faint { opacity: 0; }
        .epoch:hover rect { fill: var(--ink); fill-opacity: 0.05; }
        .epoch:hover circle { opacity: 1; stroke-width: 4; }
        .heat-map text { fill: var(--ink); }
        .heat-map .caption { fill: var(--faint); font-size: 11.5px; }
        .heat-map .right rect { fill: var(--right); }
        .heat-map .wrong rect { fill: var(--wrong); }
        .heat-map .strong text { fill: var(--on-strong); }
        .heat-map g:hover rect { stroke: var(--ink); stroke-width: 1.5; }
        @media (max-width: 620px) {
          main { padding: 28px 16px; }
          .pair, .settings { grid-template-columns: minmax(0, 1fr); }
        }
        @media print { .card { break-inside: avoid; } }
        """
}
