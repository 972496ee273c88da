/**
 * The questions that went out, counted where they do: what a connection left unanswered goes out again, and what finds
 * no connection never does.
 */
export interface Tally {
  questions: number;
}
