const FIRST_CAPACITY = 16;

/** A growable column of 32-bit integers. What a run keeps of every record must not be objects. */
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

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  insert(index: number, value: number): void {
    this.push(0);
    this.data.copyWithin(index + 1, index, this.length - 1);
    this.data[index] = value;
  }

  dropFirst(count: number): void {
    this.data.copyWithin(0, count, this.length);
    this.length -= count;
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

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  insert(index: number, value: number): void {
    this.push(0);
    this.data.copyWithin(index + 1, index, this.length - 1);
    this.data[index] = value;
  }

  dropFirst(count: number): void {
    this.data.copyWithin(0, count, this.length);
    this.length -= count;
  }
}
