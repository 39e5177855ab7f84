import { assert } from "../../../../kernel/assert.ts";

interface TreeNode<T> {
  readonly item: T;
  parent: TreeNode<T> | null;
  left: TreeNode<T> | null;
  right: TreeNode<T> | null;
  red: boolean;
}

/**
 * The entries of a crowded bucket of `java.util.HashMap` (`HashMap.TreeNode`). They form a red-black
 * tree and, for iteration, a list: a new entry follows its parent in the tree, and the root comes first.
 */
export class JavaTreeBin<T> {
  private readonly compare: (a: T, b: T) => number;
  private root: TreeNode<T> | null = null;
  private readonly list: TreeNode<T>[] = [];

  /** The items of a list, which they keep but for the root. */
  constructor(items: readonly T[], compare: (a: T, b: T) => number) {
    this.compare = compare;
    for (const item of items) {
      const node = leaf(item);
      this.list.push(node);
      this.attach(node);
    }
    this.moveRootToFront();
  }

  insert(item: T): void {
    const node = leaf(item);
    const parent = this.attach(node);
    assert(parent !== null, "a bin that is a tree has entries");
    this.list.splice(this.list.indexOf(parent) + 1, 0, node);
    this.moveRootToFront();
  }

  /** In the order of iteration. */
  inOrder(): T[] {
    return this.list.map(({ item }) => item);
  }

  /** Returns the parent that it was attached to, before the tree was balanced. */
  private attach(node: TreeNode<T>): TreeNode<T> | null {
    let parent: TreeNode<T> | null = null;
    let isLeft = false;
    for (let at = this.root; at !== null; at = isLeft ? at.left : at.right) {
      parent = at;
      isLeft = this.compare(node.item, at.item) <= 0;
    }
    node.parent = parent;
    if (parent === null) this.root = node;
    else if (isLeft) parent.left = node;
    else parent.right = node;
    this.balanceInsertion(node);
    return parent;
  }

  private moveRootToFront(): void {
    if (this.root === null) return;
    const at = this.list.indexOf(this.root);
    this.list.splice(at, 1);
    this.list.unshift(this.root);
  }

  private balanceInsertion(inserted: TreeNode<T>): void {
    let node = inserted;
    node.red = true;
    for (;;) {
      const parent = node.parent;
      if (parent === null) {
        node.red = false;
        return;
      }
      const grandparent = parent.parent;
      if (!parent.red || grandparent === null) return;
      const parentIsLeft = parent === grandparent.left;
      const uncle = parentIsLeft ? grandparent.right : grandparent.left;
      if (uncle?.red === true) {
        uncle.red = false;
        parent.red = false;
        grandparent.red = true;
        node = grandparent;
        continue;
      }
      let top = parent;
      if (node === (parentIsLeft ? parent.right : parent.left)) {
        this.rotate(parent, parentIsLeft);
        top = node;
        node = parent;
      }
      top.red = false;
      grandparent.red = true;
      this.rotate(grandparent, !parentIsLeft);
    }
  }

  /** Puts a node's right (left) child into its place. */
  private rotate(node: TreeNode<T>, toLeft: boolean): void {
    const child = toLeft ? node.right : node.left;
    assert(child !== null, "a node is rotated with a child");
    const inner = toLeft ? child.left : child.right;
    if (toLeft) node.right = inner;
    else node.left = inner;
    if (inner !== null) inner.parent = node;
    const parent = node.parent;
    child.parent = parent;
    if (parent === null) {
      this.root = child;
      child.red = false;
    } else if (parent.left === node) parent.left = child;
    else parent.right = child;
    if (toLeft) child.left = node;
    else child.right = node;
    node.parent = child;
  }
}

function leaf<T>(item: T): TreeNode<T> {
  return { item, parent: null, left: null, right: null, red: false };
}
