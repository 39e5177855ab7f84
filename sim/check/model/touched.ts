/** What an event touched. Its array never shrinks: setting a length is slow. */
export class Touched<T> {
  private readonly items: T[] = [];
  count = 0;

  add(item: T): void {
    if (this.count < this.items.length) this.items[this.count] = item;
    else this.items.push(item);
    this.count++;
  }

  at(index: number): T {
    return this.items[index] as T;
  }
}
