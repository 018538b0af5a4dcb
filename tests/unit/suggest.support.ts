/** Gaps, texts that are numbers but for a few, rare levels, dates, prose, names that read alike, twins, constants. */
export function messy(): string {
  const lines = [
    'id,a b,a-b,__proto__,"quo""te",reads,kind,rare,"line\nbreak",flat,none,day,prose,yes',
  ];
  const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta'];
  for (let i = 0; i < 240; i += 1) {
    const k = i % 236;
    const wave = Math.sin(12.9898 * (k + 1)) * 437.585;
    const gap = (n: number, text: string | number): string => (k % n === 0 ? '' : String(text));
    lines.push(
      [
        i < 236 ? 1000 + i : 1000 + i - 236,
        gap(7, wave.toFixed(2)),
        gap(5, (k * 37) % 101),
        gap(9, ['red', 'green', 'blue'][(k * 31) % 3]!),
        gap(13, k % 2 ? 'a,b' : 'c"d').replace(
          /^(.*[,"].*)$/s,
          (t) => `"${t.replaceAll('"', '""')}"`,
        ),
        k % 29 === 4 ? 'unknown' : (k * 7919) % 1009,
        ['low', 'medium', 'high'][k % 3]!,
        k % 60 === 1 ? `odd${k}` : 'usual',
        (Math.exp(k / 40) * 3).toFixed(3),
        'same',
        '',
        `2024-${String((k % 12) + 1).padStart(2, '0')}-${String((k % 28) + 1).padStart(2, '0')}`,
        `${words[k % 7]!} ${words[(k * 3) % 7]!} ${k} ${words[(k * 5) % 7]!}`,
        wave + (k % 3) * 100 > 60 ? 'yes' : 'no',
      ].join(','),
    );
  }
  return lines.join('\n');
}
