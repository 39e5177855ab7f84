const FIRST_CAPACITY = 16;

/** A growable column of 32-bit integers. */
export class Int32Column {
  data = new Int32Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index] as number;
  }

  insert(index: number, value: number): void {
    this.push(0);
    this.data.copyWithin(index + 1, index, this.length - 1);
    this.data[index] = value;
  }
}

/** A growable column of numbers. */
export class Float64Column {
  data = new Float64Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  at(index: number): number {
    return this.data[index] as number;
  }

  insert(index: number, value: number): void {
    this.push(0);
    this.data.copyWithin(index + 1, index, this.length - 1);
    this.data[index] = value;
  }
}
