/** The package has no types of its own. */
declare module 'parse-prometheus-text-format' {
  interface Metric {
    readonly value: string;
    readonly labels?: { readonly [name: string]: string };
  }
  interface MetricFamily {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly metrics: readonly Metric[];
  }
  /** Throws for a line that is none of the format. */
  function parsePrometheusTextFormat(text: string): readonly MetricFamily[];
  export = parsePrometheusTextFormat;
}
