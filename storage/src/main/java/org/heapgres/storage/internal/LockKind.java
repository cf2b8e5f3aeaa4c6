package org.heapgres.storage.internal;

import org.heapgres.storage.LockMode;
import org.heapgres.storage.RowLockMode;

/**
 * Which modes exclude each other: table modes are bits 0 to 7 in the order of {@link LockMode}, row
 * modes bits 8 to 11 in the order of {@link RowLockMode}. Tables 13.2 and 13.3 of the manual.
 */
@SuppressWarnings("EnumOrdinal") // modes become bits, in the order that the enums state
final class LockKind {
  private static final int FIRST_ROW_MODE = LockMode.values().length;

  private static final int[] CONFLICTS = new int[FIRST_ROW_MODE + RowLockMode.values().length];

  static {
    String[] table = {
      ".......X", // ACCESS SHARE
      "......XX", // ROW SHARE
      "....XXXX", // ROW EXCLUSIVE
      "...XXXXX", // SHARE UPDATE EXCLUSIVE
      "..XX.XXX", // SHARE
      "..XXXXXX", // SHARE ROW EXCLUSIVE
      ".XXXXXXX", // EXCLUSIVE
      "XXXXXXXX", // ACCESS EXCLUSIVE
    };
    String[] row = {
      "...X", // KEY SHARE
      "..XX", // SHARE
      ".XXX", // NO KEY UPDATE
      "XXXX", // UPDATE
    };
    fill(table, 0);
    fill(row, FIRST_ROW_MODE);
  }

  private LockKind() {}

  private static void fill(String[] matrix, int first) {
    for (int mode = 0; mode < matrix.length; mode++) {
      for (int other = 0; other < matrix.length; other++) {
        if (matrix[mode].charAt(other) == 'X') {
          CONFLICTS[first + mode] |= 1 << (first + other);
        }
      }
    }
  }

  static int of(LockMode mode) {
    return mode.ordinal();
  }

  static int of(RowLockMode mode) {
    return FIRST_ROW_MODE + mode.ordinal();
  }

  /** The modes, as bits, that {@code mode} excludes in others. */
  static int conflicts(int mode) {
    return CONFLICTS[mode];
  }

  /** As in {@code pg_locks.mode}. */
  static String name(int mode) {
    return mode < FIRST_ROW_MODE
        ? LockMode.values()[mode].pgName()
        : switch (RowLockMode.values()[mode - FIRST_ROW_MODE]) {
          case KEY_SHARE -> "For Key Share";
          case SHARE -> "For Share";
          case NO_KEY_UPDATE -> "For No Key Update";
          case UPDATE -> "For Update";
        };
  }
}
