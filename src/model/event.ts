/** What rooms tell while they work. They never log: `cli` draws these on stderr, tests collect them. */
export type Event =
  | { readonly kind: 'observed'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'waiting'; readonly name: string; readonly step: string }
  | { readonly kind: 'notice'; readonly message: string };

export type OnEvent = (event: Event) => void;
