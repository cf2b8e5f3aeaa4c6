package org.heapgres.planner.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Catalog;
import org.heapgres.planner.catalog.Privilege;
import org.heapgres.planner.catalog.Rights;
import org.heapgres.planner.catalog.Role;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.TypeFormat;
import org.heapgres.planner.functions.Accumulator;
import org.heapgres.planner.functions.CallContext;
import org.heapgres.planner.functions.CallTypes;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.functions.SessionInfo;
import org.heapgres.planner.settings.NameLists;
import org.heapgres.planner.settings.SessionSettings;
import org.heapgres.planner.textsearch.Dictionary;
import org.heapgres.planner.textsearch.SearchConfiguration;
import org.heapgres.planner.types.Encoding;
import org.heapgres.planner.types.FormatSettings;
import org.heapgres.planner.types.FormatSettings.ByteaOutput;
import org.heapgres.planner.types.FormatSettings.DateOrder;
import org.heapgres.planner.types.FormatSettings.DateStyle;
import org.heapgres.planner.types.FormatSettings.IntervalStyle;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.planner.types.TimeZones;
import org.heapgres.planner.types.TypeEnvironment;
import org.heapgres.planner.types.TypeRegistry;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * What functions, types and analysis see of a session: its settings in usable form, clock, roles,
 * search path and the names of objects. Used by the session's thread; what is derived is kept until
 * settings or catalog change.
 */
public final class SessionEnvironment implements CallContext, SessionInfo, TypeEnvironment {
  private final Session session;
  private long statementStart;
  private FormatSettings formats;
  private long formatsVersion = -1;

  /** Made of the settings, the catalog and {@link #definer} as they were. */
  private Environment environment;

  private long environmentVersion = -1;
  private Catalog environmentCatalog;
  private Role definer;
  private RandomGenerator random = new SplittableRandom();

  SessionEnvironment(Session session) {
    this.session = session;
  }

  void statementStarted(long micros) {
    statementStart = micros;
  }

  // Settings in usable form

  @Override
  public FormatSettings formats() {
    SessionSettings settings = session.settings();
    if (formats == null || formatsVersion != settings.version()) {
      formatsVersion = settings.version();
      List<String> dateStyle =
          List.of(settings.value("DateStyle").toUpperCase(Locale.ROOT).split(", ", 2));
      String zone = settings.value("TimeZone");
      FormatSettings changed =
          new FormatSettings(
              DateStyle.valueOf(dateStyle.getFirst()),
              DateOrder.valueOf(dateStyle.getLast()),
              IntervalStyle.valueOf(settings.value("IntervalStyle").toUpperCase(Locale.ROOT)),
              TimeZones.zone(zone),
              zone,
              (int) settings.number("extra_float_digits"),
              ByteaOutput.valueOf(settings.value("bytea_output").toUpperCase(Locale.ROOT)),
              Encoding.find(settings.value("client_encoding")).orElseThrow(),
              this);
      formats = changed;
    }
    return formats;
  }

  /** What analysis depends on besides the catalog. */
  public Environment environment() {
    Catalog catalog = session.catalog();
    SessionSettings settings = session.settings();
    if (environment == null
        || environmentVersion != settings.version()
        || environmentCatalog != catalog) {
      environmentVersion = settings.version();
      environmentCatalog = catalog;
      environment =
          new Environment(
              effectivePath(catalog),
              currentRole().oid(),
              Environment.literals(formats()),
              settings.value("row_security").equals("on"),
              settings.value("session_replication_role").equals("replica"));
    }
    return environment;
  }

  /** Whether the session's changes were made elsewhere: fewer triggers fire. */
  public boolean isReplica() {
    return environment().replica();
  }

  /** Existing schemas of search_path, with the implicit ones in front. */
  private List<String> effectivePath(Catalog catalog) {
    List<String> path = existing(catalog);
    if (!path.contains("pg_catalog")) {
      path.addFirst("pg_catalog");
    }
    String temporary = session.temporarySchema();
    if (!path.contains(temporary) && catalog.schema(temporary).isPresent()) {
      path.addFirst(temporary);
    }
    return path;
  }

  private List<String> existing(Catalog catalog) {
    List<String> path = new ArrayList<>();
    String value = session.settings().value("search_path");
    for (String name :
        NameLists.parse(value, () -> new PgException(SqlState.INVALID_PARAMETER_VALUE, value))) {
      String schema =
          switch (name) {
            case "$user" -> currentUser();
            case "pg_temp" -> session.temporarySchema();
            default -> name;
          };
      if (catalog.schema(schema).filter(found -> mayUse(catalog, found)).isPresent()
          && !path.contains(schema)) {
        path.add(schema);
      }
    }
    return path;
  }

  private boolean mayUse(Catalog catalog, Schema schema) {
    return schema.name().equals(session.temporarySchema())
        || new Rights(catalog, currentRole()).has(schema, Privilege.USAGE);
  }

  public List<String> searchPath() {
    return environment().searchPath();
  }

  // SessionInfo

  @Override
  public SessionInfo session() {
    return this;
  }

  public Session owner() {
    return session;
  }

  @Override
  public long transactionTimestamp() {
    return session.transaction().mode() == TransactionState.Mode.NONE
        ? statementStart
        : session.transaction().startMicros();
  }

  @Override
  public long statementTimestamp() {
    return statementStart;
  }

  /** Runs a part with the rights of another role: that of a SECURITY DEFINER function's owner. */
  public <T> T as(Role role, java.util.function.Supplier<T> part) {
    Role before = definer;
    definer = role;
    environmentCatalog = null;
    try {
      return part.get();
    } finally {
      definer = before;
      environmentCatalog = null;
    }
  }

  public Role currentRole() {
    if (definer != null) {
      return definer;
    }
    String role = session.settings().value("role");
    return role.equals("none") ? sessionRole() : role(role);
  }

  public Role sessionRole() {
    String name = session.settings().value("session_authorization");
    return name.isEmpty() ? session.sessionRole() : role(name);
  }

  private Role role(String name) {
    return session
        .catalog()
        .shared()
        .role(name)
        .orElseThrow(
            () ->
                new PgException(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist"));
  }

  @Override
  public String currentUser() {
    return currentRole().name();
  }

  @Override
  public String sessionUser() {
    return sessionRole().name();
  }

  @Override
  public String database() {
    return session.entry().name();
  }

  @Override
  public List<String> schemas(boolean includeImplicit) {
    return includeImplicit ? searchPath() : existing(session.catalog());
  }

  @Override
  public int backendPid() {
    return session.backendPid();
  }

  @Override
  public long transactionId() {
    return session.transaction().id();
  }

  @Override
  public SearchConfiguration searchConfiguration(long oid) {
    return TextSearch.configuration(session, oid);
  }

  @Override
  public Dictionary searchDictionary(long oid) {
    return TextSearch.dictionary(session, oid);
  }

  @Override
  public String setting(String name, boolean missingOk) {
    return missingOk && session.settings().valueOrNull(name) == null
        ? null
        : session.settings().shown(name);
  }

  @Override
  public String set(String name, String value, boolean local) {
    if (SetRole.concerns(name)) {
      SetRole.set(session, name, value, local);
    } else {
      TextSearch.checkSetting(session, name, value);
      session.settings().set(name, value, local, session.superuser());
    }
    return session.settings().shown(name);
  }

  @Override
  public void checkCancel() {
    session.checkCancel();
  }

  @Override
  public void notice(String message) {
    session.notice(Notice.notice(message));
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void seedRandom(double seed) {
    random = new SplittableRandom(Double.doubleToLongBits(seed));
  }

  @Override
  public Object call(PgProc proc, CallTypes types, Object[] arguments) {
    return session.routines().call(proc, types, arguments);
  }

  @Override
  public Accumulator accumulator(PgProc proc, CallTypes types) {
    return UserAccumulator.of(session, proc, types);
  }

  @Override
  public Iterator<?> rows(PgProc proc, CallTypes types, Object[] arguments) {
    return session.routines().rows(proc, types, arguments);
  }

  // TypeEnvironment

  @Override
  public TypeRegistry types() {
    return session.catalog().types();
  }

  @Override
  public String typeName(PgType type, int typmod) {
    return TypeFormat.format(type, typmod, session.catalog(), searchPath());
  }

  @Override
  public void checkDomain(int domain, Object datum) {
    session.domains().check(domain, datum);
  }

  @Override
  public String objectName(RegisteredKind kind, long oid) {
    return ObjectNames.name(session, kind, oid);
  }

  @Override
  public long objectOid(RegisteredKind kind, String name) {
    return ObjectNames.oid(session, kind, name);
  }
}
