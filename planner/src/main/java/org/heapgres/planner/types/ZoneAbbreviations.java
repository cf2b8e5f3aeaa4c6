package org.heapgres.planner.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The short names that clocks of each zone went by, as the time zone database has them and Java's
 * copy has not: LMT before the first change, numbers such as -03 where nobody uses letters. A line
 * of the table has the zones that share a history, and the moments from which an offset has a name,
 * or a name an offset, that it had not before. Immutable.
 */
final class ZoneAbbreviations {
  private static final Map<String, List<Meaning>> BY_ZONE = load();

  /** From {@code since}, in seconds since 1970, clocks at this offset go by this name. */
  private record Meaning(long since, int offsetSeconds, String name) {}

  private ZoneAbbreviations() {}

  private static Map<String, List<Meaning>> load() {
    Map<String, List<Meaning>> byZone = new HashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ZoneAbbreviations.class.getResourceAsStream(
                    "/org/heapgres/planner/catalog/zone_abbreviations.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int tab = line.indexOf('\t');
        List<Meaning> meanings = new ArrayList<>();
        for (String meaning : line.substring(tab + 1).split(" ", -1)) {
          String[] fields = meaning.split(",", -1);
          long since = fields[0].isEmpty() ? Long.MIN_VALUE : Long.parseLong(fields[0]);
          meanings.add(new Meaning(since, Integer.parseInt(fields[1]), fields[2]));
        }
        for (String zone : line.substring(0, tab).split(" ", -1)) {
          byZone.put(zone, List.copyOf(meanings));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return byZone;
  }

  /** What clocks of the zone go by at a moment at which they have that offset; null if unknown. */
  static String name(String zone, long epochSecond, int offsetSeconds) {
    for (Meaning meaning : BY_ZONE.getOrDefault(zone, List.of()).reversed()) {
      if (meaning.since <= epochSecond && meaning.offsetSeconds == offsetSeconds) {
        return meaning.name;
      }
    }
    return null;
  }

  /** The offset that the name last had in the zone by a moment, or else had first; or null. */
  static Integer offset(String zone, long epochSecond, String name) {
    Integer offset = null;
    for (Meaning meaning : BY_ZONE.getOrDefault(zone, List.of())) {
      if (meaning.name.equals(name) && (offset == null || meaning.since <= epochSecond)) {
        offset = meaning.offsetSeconds;
      }
    }
    return offset;
  }
}
