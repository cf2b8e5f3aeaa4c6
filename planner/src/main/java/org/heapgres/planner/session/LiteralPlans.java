package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heapgres.planner.Portal;
import org.heapgres.planner.SimpleQuery;
import org.heapgres.planner.parse.Normalizer;
import org.heapgres.planner.parse.Normalizer.Literal;
import org.heapgres.planner.parse.Normalizer.Normalized;
import org.heapgres.planner.parse.Parser;
import org.heapgres.planner.parse.tree.RawStmt;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;

/**
 * Simple queries that differ only in constants, as one statement with parameters: it is parsed and
 * planned once. Thread-safe; the least recently used go first.
 *
 * <p>A query that does not lend itself to it, or fails on the way to its plan, is left to be
 * analysed as it was written: only then do errors point into the text that the client sent.
 */
final class LiteralPlans {
  private static final int CAPACITY = 2048;
  private static final int NO_MODIFIER = -1;

  private record Key(String text, List<PgType> types) {}

  private final Map<Key, RawStmt> trees =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, RawStmt> eldest) {
          return size() > CAPACITY;
        }
      };

  /** The query with its literals as parameters; empty when it must be analysed as it is. */
  Optional<SimpleQuery> find(Session session, String sql) {
    Normalized normalized = Normalizer.normalize(sql);
    List<Literal> literals = normalized.literals();
    if (literals.isEmpty()) {
      return Optional.empty();
    }
    List<PgType> types = new ArrayList<>(literals.size());
    for (Literal literal : literals) {
      types.add(declared(literal));
    }
    try {
      RawStmt tree = tree(new Key(normalized.text(), types));
      Prepared prepared = Prepared.literals(session, normalized.text(), tree, types);
      prepared.analyse();
      if (prepared.analysed().constantsMatter() || prepared.analysed().usesRoots()) {
        return Optional.empty();
      }
      session.transaction().ensure(Clock.micros());
      return Optional.of(new Query(session, prepared, values(session, prepared, literals)));
    } catch (PgException e) {
      return Optional.empty();
    }
  }

  /** Null for a string, whose type the context decides, as it does for a parameter. */
  private static PgType declared(Literal literal) {
    return switch (literal.type()) {
      case INT4 -> Types.INT4;
      case INT8 -> Types.INT8;
      case NUMERIC -> Types.NUMERIC;
      case UNKNOWN -> null;
    };
  }

  private RawStmt tree(Key key) {
    synchronized (trees) {
      RawStmt known = trees.get(key);
      if (known != null) {
        return known;
      }
    }
    RawStmt parsed = Parser.parse(key.text()).getFirst();
    synchronized (trees) {
      trees.put(key, parsed);
    }
    return parsed;
  }

  private static Object[] values(Session session, Prepared prepared, List<Literal> literals) {
    FormatSettings formats = session.formatSettings();
    List<PgType> types = prepared.analysed().parameterTypes();
    Object[] values = new Object[literals.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = types.get(i).parseText(literals.get(i).value(), NO_MODIFIER, formats);
    }
    return values;
  }

  /** One run of such a statement. */
  private static final class Query implements SimpleQuery {
    private final Session session;
    private final Prepared statement;
    private final Object[] parameters;
    private boolean done;

    Query(Session session, Prepared statement, Object[] parameters) {
      this.session = session;
      this.statement = statement;
      this.parameters = parameters;
    }

    @Override
    public boolean hasNext() {
      return !done;
    }

    @Override
    public boolean nextMayWait() {
      return false;
    }

    @Override
    public Portal next() {
      done = true;
      return new SessionPortal(session, "", statement, parameters, null, true);
    }
  }
}
