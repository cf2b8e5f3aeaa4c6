package org.heapgres.storage.internal;

import java.util.Arrays;

/**
 * A map from byte strings in unsigned order whose snapshots cost nothing: a B+ tree with copied
 * paths. A node is changed in place only by the handle that made it and only until that handle's
 * next snapshot. A handle is for one thread at a time; a snapshot that nobody writes to may be read
 * by many. Entries are only ever added or replaced, so the greatest key is known: one beyond it,
 * such as each that comes in order, is told and put in its place without a search.
 */
final class OrderedMap<V> implements Ordered<V> {
  private static final int MAX = 32;

  /**
   * In a leaf {@code slots[i]} is the value of {@code keys[i]}; in a branch it is the child whose
   * keys are at or above {@code keys[i]} ({@code keys[0]} is not looked at).
   */
  private static final class Node {
    final Object edit;
    final boolean leaf;
    int count;
    byte[][] keys;
    Object[] slots;

    Node(Object edit, boolean leaf, int capacity) {
      this.edit = edit;
      this.leaf = leaf;
      this.keys = new byte[capacity][];
      this.slots = new Object[capacity];
    }

    Node child(int i) {
      return (Node) slots[i];
    }

    /** Place of the key, or {@code -(insertion point) - 1}. */
    int search(byte[] key) {
      int low = 0;
      int high = count - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = Arrays.compareUnsigned(keys[middle], key);
        if (order < 0) {
          low = middle + 1;
        } else if (order > 0) {
          high = middle - 1;
        } else {
          return middle;
        }
      }
      return -low - 1;
    }

    /** The child that the key belongs to. */
    int route(byte[] key) {
      int low = 1;
      int high = count - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (Arrays.compareUnsigned(keys[middle], key) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return low - 1;
    }

    Node copy(Object newEdit) {
      Node copy = new Node(newEdit, leaf, Math.min(MAX, Math.max(4, count + 2)));
      copy.count = count;
      System.arraycopy(keys, 0, copy.keys, 0, count);
      System.arraycopy(slots, 0, copy.slots, 0, count);
      return copy;
    }

    void insert(int at, byte[] key, Object slot) {
      if (count == keys.length) {
        int capacity = Math.min(MAX, count * 2);
        keys = Arrays.copyOf(keys, capacity);
        slots = Arrays.copyOf(slots, capacity);
      }
      System.arraycopy(keys, at, keys, at + 1, count - at);
      System.arraycopy(slots, at, slots, at + 1, count - at);
      keys[at] = key;
      slots[at] = slot;
      count++;
    }

    /** Moves the upper part to a new node; all but one entry stay when keys come in order. */
    Node split(int at) {
      int left = at == count ? count - 1 : count / 2;
      Node right = new Node(edit, leaf, MAX);
      right.count = count - left;
      System.arraycopy(keys, left, right.keys, 0, right.count);
      System.arraycopy(slots, left, right.slots, 0, right.count);
      Arrays.fill(keys, left, count, null);
      Arrays.fill(slots, left, count, null);
      count = left;
      return right;
    }
  }

  private Node root;
  private int size;
  private Object edit;

  /** The greatest key; null while there is none. */
  private byte[] last;

  /** The new right-hand neighbour of the node that an insertion just went into, or null. */
  private Node splitOff;

  private Object replaced;

  /** Whether what is being put goes behind all there is. */
  private boolean appending;

  OrderedMap() {}

  private OrderedMap(Node root, int size, byte[] last) {
    this.root = root;
    this.size = size;
    this.last = last;
  }

  /** A handle with the same entries; neither sees the other's later changes. */
  OrderedMap<V> snapshot() {
    edit = null;
    return new OrderedMap<>(root, size, last);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  @SuppressWarnings("unchecked")
  public V get(byte[] key) {
    if (isBeyond(key)) {
      return null;
    }
    Node node = root;
    while (!node.leaf) {
      node = node.child(node.route(key));
    }
    int at = node.search(key);
    return at < 0 ? null : (V) node.slots[at];
  }

  private boolean isBeyond(byte[] key) {
    return last == null || Arrays.compareUnsigned(key, last) > 0;
  }

  /** The value that was there before, or null. */
  @SuppressWarnings("unchecked")
  V put(byte[] key, V value) {
    if (edit == null) {
      edit = new Object();
    }
    if (root == null) {
      root = new Node(edit, true, 4);
    }
    replaced = null;
    appending = isBeyond(key);
    if (appending) {
      last = key;
    }
    Node left = insert(root, key, value);
    if (splitOff != null) {
      Node top = new Node(edit, false, 4);
      top.insert(0, left.keys[0], left);
      top.insert(1, splitOff.keys[0], splitOff);
      splitOff = null;
      left = top;
    }
    root = left;
    if (replaced == null) {
      size++;
    }
    return (V) replaced;
  }

  private Node insert(Node shared, byte[] key, Object value) {
    Node node = shared.edit == edit ? shared : shared.copy(edit);
    splitOff = null;
    if (node.leaf) {
      int at = appending ? -node.count - 1 : node.search(key);
      if (at >= 0) {
        replaced = node.slots[at];
        node.slots[at] = value;
      } else {
        add(node, -at - 1, key, value);
      }
      return node;
    }
    int at = appending ? node.count - 1 : node.route(key);
    node.slots[at] = insert(node.child(at), key, value);
    if (splitOff != null) {
      Node right = splitOff;
      splitOff = null;
      add(node, at + 1, right.keys[0], right);
    }
    return node;
  }

  private void add(Node node, int at, byte[] key, Object slot) {
    if (node.count < MAX) {
      node.insert(at, key, slot);
      return;
    }
    Node right = node.split(at);
    if (at > node.count) {
      right.insert(at - node.count, key, slot);
    } else {
      node.insert(at, key, slot);
    }
    splitOff = right;
  }

  @Override
  public Walk<V> walk(byte[] from, byte[] to, boolean reverse) {
    edit = null;
    return new TreeWalk<>(root, from, to, reverse);
  }

  private static final class TreeWalk<V> implements Walk<V> {
    private final boolean reverse;
    private final byte[] limit;
    private final Node[] path = new Node[16];
    private final int[] places = new int[16];
    private int depth = -1;
    private byte[] key;
    private V value;

    private TreeWalk(Node root, byte[] from, byte[] to, boolean reverse) {
      this.reverse = reverse;
      this.limit = reverse ? from : to;
      byte[] start = reverse ? to : from;
      Node node = root;
      while (node != null) {
        path[++depth] = node;
        if (node.leaf) {
          places[depth] = startPlace(node, start);
          return;
        }
        places[depth] = start == null ? (reverse ? node.count - 1 : 0) : node.route(start);
        node = node.child(places[depth]);
      }
    }

    /** One step before the first entry wanted. */
    private int startPlace(Node leaf, byte[] start) {
      if (start == null) {
        return reverse ? leaf.count : -1;
      }
      int at = leaf.search(start);
      int insertion = at < 0 ? -at - 1 : at;
      return reverse ? insertion : insertion - 1;
    }

    @Override
    @SuppressWarnings("unchecked")
    public boolean next() {
      int step = reverse ? -1 : 1;
      while (depth >= 0) {
        Node node = path[depth];
        places[depth] += step;
        int place = places[depth];
        if (place < 0 || place >= node.count) {
          depth--;
        } else if (node.leaf) {
          key = node.keys[place];
          value = (V) node.slots[place];
          if (limit != null && isPast()) {
            depth = -1;
            break;
          }
          return true;
        } else {
          Node child = node.child(place);
          path[++depth] = child;
          places[depth] = reverse ? child.count : -1;
        }
      }
      key = null;
      value = null;
      return false;
    }

    private boolean isPast() {
      int order = Arrays.compareUnsigned(key, limit);
      return reverse ? order < 0 : order >= 0;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public V value() {
      return value;
    }
  }
}
