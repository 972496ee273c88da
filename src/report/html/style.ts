/** The look of every page: both colour schemes, a phone, and paper. Contrasts are at least 4.5 : 1 (WCAG 2.2 §1.4.3). */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfaf8;--card:#fff;--ink:#1c2228;--dim:#545e69;--line:#dcdfe2;--soft:#eff1f2;
--link:#0b559f;--good:#14633a;--bad:#ae2018;--warn:#7a4b00;--good-bg:#e6f3ea;--bad-bg:#fbe9e7;--warn-bg:#faf0dc;--unknown-bg:#eceef1}
@media (prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1b1f23;--ink:#e8ebee;--dim:#a6b0ba;--line:#343b43;--soft:#23282e;
--link:#82baff;--good:#74d394;--bad:#ff938a;--warn:#f2bd57;--good-bg:#173323;--bad-bg:#3e1e1c;--warn-bg:#382b12;--unknown-bg:#2a3037}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}
body>header,main,body>footer{max-width:74rem;margin:0 auto;padding:0 1.25rem}
body>header{padding-top:2.5rem}
main{padding-bottom:2rem}
main:focus{outline:none}
body>footer{color:var(--dim);font-size:.875rem;padding-top:1rem;padding-bottom:3rem;border-top:1px solid var(--line)}
h1{font-size:2rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:2.75rem 0 .75rem}
h3{font-size:1rem;line-height:1.4;font-weight:650;margin:1.5rem 0 .35rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
ul{margin:.4rem 0 .8rem;padding-left:1.2rem;max-width:46rem}
li{margin:.3rem 0}
a{color:var(--link)}
code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem .75rem;z-index:2}
.eyebrow{color:var(--dim);margin:0 0 .25rem;font-size:.875rem}
.lead{font-size:1.125rem;margin-bottom:1rem}
.dim{color:var(--dim)}
.facts{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0;padding:0}
.facts>div{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.6rem .9rem;min-width:7rem}
.facts dt{color:var(--dim);font-size:.8125rem}
.facts dd{margin:0;font-size:1.25rem;font-weight:600;line-height:1.35}
.facts dd small{display:block;font-size:.875rem;font-weight:400;color:var(--dim)}
.mark{display:inline-block;max-width:100%;border-radius:1rem;padding:.05rem .6rem;font-size:.875rem;font-weight:600;background:var(--unknown-bg);color:var(--ink)}
.mark.good{background:var(--good-bg);color:var(--good)}.mark.bad{background:var(--bad-bg);color:var(--bad)}.mark.warn{background:var(--warn-bg);color:var(--warn)}
td .mark{white-space:nowrap}
h1 .mark{font-size:1.5rem;padding:.15rem 1rem;border-radius:1.5rem}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.6rem;background:var(--card);margin:.75rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;overflow-wrap:normal}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{font-size:.8125rem;font-weight:600;color:var(--dim);white-space:nowrap;background:var(--soft)}
tbody th{font-weight:500;min-width:13rem;max-width:26rem;overflow-wrap:anywhere}
td.num,th.num{text-align:right;white-space:nowrap}
td.when{white-space:nowrap}
td.words{min-width:14rem}
td small{color:var(--dim);display:block;font-size:.8125rem}
th button{all:unset;cursor:pointer;padding:.1rem .15rem;border-radius:3px}
th button:focus-visible{outline:3px solid var(--link)}
th button::after{content:"↕";opacity:.55;padding-left:.35rem}
th[aria-sort=ascending] button::after{content:"↑";opacity:1}
th[aria-sort=descending] button::after{content:"↓";opacity:1}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:.5rem 0}
.tools[hidden]{display:none}
.tools label{font-size:.8125rem;color:var(--dim);display:grid;gap:.15rem}
.tools input,.tools select{font:inherit;font-size:1rem;color:var(--ink);background:var(--card);border:1px solid var(--dim);border-radius:.4rem;padding:.3rem .55rem;max-width:100%}
.tools output{color:var(--dim);font-size:.875rem;padding:.4rem 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.25rem 1.1rem .6rem;margin:.9rem 0;break-inside:avoid-page}
.card.bad{border-left:.3rem solid var(--bad)}.card.warn{border-left:.3rem solid var(--warn)}.card.good{border-left:.3rem solid var(--good)}
.card h2,.card h3{margin-top:.75rem}
.todo{background:var(--soft);border-radius:.4rem;padding:.5rem .75rem}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--link)}
.grid{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr))}
figure{margin:.75rem 0}.grid svg{max-width:26rem}svg.share{height:.65rem;border-radius:.3rem}
figcaption{color:var(--dim);font-size:.875rem;margin:.25rem 0}
svg{display:block;width:100%;height:auto;max-width:100%;font-family:inherit;font-size:12px;fill:var(--ink)}
.bar{fill:var(--link)}.bar.bad{fill:var(--bad)}.bar.good{fill:var(--good)}.bar.warn{fill:var(--warn)}.track{fill:var(--soft)}
.dimtext{fill:var(--dim)}
.gridline{stroke:var(--line);fill:none}
.line{stroke:var(--link);stroke-width:2.5;fill:none;stroke-linejoin:round}
.line.before{stroke-dasharray:2 3;stroke-width:2}
.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:5 4;fill:none}
.above{fill:var(--bad);fill-opacity:.07}
.drain{fill:var(--warn);fill-opacity:.22;stroke:var(--warn);stroke-width:1}
.now{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:2 3}
.lower-by{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:6 3}
.cutover{stroke:var(--ink);stroke-width:2.5}
.stale{fill:var(--bad);fill-opacity:.25;stroke:var(--bad);stroke-width:1}
.step{fill:var(--card);stroke:var(--link);stroke-width:2.5}.step.done{fill:var(--link)}.step.hand{fill:var(--warn);stroke:var(--warn)}
.ghost{fill:none;stroke:var(--dim);stroke-width:1;stroke-dasharray:2 4}
.label{paint-order:stroke;stroke:var(--bg);stroke-width:3.5px;stroke-linejoin:round}
.card .label{stroke:var(--card)}
.lane{fill:var(--soft)}.lane.old{fill:var(--warn);fill-opacity:.5}.lane.new{fill:var(--good);fill-opacity:.55}
.promise{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:6 4}
.acts{list-style:none;margin:0;padding:0 0 0 1.4rem;border-left:2px solid var(--line)}
.acts li{position:relative;margin:0 0 1.6rem}
.acts li::before{content:"";position:absolute;left:-1.8rem;top:.3rem;width:.65rem;height:.65rem;border-radius:50%;background:var(--link);border:3px solid var(--bg);box-sizing:content-box}
.acts h3{margin:.1rem 0 .25rem}.acts p{margin:.2rem 0}
.key{list-style:none;max-width:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;margin:.25rem 0;color:var(--dim);font-size:.8125rem}
.key li{display:flex;align-items:center;gap:.4rem;margin:0}.key svg{width:22px;flex:none}
.chart{overflow-x:auto}.chart svg{min-width:40rem}
.chart{--ground:var(--bg)}.card .chart{--ground:var(--card)}
@media (max-width:44rem){.chart{background:linear-gradient(90deg,var(--ground) 40%,transparent) 0 0/2rem 100% no-repeat local,linear-gradient(270deg,var(--ground) 40%,transparent) 100% 0/2rem 100% no-repeat local,
linear-gradient(90deg,#8887,transparent) 0 0/.6rem 100% no-repeat,linear-gradient(270deg,#8887,transparent) 100% 0/.6rem 100% no-repeat}}
@media (max-width:40rem){body>header{padding-top:1.5rem}h1{font-size:1.5rem}h1 .mark{font-size:1.25rem}body>header,main,body>footer{padding-left:1rem;padding-right:1rem}th,td{padding:.4rem .55rem}}
@media print{@page{size:A4;margin:14mm}
:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--dim:#444;--line:#bbb;--soft:#f2f2f2;--link:#0b559f;--good:#14633a;--bad:#ae2018;--warn:#7a4b00;--good-bg:#e6f3ea;--bad-bg:#fbe9e7;--warn-bg:#faf0dc;--unknown-bg:#eceef1}
html{font-size:9.5pt}body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body>header,main,body>footer{max-width:none;padding-left:0;padding-right:0}body>header{padding-top:0}
.skip,.tools,th button::after{display:none}
.scroll,.chart{overflow:visible;background:none}.chart svg{min-width:0}table{font-size:8pt}th,td{padding:.2rem .35rem}tbody th{min-width:34mm}td.words{min-width:0}thead th,td .mark,td small{font-size:7.5pt}td.when,td.num{white-space:normal}
tr{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}
details::details-content{content-visibility:visible;height:auto}summary{list-style:none;color:var(--ink)}}
`;
