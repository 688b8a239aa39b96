/** The explorer's style sheet. */
export const explorerStyle = `:root { color-scheme: light dark; --line: #8884; --accent: #0a6ebd; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1, h2 { line-height: 1.2; }
h2 { border-bottom: 1px solid var(--line); margin-top: 2rem; text-transform: capitalize; }
code, pre, textarea { font: 14px/1.45 ui-monospace, monospace; }
pre { border: 1px solid var(--line); border-radius: 4px; max-height: 24rem; overflow: auto; padding: .5rem; }
details { border-bottom: 1px solid var(--line); padding: .25rem 0; }
summary { cursor: pointer; }
summary b { color: var(--accent); display: inline-block; font-size: .8rem; min-width: 4rem; }
summary b.DELETE { color: #c0392b; }
form { display: grid; gap: .5rem; margin: .5rem 0; }
form.sign-in { align-items: end; border: 1px solid var(--line); border-radius: 4px; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); padding: .75rem; }
label { display: grid; gap: .15rem; }
input, textarea, button { border: 1px solid var(--line); border-radius: 4px; font: inherit; padding: .35rem .5rem; }
textarea { font: 14px/1.45 ui-monospace, monospace; }
button { background: var(--accent); color: #fff; cursor: pointer; justify-self: start; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
tr:target { background: #fd02; }
`;
