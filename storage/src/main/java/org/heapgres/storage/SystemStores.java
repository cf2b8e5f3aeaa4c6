package org.heapgres.storage;

/** The numbers of the stores that every database has; those of relations are their oids. */
public final class SystemStores {
  /** Catalog records. */
  public static final int CATALOG = 1;

  /** Free objects: records, roots, classes, counters. */
  public static final int OBJECTS = 2;

  public static final int ROOTS = 3;
  public static final int CLASSES = 4;
  public static final int COUNTERS = 5;

  /** Transactions between PREPARE TRANSACTION and their end. */
  public static final int PREPARED = 6;

  /** Numbers of stores that are to be dropped. */
  public static final int DROPPED = 7;

  /** Parts of free objects that are more than one record: by oid, then by what the object says. */
  public static final int PARTS = 8;

  /** What blocks with an idempotency key have answered. */
  public static final int ANSWERS = 9;

  /** Counters of sequences. */
  public static final int SEQUENCES = 10;

  /** What ANALYZE found. */
  public static final int STATISTICS = 11;

  /** Large objects: their owners, and their pages. */
  public static final int LARGE_OBJECTS = 12;

  private SystemStores() {}
}
