package org.heapgres.planner.textsearch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IndonesianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NepaliStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;
import org.tartarus.snowball.ext.YiddishStemmer;

/**
 * What becomes of a token (manual, 12.6): its lexemes, none for a stop word, null for one that the
 * dictionary does not know. Immutable and thread-safe.
 */
public final class Dictionary {
  /** As PostgreSQL: nothing sensible is that long, and stemming takes time. */
  private static final int MAX_STEMMED = 1000;

  private static final Pattern OPTION = Pattern.compile("(\\w+) = '([^']*)'");

  private static final Map<String, Supplier<SnowballStemmer>> STEMMERS =
      Map.ofEntries(
          Map.entry("arabic", ArabicStemmer::new),
          Map.entry("armenian", ArmenianStemmer::new),
          Map.entry("basque", BasqueStemmer::new),
          Map.entry("catalan", CatalanStemmer::new),
          Map.entry("danish", DanishStemmer::new),
          Map.entry("dutch", DutchStemmer::new),
          Map.entry("english", EnglishStemmer::new),
          Map.entry("estonian", EstonianStemmer::new),
          Map.entry("finnish", FinnishStemmer::new),
          Map.entry("french", FrenchStemmer::new),
          Map.entry("german", GermanStemmer::new),
          Map.entry("greek", GreekStemmer::new),
          Map.entry("hindi", HindiStemmer::new),
          Map.entry("hungarian", HungarianStemmer::new),
          Map.entry("indonesian", IndonesianStemmer::new),
          Map.entry("irish", IrishStemmer::new),
          Map.entry("italian", ItalianStemmer::new),
          Map.entry("lithuanian", LithuanianStemmer::new),
          Map.entry("nepali", NepaliStemmer::new),
          Map.entry("norwegian", NorwegianStemmer::new),
          Map.entry("portuguese", PortugueseStemmer::new),
          Map.entry("romanian", RomanianStemmer::new),
          Map.entry("russian", RussianStemmer::new),
          Map.entry("serbian", SerbianStemmer::new),
          Map.entry("spanish", SpanishStemmer::new),
          Map.entry("swedish", SwedishStemmer::new),
          Map.entry("tamil", TamilStemmer::new),
          Map.entry("turkish", TurkishStemmer::new),
          Map.entry("yiddish", YiddishStemmer::new));

  private static final Map<Long, Dictionary> LOADED = new ConcurrentHashMap<>();

  private final long oid;
  private final ThreadLocal<SnowballStemmer> stemmer;
  private final Set<String> stopWords;

  private Dictionary(long oid, Supplier<SnowballStemmer> stemmer, Set<String> stopWords) {
    this.oid = oid;
    this.stemmer = stemmer == null ? null : ThreadLocal.withInitial(stemmer);
    this.stopWords = stopWords;
  }

  public static Dictionary of(long oid) {
    return LOADED.computeIfAbsent(oid, Dictionary::load);
  }

  private static Dictionary load(long oid) {
    CatalogTable table = CatalogTable.of("pg_ts_dict");
    for (String[] row : table.rows()) {
      if (Long.parseLong(row[table.column("oid")]) == oid) {
        String options = row[table.column("dictinitoption")];
        String language = null;
        Set<String> stopWords = Set.of();
        Matcher option = OPTION.matcher(options == null ? "" : options);
        while (option.find()) {
          switch (option.group(1)) {
            case "language" -> language = option.group(2);
            case "stopwords" -> stopWords = stopWords(option.group(2));
            default -> throw new IllegalStateException(options);
          }
        }
        return new Dictionary(oid, language == null ? null : STEMMERS.get(language), stopWords);
      }
    }
    throw new PgException(
        SqlState.INTERNAL_ERROR, "cache lookup failed for text search dictionary " + oid);
  }

  private static Set<String> stopWords(String language) {
    try (InputStream in = Dictionary.class.getResourceAsStream(language + ".stop");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long oid() {
    return oid;
  }

  /** Null when the dictionary does not know the word. */
  public List<String> lexize(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || stopWords.contains(lower)) {
      return List.of();
    }
    if (stemmer == null || lower.length() > MAX_STEMMED) {
      return List.of(lower);
    }
    SnowballStemmer snowball = stemmer.get();
    snowball.setCurrent(lower);
    snowball.stem();
    return List.of(snowball.getCurrent());
  }
}
