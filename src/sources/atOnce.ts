/** Items that are there already, as a source that gives them all at once. */
export async function* atOnce<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[], void> {
  yield items;
}
