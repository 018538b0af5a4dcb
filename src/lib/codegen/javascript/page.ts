import { pageScript } from './pageScript.ts';
import { pageStyle } from './pageStyle.ts';

/**
 * predictor.html: form, batch scoring and schema check around the module, in one file that opens from disk. Its policy
 * leaves it no way to a network. No text of the recipe stands in the markup: all of it comes out of the module's JSON
 * and is written as text.
 */
export const predictorPage = (code: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Predictor</title>
<style>
${pageStyle}
</style>
</head>
<body>
<header>
<h1 id="title">Predictor</h1>
<p>The model as it was trained with Tabwise. Nothing leaves this page: it has no way to reach a network.</p>
</header>
<main>
<section aria-labelledby="one"><h2 id="one">One row</h2><form id="form" autocomplete="off"></form></section>
<section aria-labelledby="said" aria-live="polite"><h2 id="said">Prediction</h2><div id="answer"></div></section>
<section aria-labelledby="many" class="wide"><h2 id="many">A file</h2>
<label id="drop">Drop a CSV file here, or choose one <input type="file" id="file" accept=".csv,.tsv,.txt,text/csv"></label>
<div id="report" role="status"></div><div id="table"></div></section>
</main>
<script type="module">
${code.replace(/^export /gm, '')}
${pageScript}
</script>
</body>
</html>
`;
