package org.heapgres.planner.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A catalog of PostgreSQL's as it is after initdb, read from the resource of its name: every column
 * of every row as text, null for NULL. Loaded once, on first use. Immutable; {@code rows} must not
 * be written to.
 *
 * @param columnTypes type names as in pg_type ({@code _text} for text[])
 */
public record CatalogTable(
    String name, List<String> columns, List<String> columnTypes, List<String[]> rows) {
  private static final ConcurrentHashMap<String, CatalogTable> LOADED = new ConcurrentHashMap<>();

  /** For example {@code "pg_type"}; the names are those of the files beside this class. */
  public static CatalogTable of(String name) {
    return LOADED.computeIfAbsent(name, CatalogTable::load);
  }

  public int column(String columnName) {
    int index = columns.indexOf(columnName);
    if (index < 0) {
      throw new IllegalArgumentException(name + " has no column " + columnName);
    }
    return index;
  }

  private static CatalogTable load(String name) {
    String path = "/org/heapgres/planner/catalog/" + name + ".tsv";
    InputStream resource = CatalogTable.class.getResourceAsStream(path);
    if (resource == null) {
      throw new IllegalArgumentException("no catalog " + name);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8), 1 << 16)) {
      List<String> columns = new ArrayList<>();
      List<String> types = new ArrayList<>();
      for (String column : reader.readLine().split("\t", -1)) {
        int colon = column.indexOf(':');
        columns.add(column.substring(0, colon));
        types.add(column.substring(colon + 1));
      }
      List<String[]> rows = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.add(split(line, columns.size()));
      }
      return new CatalogTable(name, List.copyOf(columns), List.copyOf(types), List.copyOf(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] split(String line, int count) {
    String[] fields = new String[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      int end = line.indexOf('\t', start);
      if (end < 0) {
        end = line.length();
      }
      String field = line.substring(start, end);
      fields[i] = field.equals("\\N") ? null : unescape(field);
      start = end + 1;
    }
    return fields;
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder out = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); ) {
      char c = field.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = field.charAt(i++);
      out.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> '\u000B';
            default -> escaped;
          });
    }
    return out.toString();
  }
}
