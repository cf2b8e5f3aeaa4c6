package org.heapgres.planner.textsearch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.heapgres.planner.textsearch.TokenParser.Token;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.storage.value.TsVector;
import org.heapgres.storage.value.TsVector.Lexeme;

/**
 * A text search configuration (manual, 12.7): which dictionaries a token of each type is put to,
 * and what texts become by that. Immutable and thread-safe.
 */
public final class SearchConfiguration {
  private static final int MAX_WORD_BYTES = 2046;
  private static final Map<Long, SearchConfiguration> LOADED = new ConcurrentHashMap<>();

  /** A word of a text: what it became, and its place counted from 1. */
  record Placed(List<String> lexemes, int place) {}

  /** What a query's words are joined by where one operand holds several. */
  private interface Joint {
    TsQuery of(TsQuery left, TsQuery right);
  }

  private final Map<TokenType, List<Dictionary>> dictionaries = new EnumMap<>(TokenType.class);

  private SearchConfiguration() {}

  /** One of the server's; null for none of that oid. */
  public static SearchConfiguration builtIn(long oid) {
    return LOADED.computeIfAbsent(oid, SearchConfiguration::load);
  }

  private static SearchConfiguration load(long oid) {
    CatalogTable table = CatalogTable.of("pg_ts_config_map");
    String wanted = Long.toString(oid);
    SearchConfiguration configuration = new SearchConfiguration();
    for (String[] row : table.rows()) {
      if (row[table.column("mapcfg")].equals(wanted)) {
        TokenType type = TokenType.of(Integer.parseInt(row[table.column("maptokentype")]));
        configuration
            .dictionaries
            .computeIfAbsent(type, t -> new ArrayList<>(1))
            .add(Dictionary.builtIn(Long.parseLong(row[table.column("mapdict")])));
      }
    }
    return configuration.dictionaries.isEmpty() ? null : configuration;
  }

  /**
   * A user's.
   *
   * @param mapping oids of dictionaries by number of token type
   */
  public static SearchConfiguration of(
      Map<Integer, List<Integer>> mapping, IntFunction<Dictionary> dictionaries) {
    SearchConfiguration configuration = new SearchConfiguration();
    mapping.forEach(
        (type, oids) ->
            configuration.dictionaries.put(
                TokenType.of(type), oids.stream().map(dictionaries::apply).toList()));
    return configuration;
  }

  /** In the order in which they are asked; empty for tokens that are left out. */
  public List<Dictionary> dictionaries(TokenType type) {
    return dictionaries.getOrDefault(type, List.of());
  }

  /** Null when no dictionary knows the token; an empty list for a stop word. */
  List<String> lexize(Token token) {
    for (Dictionary dictionary : dictionaries(token.type())) {
      List<String> lexemes = dictionary.lexize(token.text());
      if (lexemes != null) {
        return lexemes;
      }
    }
    return null;
  }

  /** All words, stop words with no lexeme. */
  private List<Placed> words(String text, int from) {
    List<Placed> words = new ArrayList<>();
    int place = from;
    for (Token token : TokenParser.parse(text)) {
      if (token.text().length() > MAX_WORD_BYTES) {
        continue;
      }
      List<String> lexemes = lexize(token);
      if (lexemes != null) {
        words.add(new Placed(lexemes, ++place));
      }
    }
    return words;
  }

  public TsVector toVector(String text) {
    TsVectors.Builder builder = new TsVectors.Builder();
    add(text, 0, builder);
    return builder.build();
  }

  /**
   * Adds a text's words to a document.
   *
   * @param from the last place that is taken
   * @return the last place that is taken now
   */
  public int add(String text, int from, TsVectors.Builder builder) {
    int last = from;
    for (Placed word : words(text, from)) {
      last = word.place;
      for (String lexeme : word.lexemes) {
        builder.add(lexeme, Lexeme.position(last, 0));
      }
    }
    return last;
  }

  /** {@code to_tsquery}: operators are the text's own. */
  public TsQuery toQuery(String text) {
    return TsQueryReader.parse(
        text, (word, weights, prefix) -> operand(word, weights, prefix, Adjacent.INSTANCE));
  }

  /** {@code plainto_tsquery}: all words. */
  public TsQuery plain(String text) {
    return TsQueryReader.clean(operand(text, 0, false, And::new));
  }

  /** {@code phraseto_tsquery}: the words in this order. */
  public TsQuery phrase(String text) {
    return TsQueryReader.clean(operand(text, 0, false, Adjacent.INSTANCE));
  }

  /** {@code websearch_to_tsquery}. */
  public TsQuery web(String text) {
    return TsQueryReader.parseWeb(
        text, (word, weights, prefix) -> operand(word, weights, prefix, Adjacent.INSTANCE));
  }

  private enum Adjacent implements Joint {
    INSTANCE;

    @Override
    public TsQuery of(TsQuery left, TsQuery right) {
      return new Phrase(left, right, 1);
    }
  }

  /** Stop words in between keep their place; those in front do not. */
  private TsQuery operand(String text, int weights, boolean prefix, Joint joint) {
    TsQuery query = null;
    int last = 0;
    for (Placed word : words(text, 0)) {
      if (word.lexemes.isEmpty()) {
        continue;
      }
      for (int missing = last + 1; last > 0 && missing < word.place; missing++) {
        query = joint.of(query, new Stop());
      }
      last = word.place;
      TsQuery alternatives = null;
      for (String lexeme : word.lexemes) {
        TsQuery one = new Word(lexeme, weights, prefix);
        alternatives = alternatives == null ? one : new Or(alternatives, one);
      }
      query = query == null ? alternatives : joint.of(query, alternatives);
    }
    return query == null ? new Stop() : query;
  }
}
