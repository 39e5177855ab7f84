import type { Micros } from "./time.ts";

/** Bytes of a page, as Linux has them on common machines. */
export const PAGE_BYTES = 4096;
const CLEAN = -1;

/** A piece of a file. */
export interface FileRange {
  readonly file: string;
  readonly from: number;
  readonly bytes: number;
}

/** One page of a file, in the list of all pages by their last use. */
class Page {
  readonly file: CachedFile;
  readonly index: number;
  /** When it was first written to since it was last on disk; {@link CLEAN}. */
  dirtySinceUs: Micros = CLEAN;
  older: Page | null = null;
  newer: Page | null = null;

  constructor(file: CachedFile, index: number) {
    this.file = file;
    this.index = index;
  }
}

class CachedFile {
  name: string;
  readonly pages = new Map<number, Page>();
  /** In the order in which they got dirty. */
  readonly dirty = new Set<Page>();

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * The page cache of an operating system: which pages of which files are in memory, and which of them
 * are dirty. The page that was used longest ago leaves first; a dirty one only after it was written.
 */
export class PageCache {
  private readonly capacity: number;
  private readonly files = new Map<string, CachedFile>();
  private oldest: Page | null = null;
  private newest: Page | null = null;
  private pages = 0;
  private dirtyPages = 0;

  /** @param capacityBytes what it holds at most; a part of a page does not count */
  constructor(capacityBytes: number) {
    this.capacity = Math.floor(capacityBytes / PAGE_BYTES);
  }

  get dirtyBytes(): number {
    return this.dirtyPages * PAGE_BYTES;
  }

  get cachedBytes(): number {
    return this.pages * PAGE_BYTES;
  }

  /** Whether all of a range is in memory; what of it is there was used now. */
  touch({ file, from, bytes }: FileRange): boolean {
    const cached = this.files.get(file);
    if (cached === undefined) return bytes === 0;
    let isWhole = true;
    for (let i = firstPage(from); i < endPage(from, bytes); i++) {
      const page = cached.pages.get(i);
      if (page === undefined) isWhole = false;
      else this.use(page);
    }
    return isWhole;
  }

  /**
   * The part of a range from its first page that is not in memory to its last, in whole pages, at most
   * up to `fileBytes`. Null when all of it is there.
   */
  missing({ file, from, bytes }: FileRange, fileBytes: number): FileRange | null {
    const cached = this.files.get(file);
    const end = endPage(from, Math.min(bytes, fileBytes - from));
    let first = firstPage(from);
    while (first < end && cached?.pages.has(first)) first++;
    let last = end - 1;
    while (last >= first && cached?.pages.has(last)) last--;
    if (first > last) return null;
    const begin = first * PAGE_BYTES;
    return { file, from: begin, bytes: Math.min((last + 1) * PAGE_BYTES, fileBytes) - begin };
  }

  /** A range was read from the disk, and is in memory now. */
  fill({ file, from, bytes }: FileRange): void {
    for (let i = firstPage(from); i < endPage(from, bytes); i++) this.page(file, i);
    this.evict();
  }

  /** A range was written to, in memory. */
  write({ file, from, bytes }: FileRange, nowUs: Micros): void {
    for (let i = firstPage(from); i < endPage(from, bytes); i++) {
      const page = this.page(file, i);
      if (page.dirtySinceUs !== CLEAN) continue;
      page.dirtySinceUs = nowUs;
      page.file.dirty.add(page);
      this.dirtyPages++;
    }
    this.evict();
  }

  /**
   * Takes dirty pages to be written, of the file with the oldest ones: a run of neighbours, at most
   * `maxBytes`. They are clean from now on. Null when there is none, or none that is dirty since
   * `beforeUs`.
   */
  takeDirty(maxBytes: number, beforeUs: Micros): FileRange | null {
    const first = this.oldestDirty();
    if (first === null || first.dirtySinceUs > beforeUs) return null;
    return this.takeRun(first, maxBytes);
  }

  /** Takes all dirty pages of a file: its runs of neighbours in order. */
  takeDirtyOf(file: string): readonly FileRange[] {
    const cached = this.files.get(file);
    const runs: FileRange[] = [];
    if (cached === undefined) return runs;
    for (let page = firstDirty(cached); page !== null; page = firstDirty(cached)) {
      runs.push(this.takeRun(page, Number.POSITIVE_INFINITY));
    }
    return runs;
  }

  /** When the page was written to that is dirty for longest; Infinity when none is. */
  oldestDirtyUs(): Micros {
    return this.oldestDirty()?.dirtySinceUs ?? Number.POSITIVE_INFINITY;
  }

  /** A file is gone, and its pages with it. */
  forget(file: string): void {
    const cached = this.files.get(file);
    if (cached === undefined) return;
    for (const page of cached.pages.values()) this.unlink(page);
    this.pages -= cached.pages.size;
    this.dirtyPages -= cached.dirty.size;
    this.files.delete(file);
  }

  /** A file has another name; what had that name is gone. */
  rename(file: string, to: string): void {
    const cached = this.files.get(file);
    this.forget(to);
    if (cached === undefined) return;
    this.files.delete(file);
    cached.name = to;
    this.files.set(to, cached);
  }

  /** The power went. */
  clear(): void {
    this.files.clear();
    this.oldest = null;
    this.newest = null;
    this.pages = 0;
    this.dirtyPages = 0;
  }

  private page(file: string, index: number): Page {
    let cached = this.files.get(file);
    if (cached === undefined) {
      cached = new CachedFile(file);
      this.files.set(file, cached);
    }
    let page = cached.pages.get(index);
    if (page === undefined) {
      page = new Page(cached, index);
      cached.pages.set(index, page);
      this.pages++;
      this.link(page);
    } else this.use(page);
    return page;
  }

  /** Pages that were used longest ago leave, as long as there are too many. */
  private evict(): void {
    let page = this.oldest;
    while (this.pages > this.capacity && page !== null) {
      const next = page.newer;
      if (page.dirtySinceUs === CLEAN) this.drop(page);
      page = next;
    }
  }

  private drop(page: Page): void {
    this.unlink(page);
    page.file.pages.delete(page.index);
    this.pages--;
    if (page.file.pages.size === 0) this.files.delete(page.file.name);
  }

  /** Of the files with dirty pages the one that has them for longest. */
  private oldestDirty(): Page | null {
    let oldest: Page | null = null;
    if (this.dirtyPages === 0) return oldest;
    for (const file of this.files.values()) {
      const page = firstDirty(file);
      if (page === null) continue;
      if (oldest === null || page.dirtySinceUs < oldest.dirtySinceUs) oldest = page;
    }
    return oldest;
  }

  /** The run of dirty neighbours from a page on is clean from now on. */
  private takeRun({ file, index }: Page, maxBytes: number): FileRange {
    let end = index;
    for (let page = file.pages.get(end); page !== undefined; page = file.pages.get(end)) {
      if (page.dirtySinceUs === CLEAN) break;
      if (end > index && (end + 1 - index) * PAGE_BYTES > maxBytes) break;
      page.dirtySinceUs = CLEAN;
      file.dirty.delete(page);
      this.dirtyPages--;
      end++;
    }
    this.evict();
    return { file: file.name, from: index * PAGE_BYTES, bytes: (end - index) * PAGE_BYTES };
  }

  private use(page: Page): void {
    if (page === this.newest) return;
    this.unlink(page);
    this.link(page);
  }

  private link(page: Page): void {
    page.older = this.newest;
    page.newer = null;
    if (this.newest === null) this.oldest = page;
    else this.newest.newer = page;
    this.newest = page;
  }

  private unlink(page: Page): void {
    if (page.older === null) this.oldest = page.newer;
    else page.older.newer = page.newer;
    if (page.newer === null) this.newest = page.older;
    else page.newer.older = page.older;
    page.older = null;
    page.newer = null;
  }
}

/** The first page of the run of dirty ones that is dirty for longest; null when none is. */
function firstDirty(file: CachedFile): Page | null {
  const [oldest] = file.dirty;
  if (oldest === undefined) return null;
  let first = oldest;
  for (let page = oldest; page.dirtySinceUs !== CLEAN; ) {
    first = page;
    const before = file.pages.get(page.index - 1);
    if (before === undefined) break;
    page = before;
  }
  return first;
}

function firstPage(from: number): number {
  return Math.floor(from / PAGE_BYTES);
}

/** The number after that of the last page of a range. */
function endPage(from: number, bytes: number): number {
  return bytes <= 0 ? firstPage(from) : Math.floor((from + bytes - 1) / PAGE_BYTES) + 1;
}
