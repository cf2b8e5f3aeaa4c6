package org.heapgres.planner.textsearch;

import java.util.Locale;

/** The kinds of token that the default parser tells apart (manual, table 12.1), numbered from 1. */
public enum TokenType {
  ASCIIWORD("Word, all ASCII"),
  WORD("Word, all letters"),
  NUMWORD("Word, letters and digits"),
  EMAIL("Email address"),
  URL("URL"),
  HOST("Host"),
  SFLOAT("Scientific notation"),
  VERSION("Version number"),
  HWORD_NUMPART("Hyphenated word part, letters and digits"),
  HWORD_PART("Hyphenated word part, all letters"),
  HWORD_ASCIIPART("Hyphenated word part, all ASCII"),
  BLANK("Space symbols"),
  TAG("XML tag"),
  PROTOCOL("Protocol head"),
  NUMHWORD("Hyphenated word, letters and digits"),
  ASCIIHWORD("Hyphenated word, all ASCII"),
  HWORD("Hyphenated word, all letters"),
  URL_PATH("URL path"),
  FILE("File or path name"),
  FLOAT("Decimal notation"),
  INT("Signed integer"),
  UINT("Unsigned integer"),
  ENTITY("XML entity");

  private final String description;

  TokenType(String description) {
    this.description = description;
  }

  /** As in pg_ts_config_map. */
  @SuppressWarnings("EnumOrdinal") // the constants are in the manual's order
  public int number() {
    return ordinal() + 1;
  }

  public static TokenType of(int number) {
    for (TokenType type : values()) {
      if (type.number() == number) {
        return type;
      }
    }
    throw new IllegalArgumentException("token type " + number);
  }

  public String alias() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String description() {
    return description;
  }
}
