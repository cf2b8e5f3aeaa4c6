package org.heapgres.planner.catalog;

import java.util.Locale;
import java.util.Optional;

/**
 * What may be granted on objects (manual, 5.8); in the order of PostgreSQL's bits, in which aclitem
 * shows the letters.
 */
public enum Privilege {
  INSERT('a'),
  SELECT('r'),
  UPDATE('w'),
  DELETE('d'),
  TRUNCATE('D'),
  REFERENCES('x'),
  TRIGGER('t'),
  EXECUTE('X'),
  USAGE('U'),
  CREATE('C'),
  TEMPORARY('T'),
  CONNECT('c'),
  SET('s'),
  ALTER_SYSTEM('A'),
  MAINTAIN('m');

  private final char letter;

  Privilege(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }

  /** Sets of privileges are sums of these. */
  @SuppressWarnings("EnumOrdinal") // sets are not stored
  public int bit() {
    return 1 << ordinal();
  }

  /** As in GRANT and in aclexplode. */
  public String label() {
    return name().replace('_', ' ');
  }

  /** By its name in any case; TEMP is TEMPORARY. */
  public static Optional<Privilege> named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (Privilege privilege : values()) {
      if (privilege.label().equals(upper)) {
        return Optional.of(privilege);
      }
    }
    return upper.equals("TEMP") ? Optional.of(TEMPORARY) : Optional.empty();
  }

  static Optional<Privilege> ofLetter(char letter) {
    for (Privilege privilege : values()) {
      if (privilege.letter == letter) {
        return Optional.of(privilege);
      }
    }
    return Optional.empty();
  }

  /** The set that letters stand for. */
  static int set(String letters) {
    int set = 0;
    for (int i = 0; i < letters.length(); i++) {
      set |= ofLetter(letters.charAt(i)).orElseThrow().bit();
    }
    return set;
  }
}
