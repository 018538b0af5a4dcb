/** A line of a console preview, `INFO … | preprocess.impute | Would replace …`, in its parts. */
export interface LogLine {
  readonly level: string;
  readonly source: string;
  readonly message: string;
}

export function logLine(text: string): LogLine {
  const [head = '', source = '', ...rest] = text.split(' | ');
  if (rest.length === 0) return { level: '', source: '', message: text };
  return {
    level: head.split(' ')[0] ?? '',
    source: source.replace(/^preprocess\./, ''),
    message: rest.join(' | '),
  };
}
