/** DNS classes (RFC 1035 §3.2.4, RFC 2136 §1.1). */
export const CLASS = { IN: 1, CH: 3, NONE: 254, ANY: 255 } as const;
