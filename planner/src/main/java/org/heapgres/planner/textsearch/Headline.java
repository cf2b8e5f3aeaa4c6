package org.heapgres.planner.textsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.heapgres.planner.textsearch.TokenParser.Token;
import org.heapgres.planner.textsearch.TsQuery.And;
import org.heapgres.planner.textsearch.TsQuery.Not;
import org.heapgres.planner.textsearch.TsQuery.Or;
import org.heapgres.planner.textsearch.TsQuery.Phrase;
import org.heapgres.planner.textsearch.TsQuery.Stop;
import org.heapgres.planner.textsearch.TsQuery.Word;

/**
 * {@code ts_headline} (manual, 12.3.4): the part of a text that shows best why it matches a query,
 * the query's words marked. The part is a cover, a shortest stretch that satisfies the query,
 * lengthened or cut to the wanted number of words; or several such fragments.
 */
public final class Headline {
  /** A token of the text and the query's words that it stands for. */
  private static final class Entry {
    private final Token token;
    private final int bytes;
    private final Set<Word> words = new HashSet<>();
    private int place;
    private boolean shown;

    Entry(Token token) {
      this.token = token;
      this.bytes = token.text().getBytes(StandardCharsets.UTF_8).length;
    }

    boolean interesting() {
      return !words.isEmpty();
    }

    /** Not counted as a word. */
    boolean countless() {
      return switch (token.type()) {
        case BLANK, TAG, URL, NUMHWORD, ASCIIHWORD, HWORD -> true;
        default -> false;
      };
    }

    /** A compound whose parts follow it. */
    boolean repeatedByParts() {
      return switch (token.type()) {
        case URL, NUMHWORD, ASCIIHWORD, HWORD -> true;
        default -> false;
      };
    }
  }

  /** A stretch of entries, both ends included. */
  private record Range(int from, int to) {}

  private final SearchConfiguration configuration;
  private final TsQuery query;
  private final HeadlineOptions options;
  private List<Entry> entries = List.of();
  private int nextPlace;

  /** {@code query} is null for the empty one. */
  public Headline(SearchConfiguration configuration, TsQuery query, String options) {
    this.configuration = configuration;
    this.query = query;
    this.options = HeadlineOptions.parse(options);
  }

  public String of(String text) {
    entries = entries(text);
    nextPlace = 0;
    if (options.maxFragments() == 0) {
      showBest();
    } else {
      showFragments();
    }
    return text();
  }

  private List<Entry> entries(String text) {
    List<Word> wanted = new ArrayList<>();
    Ranking.words(query, wanted);
    List<Entry> result = new ArrayList<>();
    int place = 0;
    for (Token token : TokenParser.parse(text)) {
      Entry entry = new Entry(token);
      result.add(entry);
      List<String> lexemes = configuration.lexize(token);
      if (lexemes != null) {
        entry.place = ++place;
        for (String lexeme : lexemes) {
          for (Word word : wanted) {
            if (word.prefix() ? lexeme.startsWith(word.text()) : lexeme.equals(word.text())) {
              entry.words.add(word);
            }
          }
        }
      }
    }
    return result;
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    boolean first = true;
    for (Entry entry : entries) {
      if (!entry.shown) {
        inside = false;
        continue;
      }
      if (!inside && !first) {
        out.append(options.fragmentDelimiter());
      }
      inside = true;
      first = false;
      if (entry.token.type() == TokenType.TAG && !options.highlightAll()) {
        out.append(' ');
      } else if (!entry.repeatedByParts()) {
        if (entry.interesting()) {
          out.append(options.startSel());
        }
        out.append(entry.token.text());
        if (entry.interesting()) {
          out.append(options.stopSel());
        }
      }
    }
    return out.toString();
  }

  private void show(int from, int to) {
    for (int i = from; i <= to; i++) {
      entries.get(i).shown = true;
    }
  }

  private boolean interesting(int index) {
    return entries.get(index).interesting();
  }

  private int count(int index) {
    return entries.get(index).countless() ? 0 : 1;
  }

  /** A headline should not end with it. */
  private boolean badEnd(int index) {
    Entry entry = entries.get(index);
    boolean number =
        switch (entry.token.type()) {
          case SFLOAT, VERSION, FLOAT, INT, UINT, PROTOCOL, ENTITY -> true;
          default -> entry.countless();
        };
    return (number || entry.bytes <= options.shortWord()) && !entry.interesting();
  }

  // Covers

  /** The places of the entries in a range, by query word. */
  private final class Part implements QueryMatch.Document {
    private final Range range;

    Part(Range range) {
      this.range = range;
    }

    @Override
    public boolean has(Word word) {
      return places(word).length > 0;
    }

    @Override
    public int[] places(Word word) {
      TreeSet<Integer> places = new TreeSet<>();
      for (int i = range.from; i <= range.to; i++) {
        if (entries.get(i).words.contains(word)) {
          places.add(entries.get(i).place);
        }
      }
      return places.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * Where the parts of a query that must all hold are, as far as that can be said; null when the
   * document does not satisfy it.
   */
  private List<QueryMatch.Places> locations(TsQuery part, QueryMatch.Document document) {
    return switch (part) {
      case null -> null;
      case Stop _ -> null;
      case Word word -> {
        int[] places = document.places(word);
        yield places.length == 0 ? null : List.of(new QueryMatch.Places(places, false, 0));
      }
      case Not not -> locations(not.of(), document) == null ? List.of() : null;
      case And and -> {
        List<QueryMatch.Places> left = locations(and.left(), document);
        List<QueryMatch.Places> right = left == null ? null : locations(and.right(), document);
        if (right == null) {
          yield null;
        }
        List<QueryMatch.Places> all = new ArrayList<>(left);
        all.addAll(right);
        yield all;
      }
      case Or or -> either(locations(or.left(), document), locations(or.right(), document));
      case Phrase phrase -> {
        QueryMatch.Places places = QueryMatch.occurs(phrase, document);
        yield places.somewhere() ? places.except() ? List.of() : List.of(places) : null;
      }
    };
  }

  /** (A and B) or (C and D) is (A or C) and (A or D) and (B or C) and (B or D). */
  private static List<QueryMatch.Places> either(
      List<QueryMatch.Places> left, List<QueryMatch.Places> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    List<QueryMatch.Places> all = new ArrayList<>();
    for (QueryMatch.Places l : left) {
      for (QueryMatch.Places r : right) {
        all.add(QueryMatch.Places.union(l, r));
      }
    }
    return all;
  }

  /** The next cover, by entry; null when there is none any more. */
  private Range cover(List<QueryMatch.Places> locations) {
    while (locations != null && !locations.isEmpty()) {
      int last = -1;
      for (QueryMatch.Places places : locations) {
        int first = places.firstFrom(nextPlace);
        if (first < 0) {
          return null;
        }
        last = Math.max(last, first);
      }
      int begin = Integer.MAX_VALUE - 1;
      for (QueryMatch.Places places : locations) {
        begin = Math.min(begin, places.lastBeginningBy(last));
      }
      begin = Math.max(begin, nextPlace);
      nextPlace = begin + 1;
      Range range = begin <= last ? range(begin, last) : null;
      if (range != null && QueryMatch.matches(query, new Part(range))) {
        return range;
      }
    }
    return null;
  }

  private Range range(int firstPlace, int lastPlace) {
    int from = -1;
    int to = -1;
    for (int i = 0; i < entries.size(); i++) {
      if (interesting(i)) {
        if (from < 0 && entries.get(i).place >= firstPlace) {
          from = i;
        }
        if (entries.get(i).place > lastPlace) {
          break;
        }
        to = i;
      }
    }
    return from >= 0 && to >= from ? new Range(from, to) : null;
  }

  private List<QueryMatch.Places> locations() {
    return locations(query, new Part(new Range(0, entries.size() - 1)));
  }

  /** Entries from the beginning up to the least number of words. */
  private void showBeginning() {
    int words = 0;
    int last = -1;
    for (int i = 0; i < entries.size() && words < options.minWords(); i++) {
      words += count(i);
      last = i;
    }
    show(0, last);
  }

  // One headline

  private record Candidate(int from, int to, int matches, boolean whole) {}

  private void showBest() {
    if (options.highlightAll()) {
      show(0, entries.size() - 1);
      return;
    }
    List<QueryMatch.Places> locations = locations();
    Candidate best = null;
    for (Range cover = cover(locations); cover != null; cover = cover(locations)) {
      Candidate candidate = sized(cover);
      if (best == null || better(candidate, best)) {
        best = candidate;
      }
    }
    if (best == null) {
      showBeginning();
    } else {
      show(best.from, best.to);
    }
  }

  private boolean better(Candidate candidate, Candidate best) {
    if (candidate.whole != best.whole) {
      return candidate.whole;
    }
    return candidate.matches > best.matches
        || (candidate.matches == best.matches && !badEnd(candidate.to) && badEnd(best.to));
  }

  /** A cover lengthened or shortened to the wanted number of words. */
  private Candidate sized(Range cover) {
    int words = 0;
    int matches = 0;
    int from = cover.from;
    int to = cover.from;
    int i = cover.from;
    for (; i <= cover.to && words < options.maxWords(); i++) {
      words += count(i);
      matches += interesting(i) ? 1 : 0;
      to = i;
    }
    if (words < options.maxWords()) {
      for (i = i - 1; i < entries.size() && words < options.maxWords(); i++) {
        if (i > cover.to) {
          words += count(i);
          matches += interesting(i) ? 1 : 0;
        }
        to = i;
        if (!badEnd(i) && words >= options.minWords()) {
          break;
        }
      }
      if (words < options.minWords()) {
        for (i = cover.from - 1; i >= 0; i--) {
          words += count(i);
          matches += interesting(i) ? 1 : 0;
          if (words >= options.maxWords() || (!badEnd(i) && words >= options.minWords())) {
            break;
          }
        }
        from = Math.max(i, 0);
      }
    } else {
      for (i = Math.min(i, cover.to); words > options.minWords() && badEnd(i); i--) {
        words -= count(i);
        matches -= interesting(i) ? 1 : 0;
        to = i - 1;
      }
    }
    return new Candidate(from, to, matches, from <= cover.from && to >= cover.to);
  }

  // Fragments

  private static final class Fragment {
    private int from;
    private int to;
    private int words;
    private int matches;
    private boolean done;
  }

  private void showFragments() {
    List<Fragment> fragments = new ArrayList<>();
    List<QueryMatch.Places> locations = locations();
    for (Range cover = cover(locations); cover != null; cover = cover(locations)) {
      int from = cover.from;
      while (from <= cover.to) {
        Fragment fragment = fragment(from, cover.to);
        fragments.add(fragment);
        from = fragment.to + 1;
      }
    }
    int chosen = 0;
    while (chosen < options.maxFragments()) {
      Fragment best = best(fragments);
      if (best == null) {
        break;
      }
      best.done = true;
      if (best.words < options.maxWords()) {
        stretch(best);
      }
      show(best.from, best.to);
      chosen++;
      for (Fragment other : fragments) {
        other.done |= other.from <= best.to && other.to >= best.from;
      }
    }
    if (chosen == 0) {
      showBeginning();
    }
  }

  /** The one with most matches, of those the shortest. */
  private static Fragment best(List<Fragment> fragments) {
    Fragment best = null;
    for (Fragment fragment : fragments) {
      int least = best == null ? 0 : best.matches;
      int words = best == null ? Integer.MAX_VALUE : best.words;
      if (!fragment.done
          && (fragment.matches > least || (fragment.matches == least && fragment.words < words))) {
        best = fragment;
      }
    }
    return best;
  }

  /** The first part of a cover that has no more than the greatest number of words. */
  private Fragment fragment(int from, int to) {
    Fragment fragment = new Fragment();
    fragment.from = from;
    fragment.to = to;
    while (fragment.from < to && !interesting(fragment.from)) {
      fragment.from++;
    }
    int i = fragment.from;
    for (; i <= to && fragment.words < options.maxWords(); i++) {
      fragment.words += count(i);
      fragment.matches += interesting(i) ? 1 : 0;
    }
    if (to > i) {
      for (fragment.to = i; fragment.to > fragment.from && !interesting(fragment.to); ) {
        fragment.words -= count(fragment.to);
        fragment.to--;
      }
    }
    return fragment;
  }

  private void stretch(Fragment fragment) {
    int most = (options.maxWords() - fragment.words) / 2;
    int stretched = 0;
    int reached = fragment.from;
    for (int i = fragment.from - 1; i >= 0 && stretched < most && !entries.get(i).shown; i--) {
      fragment.words += count(i);
      stretched += count(i);
      reached = i;
    }
    while (reached < fragment.from && badEnd(reached)) {
      fragment.words -= count(reached);
      reached++;
    }
    fragment.from = reached;
    reached = fragment.to;
    for (int i = fragment.to + 1;
        i < entries.size() && fragment.words < options.maxWords() && !entries.get(i).shown;
        i++) {
      fragment.words += count(i);
      reached = i;
    }
    while (reached > fragment.to && badEnd(reached)) {
      fragment.words -= count(reached);
      reached--;
    }
    fragment.to = reached;
  }
}
