package org.heapgres.planner.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.heapgres.planner.textsearch.Dictionary;
import org.heapgres.planner.textsearch.Headline;
import org.heapgres.planner.textsearch.JsonWords;
import org.heapgres.planner.textsearch.QueryMatch;
import org.heapgres.planner.textsearch.Ranking;
import org.heapgres.planner.textsearch.SearchConfiguration;
import org.heapgres.planner.textsearch.TokenParser;
import org.heapgres.planner.textsearch.TokenType;
import org.heapgres.planner.textsearch.TsQueries;
import org.heapgres.planner.textsearch.TsQuery;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.value.Jsonb;
import org.heapgres.storage.value.PgArray;
import org.heapgres.storage.value.PgRecord;
import org.heapgres.storage.value.TsVector;

/**
 * Full text search (manual, 9.13): texts to documents and queries, matching, ranking, headlines.
 */
final class TextSearchFunctions {
  private static final long DEFAULT_PARSER = 3722;

  private TextSearchFunctions() {}

  static long getCurrentTsConfig(CallContext context) {
    String name = context.session().setting("default_text_search_config", false);
    return context.formats().environment().objectOid(RegisteredKind.REGCONFIG, name);
  }

  private static SearchConfiguration current(CallContext context) {
    return configuration(context, getCurrentTsConfig(context));
  }

  private static SearchConfiguration configuration(CallContext context, long oid) {
    SearchConfiguration builtIn = SearchConfiguration.builtIn(oid);
    return builtIn == null ? context.session().searchConfiguration(oid) : builtIn;
  }

  // Documents

  static TsVector toTsvector(CallContext context, String text) {
    return current(context).toVector(text);
  }

  static TsVector toTsvectorByid(CallContext context, long configuration, String text) {
    return configuration(context, configuration).toVector(text);
  }

  static TsVector jsonbStringToTsvector(CallContext context, Jsonb json) {
    return JsonWords.strings(current(context), json.tree());
  }

  static TsVector jsonbStringToTsvectorByid(CallContext context, long configuration, Jsonb json) {
    return JsonWords.strings(configuration(context, configuration), json.tree());
  }

  static TsVector jsonStringToTsvector(CallContext context, String json) {
    return JsonWords.strings(current(context), Jsonb.treeOf(json));
  }

  static TsVector jsonStringToTsvectorByid(CallContext context, long configuration, String json) {
    return JsonWords.strings(configuration(context, configuration), Jsonb.treeOf(json));
  }

  static TsVector jsonbToTsvector(CallContext context, Jsonb json, Jsonb kinds) {
    return JsonWords.of(current(context), json.tree(), kinds);
  }

  static TsVector jsonbToTsvectorByid(
      CallContext context, long configuration, Jsonb json, Jsonb kinds) {
    return JsonWords.of(configuration(context, configuration), json.tree(), kinds);
  }

  static TsVector jsonToTsvector(CallContext context, String json, Jsonb kinds) {
    return JsonWords.of(current(context), Jsonb.treeOf(json), kinds);
  }

  static TsVector jsonToTsvectorByid(
      CallContext context, long configuration, String json, Jsonb kinds) {
    return JsonWords.of(configuration(context, configuration), Jsonb.treeOf(json), kinds);
  }

  // Queries

  /** The query, with a notice when nothing is left of it. */
  private static String query(CallContext context, String text, Function<String, TsQuery> maker) {
    TsQuery query = maker.apply(text);
    if (query == null) {
      context
          .session()
          .notice(
              text.isBlank()
                  ? "text-search query doesn't contain lexemes: \"" + text + "\""
                  : "text-search query contains only stop words or doesn't contain lexemes, ignored");
    }
    return TsQuery.text(query);
  }

  static String toTsquery(CallContext context, String text) {
    return query(context, text, current(context)::toQuery);
  }

  static String toTsqueryByid(CallContext context, long configuration, String text) {
    return query(context, text, configuration(context, configuration)::toQuery);
  }

  static String plaintoTsquery(CallContext context, String text) {
    return query(context, text, current(context)::plain);
  }

  static String plaintoTsqueryByid(CallContext context, long configuration, String text) {
    return query(context, text, configuration(context, configuration)::plain);
  }

  static String phrasetoTsquery(CallContext context, String text) {
    return query(context, text, current(context)::phrase);
  }

  static String phrasetoTsqueryByid(CallContext context, long configuration, String text) {
    return query(context, text, configuration(context, configuration)::phrase);
  }

  static String websearchToTsquery(CallContext context, String text) {
    return query(context, text, current(context)::web);
  }

  static String websearchToTsqueryByid(CallContext context, long configuration, String text) {
    return query(context, text, configuration(context, configuration)::web);
  }

  static String tsqueryAnd(String left, String right) {
    return joined(left, right, new TsQuery.And(TsQueries.of(left), TsQueries.of(right)));
  }

  static String tsqueryOr(String left, String right) {
    return joined(left, right, new TsQuery.Or(TsQueries.of(left), TsQueries.of(right)));
  }

  static String tsqueryNot(String query) {
    return query.isEmpty() ? "" : TsQuery.text(new TsQuery.Not(TsQueries.of(query)));
  }

  static String tsqueryPhrase(String left, String right) {
    return tsqueryPhraseDistance(left, right, 1);
  }

  static String tsqueryPhraseDistance(String left, String right, int distance) {
    return joined(
        left,
        right,
        new TsQuery.Phrase(TsQueries.of(left), TsQueries.of(right), TsQueries.distance(distance)));
  }

  private static String joined(String left, String right, TsQuery both) {
    return left.isEmpty() ? right : right.isEmpty() ? left : TsQuery.text(both);
  }

  static int tsqueryNumnode(String query) {
    return TsQuery.size(TsQueries.of(query));
  }

  static String tsquerytree(String query) {
    if (query.isEmpty()) {
      return "";
    }
    TsQuery indexable = TsQueries.indexable(TsQueries.of(query));
    return indexable == null ? "T" : TsQuery.text(indexable);
  }

  static boolean tsqMcontains(String query, String part) {
    return TsQueries.words(TsQueries.of(query)).containsAll(TsQueries.words(TsQueries.of(part)));
  }

  static boolean tsqMcontained(String part, String query) {
    return tsqMcontains(query, part);
  }

  // Matching

  static boolean tsMatchVq(TsVector vector, String query) {
    return QueryMatch.matches(vector, TsQueries.of(query));
  }

  static boolean tsMatchQv(String query, TsVector vector) {
    return tsMatchVq(vector, query);
  }

  static boolean tsMatchTt(CallContext context, String text, String query) {
    return tsMatchVq(toTsvector(context, text), plaintoTsquery(context, query));
  }

  static boolean tsMatchTq(CallContext context, String text, String query) {
    return tsMatchVq(toTsvector(context, text), query);
  }

  // Ranking

  private static float[] weights(PgArray array) {
    if (array.dimensions().length != 1) {
      throw new PgException(
          SqlState.ARRAY_ELEMENT_ERROR, "array of weight must be one-dimensional");
    }
    float[] weights = Ranking.defaultWeights();
    if (array.size() < weights.length) {
      throw new PgException(SqlState.ARRAY_ELEMENT_ERROR, "array of weight is too short");
    }
    for (int i = 0; i < weights.length; i++) {
      if (array.elements()[i] == null) {
        throw new PgException(
            SqlState.NULL_VALUE_NOT_ALLOWED, "array of weight must not contain nulls");
      }
      float weight = (Float) array.elements()[i];
      if (weight > 1) {
        throw Errors.invalidParameter("weight out of range");
      }
      if (weight >= 0) {
        weights[i] = weight;
      }
    }
    return weights;
  }

  static float tsRankTt(TsVector vector, String query) {
    return tsRankTtf(vector, query, 0);
  }

  static float tsRankTtf(TsVector vector, String query, int method) {
    return Ranking.rank(Ranking.defaultWeights(), vector, TsQueries.of(query), method);
  }

  static float tsRankWtt(PgArray weights, TsVector vector, String query) {
    return tsRankWttf(weights, vector, query, 0);
  }

  static float tsRankWttf(PgArray weights, TsVector vector, String query, int method) {
    return Ranking.rank(weights(weights), vector, TsQueries.of(query), method);
  }

  static float tsRankcdTt(TsVector vector, String query) {
    return tsRankcdTtf(vector, query, 0);
  }

  static float tsRankcdTtf(TsVector vector, String query, int method) {
    return Ranking.coverDensity(Ranking.defaultWeights(), vector, TsQueries.of(query), method);
  }

  static float tsRankcdWtt(PgArray weights, TsVector vector, String query) {
    return tsRankcdWttf(weights, vector, query, 0);
  }

  static float tsRankcdWttf(PgArray weights, TsVector vector, String query, int method) {
    return Ranking.coverDensity(weights(weights), vector, TsQueries.of(query), method);
  }

  // Headlines

  private static String headline(
      SearchConfiguration configuration, String text, String query, String options) {
    return new Headline(configuration, TsQueries.of(query), options).of(text);
  }

  static String tsHeadline(CallContext context, String text, String query) {
    return headline(current(context), text, query, "");
  }

  static String tsHeadlineOpt(CallContext context, String text, String query, String options) {
    return headline(current(context), text, query, options);
  }

  static String tsHeadlineByid(CallContext context, long configuration, String text, String query) {
    return headline(configuration(context, configuration), text, query, "");
  }

  static String tsHeadlineByidOpt(
      CallContext context, long configuration, String text, String query, String options) {
    return headline(configuration(context, configuration), text, query, options);
  }

  private static Jsonb jsonHeadline(
      SearchConfiguration configuration, Jsonb json, String query, String options) {
    return JsonWords.mapStrings(
        json, new Headline(configuration, TsQueries.of(query), options)::of);
  }

  static Jsonb tsHeadlineJsonb(CallContext context, Jsonb json, String query) {
    return jsonHeadline(current(context), json, query, "");
  }

  static Jsonb tsHeadlineJsonbOpt(CallContext context, Jsonb json, String query, String options) {
    return jsonHeadline(current(context), json, query, options);
  }

  static Jsonb tsHeadlineJsonbByid(
      CallContext context, long configuration, Jsonb json, String query) {
    return jsonHeadline(configuration(context, configuration), json, query, "");
  }

  static Jsonb tsHeadlineJsonbByidOpt(
      CallContext context, long configuration, Jsonb json, String query, String options) {
    return jsonHeadline(configuration(context, configuration), json, query, options);
  }

  // The parts of a configuration

  static PgArray tsLexize(CallContext context, long dictionary, String token) {
    List<String> lexemes =
        (Dictionary.isBuiltIn(dictionary)
                ? Dictionary.builtIn(dictionary)
                : context.session().searchDictionary(dictionary))
            .lexize(token);
    return lexemes == null ? null : PgArray.of(Types.TEXT.oid(), lexemes);
  }

  private static void checkParser(String name) {
    if (!name.equals("default") && !name.equals("pg_catalog.default")) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT, "text search parser \"" + name + "\" does not exist");
    }
  }

  private static void checkParser(long oid) {
    if (oid != DEFAULT_PARSER) {
      throw new PgException(
          SqlState.INTERNAL_ERROR, "cache lookup failed for text search parser " + oid);
    }
  }

  private static Iterator<?> tokens(String text) {
    int[] types = {Types.INT4.oid(), Types.TEXT.oid()};
    return TokenParser.parse(text).stream()
        .map(t -> new PgRecord(types, new Object[] {t.type().number(), t.text()}))
        .iterator();
  }

  static Iterator<?> tsParseByname(String parser, String text) {
    checkParser(parser);
    return tokens(text);
  }

  static Iterator<?> tsParseByid(long parser, String text) {
    checkParser(parser);
    return tokens(text);
  }

  private static Iterator<?> tokenTypes() {
    int[] types = {Types.INT4.oid(), Types.TEXT.oid(), Types.TEXT.oid()};
    return Arrays.stream(TokenType.values())
        .map(t -> new PgRecord(types, new Object[] {t.number(), t.alias(), t.description()}))
        .iterator();
  }

  static Iterator<?> tsTokenTypeByname(String parser) {
    checkParser(parser);
    return tokenTypes();
  }

  static Iterator<?> tsTokenTypeByid(long parser) {
    checkParser(parser);
    return tokenTypes();
  }

  static Iterator<?> tsDebugRegconfigText(CallContext context, long configuration, String text) {
    int[] types = {
      Types.TEXT.oid(),
      Types.TEXT.oid(),
      Types.TEXT.oid(),
      Types.of("_regdictionary").oid(),
      Types.of("regdictionary").oid(),
      Types.of("_text").oid()
    };
    SearchConfiguration search = configuration(context, configuration);
    List<PgRecord> rows = new ArrayList<>();
    for (TokenParser.Token token : TokenParser.parse(text)) {
      List<Dictionary> dictionaries = search.dictionaries(token.type());
      Map.Entry<Dictionary, List<String>> known = null;
      for (Dictionary dictionary : dictionaries) {
        List<String> lexemes = known == null ? dictionary.lexize(token.text()) : null;
        known = lexemes == null ? known : Map.entry(dictionary, lexemes);
      }
      rows.add(
          new PgRecord(
              types,
              new Object[] {
                token.type().alias(),
                token.type().description(),
                token.text(),
                PgArray.of(types[4], dictionaries.stream().<Object>map(Dictionary::oid).toArray()),
                known == null ? null : known.getKey().oid(),
                known == null ? null : PgArray.of(Types.TEXT.oid(), known.getValue())
              }));
    }
    return rows.iterator();
  }

  static Iterator<?> tsDebugText(CallContext context, String text) {
    return tsDebugRegconfigText(context, getCurrentTsConfig(context), text);
  }
}
