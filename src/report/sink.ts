/** Where text goes. Writers wait for the receiver, so that a slow one never fills the memory. */
export interface Sink {
  /** Resolves when there is room for more. Throws Failure when the text cannot be kept. */
  write(text: string): Promise<void>;
  /** Everything was written: make it last. */
  close(): Promise<void>;
  /** Something went wrong elsewhere: leave nothing half-written behind. */
  abandon(): Promise<void>;
  /** True once nobody reads any more (a closed pipe); what is written then goes nowhere. */
  gone(): boolean;
}
