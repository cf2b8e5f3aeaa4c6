package org.heapgres.storage;

/**
 * Something that is not as it was written.
 *
 * @param where the file, or the database and what in it
 */
public record Damage(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
