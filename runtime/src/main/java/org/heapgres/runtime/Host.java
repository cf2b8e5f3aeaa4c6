package org.heapgres.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.heapgres.planner.LanguageContext;
import org.heapgres.planner.Notice;
import org.heapgres.planner.QueryResult;
import org.heapgres.planner.RowDescription;
import org.heapgres.planner.catalog.Relation;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.Table;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.LockMode;
import org.heapgres.storage.LockTag;
import org.heapgres.storage.LockWait;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;
import org.heapgres.storage.object.ClassRecord;
import org.heapgres.storage.object.HeapValue;
import org.heapgres.storage.object.ObjectStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Python may call: the one object of ours that a context sees, serving whichever session runs
 * in the context. Only exported methods are visible, and only numbers, strings, booleans and arrays
 * of them cross. A {@link PgException} arrives there as the Python exception for its SQLSTATE.
 */
public final class Host {
  private static final Logger log = LoggerFactory.getLogger(Host.class);

  /** Raises an SQL error in Python. */
  private Value raiser;

  private LanguageContext session;
  private Arguments arguments;
  private ObjectStore objects;
  private PgException failure;

  /** An error after which nothing of the transaction can be kept, whoever catches it. */
  private PgException fatal;

  private final List<TableHandle> tables = new ArrayList<>();

  Host() {}

  void raiseWith(Value function) {
    raiser = function;
  }

  void open(LanguageContext context, Arguments given) {
    session = context;
    arguments = given;
    objects = new ObjectStore(context.transaction());
  }

  void close() {
    session = null;
    arguments = null;
    objects = null;
    failure = null;
    fatal = null;
    tables.clear();
  }

  void throwFailure() {
    if (fatal != null) {
      throw fatal;
    }
    if (failure != null) {
      throw failure;
    }
  }

  private <T> T guarded(Supplier<T> action) {
    PgException problem;
    try {
      return action.get();
    } catch (PgException e) {
      problem = e;
    } catch (ArithmeticException | ClassCastException | IllegalStateException e) {
      log.error("a call from Python failed", e);
      problem = new PgException(SqlState.INTERNAL_ERROR, e.toString(), e);
    }
    if (problem.code().startsWith("40")) {
      fatal = problem;
    }
    raiser.executeVoid(
        new Raised(problem),
        problem.code(),
        problem.getMessage(),
        problem.fields().detail(),
        problem.fields().hint());
    throw problem;
  }

  /** A PgException while Python carries it; nothing of it is visible there. */
  public static final class Raised {
    private final PgException exception;

    private Raised(PgException exception) {
      this.exception = exception;
    }
  }

  // ---- the snippet's outcome

  /** The snippet failed with a Python exception of the user's, or a syntax error at a position. */
  @HostAccess.Export
  public void fail(
      String code, String message, String detail, String hint, String where, int position) {
    PgException problem =
        new PgException(SqlState.EXTERNAL_ROUTINE_EXCEPTION, message)
            .withCode(code)
            .withDetail(detail)
            .withHint(hint)
            .withWhere(where);
    failure = position == 0 ? problem : problem.withPosition(position);
  }

  /** The snippet failed with an SQL error. */
  @HostAccess.Export
  public void failWith(Raised raised, String where) {
    failure = raised.exception.withWhere(where);
  }

  // ---- surroundings

  /** Tags and values of the snippet's arguments. */
  @HostAccess.Export
  public Object[] arguments() {
    Object[] datums = arguments.datums();
    Object[] tags = new Object[datums.length];
    Object[] values = new Object[datums.length];
    FormatSettings settings = session.formatSettings();
    for (int i = 0; i < datums.length; i++) {
      PgType type = arguments.types()[i];
      String tag = PythonValues.tag(type, settings);
      tags[i] = tag;
      values[i] = PythonValues.toPython(datums[i], tag, type, settings);
    }
    return new Object[] {tags, values};
  }

  @HostAccess.Export
  public int argumentCount() {
    return arguments.datums().length;
  }

  @HostAccess.Export
  public String setting(String name) {
    return guarded(() -> session.setting(name));
  }

  @HostAccess.Export
  public void notice(String level, String code, String message, String detail, String hint) {
    guarded(
        () -> {
          session.notice(
              new Notice(
                  Notice.Level.valueOf(level),
                  SqlState.SUCCESSFUL_COMPLETION,
                  message,
                  detail,
                  hint,
                  null));
          return null;
        });
  }

  @HostAccess.Export
  public void checkCancel() {
    guarded(
        () -> {
          session.checkCancel();
          return null;
        });
  }

  /** The text of a moment as to_jsonb writes it, in the session's time zone. */
  @HostAccess.Export
  public String timestamptz(long micros) {
    return guarded(() -> Types.TIMESTAMPTZ.text(micros, session.formatSettings()));
  }

  /** The advisory lock's key that a name stands for: the first 8 bytes of its SHA-256. */
  @HostAccess.Export
  public long lockKey(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes an advisory lock to the end of the transaction; false when not free in time. */
  @HostAccess.Export
  public boolean lock(long key, boolean shared, double timeout) {
    return guarded(
        () -> {
          LockWait wait =
              timeout < 0
                  ? LockWait.FOREVER
                  : timeout == 0 ? LockWait.SKIP : new LockWait.Timed((long) (timeout * 1e9));
          return session
              .transaction()
              .lock(new LockTag.Advisory(key), shared ? LockMode.SHARE : LockMode.EXCLUSIVE, wait);
        });
  }

  // ---- names

  /**
   * What a plain name means in the schemas of the search path: a table's handle (a number), a
   * root's value (tokens), or null.
   */
  @HostAccess.Export
  public Object resolve(String name) {
    return guarded(
        () -> {
          for (String schemaName : session.searchPath()) {
            Optional<Schema> schema = session.catalog().schema(schemaName);
            if (schema.isPresent() && !schema.get().system()) {
              Object found = resolveIn(schema.get(), name);
              if (found != null) {
                return found;
              }
            }
          }
          return null;
        });
  }

  /** As {@link #resolve}, in one schema. */
  @HostAccess.Export
  public Object resolveIn(String schemaName, String name) {
    return guarded(() -> resolveIn(schema(schemaName), name));
  }

  private Object resolveIn(Schema schema, String name) {
    Optional<Relation> relation = session.catalog().relation(schema.oid(), name);
    if (relation.isPresent() && relation.get() instanceof Table table) {
      return handle(table);
    }
    HeapValue value = objects.root(schema.oid(), name);
    return value == null ? null : Tokens.write(value, objects);
  }

  private int handle(Table table) {
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).table().oid() == table.oid()) {
        return i;
      }
    }
    tables.add(new TableHandle(table, session.table(table), session.formatSettings()));
    return tables.size() - 1;
  }

  private Schema schema(String name) {
    return session
        .catalog()
        .schema(name)
        .orElseThrow(
            () ->
                new PgException(
                    SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist"));
  }

  /** Where a name without a schema is made: the first schema of the search path. */
  private Schema creationSchema() {
    for (String name : session.searchPath()) {
      Optional<Schema> schema = session.catalog().schema(name);
      if (schema.isPresent() && !schema.get().system()) {
        return schema.get();
      }
    }
    throw new PgException(SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
  }

  private Schema schemaFor(String name) {
    return name == null ? creationSchema() : schema(name);
  }

  // ---- tables

  /** {@code [schema, name, oid, column names, column tags, positions of the key's columns]}. */
  @HostAccess.Export
  public Object[] describe(int handle) {
    return guarded(
        () -> {
          TableHandle table = tables.get(handle);
          return table.describe(session.catalog().schemaName(table.table().schema()));
        });
  }

  /** A row's values with its key last; null when there is none. */
  @HostAccess.Export
  public Object[] find(int handle, Object key) {
    return guarded(() -> tables.get(handle).find(key));
  }

  @HostAccess.Export
  public boolean contains(int handle, Object key) {
    return guarded(() -> tables.get(handle).contains(key));
  }

  @HostAccess.Export
  public long count(int handle) {
    return guarded(() -> tables.get(handle).count());
  }

  @HostAccess.Export
  public Object[] insert(int handle, Object names, Object values) {
    return guarded(
        () -> tables.get(handle).insert(PythonValues.list(names), PythonValues.list(values)));
  }

  /** {@code read} is what stands last in a row; null when the row is gone. */
  @HostAccess.Export
  public Object[] update(int handle, TableHandle.RowReference read, Object names, Object values) {
    return guarded(
        () -> tables.get(handle).update(read, PythonValues.list(names), PythonValues.list(values)));
  }

  @HostAccess.Export
  public boolean delete(int handle, Object key) {
    return guarded(() -> tables.get(handle).delete(key));
  }

  @HostAccess.Export
  public Scan scan(int handle, Object from, Object to, boolean reverse) {
    return guarded(() -> new Scan(tables.get(handle), tables.get(handle).scan(from, to, reverse)));
  }

  @HostAccess.Export
  public Scan where(int handle, String column, Object value) {
    return guarded(() -> new Scan(tables.get(handle), tables.get(handle).where(column, value)));
  }

  /** Rows on their way to Python. */
  public final class Scan {
    private final TableHandle table;
    private org.heapgres.planner.TableAccess.Rows rows;

    private Scan(TableHandle table, org.heapgres.planner.TableAccess.Rows rows) {
      this.table = table;
      this.rows = rows;
    }

    /** Up to {@code limit} rows; none at the end. */
    @HostAccess.Export
    public Object[] next(int limit) {
      return guarded(
          () -> {
            List<Object> batch = new ArrayList<>(limit);
            while (rows != null && batch.size() < limit) {
              if (rows.next()) {
                batch.add(table.row(rows.row()));
              } else {
                closeRows();
              }
            }
            return batch.toArray();
          });
    }

    @HostAccess.Export
    public void close() {
      guarded(
          () -> {
            closeRows();
            return null;
          });
    }

    private void closeRows() {
      if (rows != null) {
        rows.close();
        rows = null;
      }
    }
  }

  // ---- SQL

  /** {@code [tag, count, column names or null, column tags, rows]}. */
  @HostAccess.Export
  public Object[] sql(String text, Object values, Object typeNames) {
    return guarded(
        () -> {
          FormatSettings settings = session.formatSettings();
          List<?> given = PythonValues.list(values);
          QueryResult result =
              session.sql(
                  text,
                  types -> {
                    Object[] datums = new Object[types.size()];
                    for (int i = 0; i < datums.length; i++) {
                      datums[i] =
                          PythonValues.toDatum(
                              i < given.size() ? given.get(i) : null, types.get(i), -1, settings);
                    }
                    return datums;
                  });
          return rows(result, settings);
        });
  }

  private static Object[] rows(QueryResult result, FormatSettings settings) {
    if (result.description().isEmpty()) {
      return new Object[] {result.tag(), result.count(), null, null, new Object[0]};
    }
    List<RowDescription.Field> fields = result.description().get().fields();
    Object[] names = new Object[fields.size()];
    Object[] tags = new Object[fields.size()];
    Object[] oids = new Object[fields.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = fields.get(i).name();
      tags[i] = PythonValues.tag(fields.get(i).type(), settings);
      oids[i] = fields.get(i).type().oid();
    }
    Object[] rows = new Object[result.rows().size()];
    for (int r = 0; r < rows.length; r++) {
      Object[] datums = result.rows().get(r);
      Object[] row = new Object[names.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = PythonValues.toPython(datums[i], (String) tags[i], fields.get(i).type(), settings);
      }
      rows[r] = row;
    }
    return new Object[] {result.tag(), result.count(), names, tags, rows, oids};
  }

  // ---- free objects

  @HostAccess.Export
  public String load(long oid) {
    return guarded(
        () -> {
          HeapValue value = objects.object(oid);
          return value == null ? null : Tokens.write(value, objects);
        });
  }

  @HostAccess.Export
  public long newOid() {
    return guarded(() -> objects.newOid());
  }

  /** Writes records: {@code O<oid>} and a value, one after the other. Returns how many changed. */
  @HostAccess.Export
  public int store(String records) {
    return guarded(
        () -> {
          Tokens.Reader reader = new Tokens.Reader(records, objects);
          int changed = 0;
          while (reader.hasNext()) {
            if (objects.putObject(reader.number('O'), reader.value())) {
              changed++;
            }
          }
          return changed;
        });
  }

  @HostAccess.Export
  public void putRoot(String schemaName, String name, String tokens) {
    guarded(
        () -> {
          Schema schema = schemaFor(schemaName);
          if (session.catalog().relation(schema.oid(), name).isPresent()) {
            throw new PgException(
                SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists");
          }
          objects.putRoot(schema.oid(), name, new Tokens.Reader(tokens, objects).value());
          return null;
        });
  }

  /** Removes the root that the name means on the search path, or in a schema. */
  @HostAccess.Export
  public boolean removeRoot(String schemaName, String name) {
    return guarded(
        () -> {
          if (schemaName != null) {
            return objects.removeRoot(schema(schemaName).oid(), name);
          }
          for (String candidate : session.searchPath()) {
            Optional<Schema> schema = session.catalog().schema(candidate);
            if (schema.isPresent() && objects.removeRoot(schema.get().oid(), name)) {
              return true;
            }
          }
          return false;
        });
  }

  /** Names of all roots, {@code schema.name} outside the schema that names are made in. */
  @HostAccess.Export
  public Object[] rootNames() {
    return guarded(
        () -> {
          int own = creationSchema().oid();
          List<String> names = new ArrayList<>();
          for (Schema schema : session.catalog().schemas()) {
            for (ObjectStore.Root root : objects.roots(schema.oid())) {
              names.add(schema.oid() == own ? root.name() : schema.name() + "." + root.name());
            }
          }
          names.sort(null);
          return names.toArray();
        });
  }

  /** {@code [id, name, version, source]} of a class's current version; null when unknown. */
  @HostAccess.Export
  public Object[] classById(long id) {
    return guarded(() -> description(objects.currentClass(id)));
  }

  /** As {@link #classById}, of the class that the name means on the search path. */
  @HostAccess.Export
  public Object[] classByName(String name) {
    return guarded(
        () -> {
          for (String candidate : session.searchPath()) {
            Optional<Schema> schema = session.catalog().schema(candidate);
            if (schema.isPresent() && !schema.get().system()) {
              long id = objects.classId(schema.get().oid(), name);
              if (id != 0) {
                return description(objects.currentClass(id));
              }
            }
          }
          return null;
        });
  }

  /** Stores a class, or a new version when the source differs. */
  @HostAccess.Export
  public Object[] defineClass(String name, String source) {
    return guarded(
        () -> {
          Object[] existing = classByName(name);
          long schema =
              existing == null
                  ? creationSchema().oid()
                  : objects.currentClass((Long) existing[0]).schema();
          return description(objects.defineClass(schema, name, source));
        });
  }

  private static Object[] description(ClassRecord record) {
    return record == null
        ? null
        : new Object[] {record.id(), record.name(), record.version(), record.source()};
  }

  /** Names and values side by side, as {@code TableAccess} wants them. */
  static Map<String, Object> pairs(List<?> names, List<Object> values) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      pairs.put((String) names.get(i), values.get(i));
    }
    return pairs;
  }
}
