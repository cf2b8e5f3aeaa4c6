package org.heapgres.planner.textsearch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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

  private static final int SIMPLE = 3727;
  private static final int SNOWBALL = 13085;

  /** Dictionaries of users, for as long as there are not too many. */
  private static final Map<Defined, Dictionary> DEFINED = new ConcurrentHashMap<>();

  private static final int MOST_DEFINED = 1000;

  /** What a user's dictionary is made of. */
  private record Defined(long oid, int template, String options) {}

  private final long oid;
  private final ThreadLocal<SnowballStemmer> stemmer;
  private final Set<String> stopWords;

  /** Whether it knows every word, so that no other dictionary is asked. */
  private final boolean accepts;

  private Dictionary(
      long oid, Supplier<SnowballStemmer> stemmer, Set<String> stopWords, boolean accepts) {
    this.oid = oid;
    this.stemmer = stemmer == null ? null : ThreadLocal.withInitial(stemmer);
    this.stopWords = stopWords;
    this.accepts = accepts;
  }

  /** Whether it is one of the server's, which need no session to be found. */
  public static boolean isBuiltIn(long oid) {
    CatalogTable table = CatalogTable.of("pg_ts_dict");
    int column = table.column("oid");
    return table.rows().stream().anyMatch(row -> row[column].equals(Long.toString(oid)));
  }

  /** One of the server's. */
  public static Dictionary builtIn(long oid) {
    return LOADED.computeIfAbsent(oid, Dictionary::load);
  }

  private static Dictionary load(long oid) {
    CatalogTable table = CatalogTable.of("pg_ts_dict");
    for (String[] row : table.rows()) {
      if (Long.parseLong(row[table.column("oid")]) == oid) {
        return make(
            oid,
            Integer.parseInt(row[table.column("dicttemplate")]),
            row[table.column("dictinitoption")]);
      }
    }
    throw new PgException(
        SqlState.INTERNAL_ERROR, "cache lookup failed for text search dictionary " + oid);
  }

  /**
   * A user's; 22023 for options that its template does not know, 0A000 for a template that reads
   * files of the server.
   *
   * @param options as pg_ts_dict.dictinitoption has them; null for none
   */
  public static Dictionary of(long oid, int template, String options) {
    if (DEFINED.size() > MOST_DEFINED) {
      DEFINED.clear();
    }
    return DEFINED.computeIfAbsent(
        new Defined(oid, template, options), each -> make(oid, template, options));
  }

  private static Dictionary make(long oid, int template, String text) {
    return switch (template) {
      case SIMPLE -> simple(oid, options(text));
      case SNOWBALL -> snowball(oid, options(text));
      default -> throw PgException.notSupported("a text search dictionary that is read from files");
    };
  }

  private static Dictionary simple(long oid, Map<String, String> options) {
    Set<String> stopWords = Set.of();
    boolean accepts = true;
    for (Map.Entry<String, String> option : options.entrySet()) {
      switch (option.getKey()) {
        case "stopwords" -> stopWords = stopWords(option.getValue());
        case "accept" -> accepts = Set.of("true", "on", "1").contains(option.getValue());
        default -> throw unknown("simple dictionary", option.getKey());
      }
    }
    return new Dictionary(oid, null, stopWords, accepts);
  }

  private static Dictionary snowball(long oid, Map<String, String> options) {
    Set<String> stopWords = Set.of();
    String language = null;
    for (Map.Entry<String, String> option : options.entrySet()) {
      switch (option.getKey()) {
        case "stopwords" -> stopWords = stopWords(option.getValue());
        case "language" -> language = option.getValue();
        default -> throw unknown("Snowball", option.getKey());
      }
    }
    if (language == null) {
      throw new PgException(SqlState.INVALID_PARAMETER_VALUE, "missing Language parameter");
    }
    Supplier<SnowballStemmer> stemmer = STEMMERS.get(language.toLowerCase(Locale.ROOT));
    if (stemmer == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT,
          "no Snowball stemmer available for language \"%s\" and encoding \"UTF8\""
              .formatted(language));
    }
    return new Dictionary(oid, stemmer, stopWords, true);
  }

  private static PgException unknown(String template, String parameter) {
    return new PgException(
        SqlState.INVALID_PARAMETER_VALUE,
        "unrecognized " + template + " parameter: \"" + parameter + "\"");
  }

  /** As pg_ts_dict.dictinitoption has them. */
  public static Map<String, String> options(String text) {
    Map<String, String> options = new LinkedHashMap<>();
    Matcher option = OPTION.matcher(text == null ? "" : text);
    while (option.find()) {
      options.put(option.group(1), option.group(2));
    }
    return options;
  }

  /** The opposite of {@link #options}; null for none. */
  public static String optionsText(Map<String, String> options) {
    return options.isEmpty()
        ? null
        : options.entrySet().stream()
            .map(option -> option.getKey() + " = '" + option.getValue() + "'")
            .collect(Collectors.joining(", "));
  }

  private static Set<String> stopWords(String language) {
    try (InputStream in = Dictionary.class.getResourceAsStream(language + ".stop")) {
      if (in == null || !language.matches("[a-z_]+")) {
        throw new PgException(
            SqlState.CONFIG_FILE_ERROR,
            "could not open stop-word file \"%s.stop\": No such file or directory"
                .formatted(language));
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
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
    if (!accepts) {
      return null;
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
