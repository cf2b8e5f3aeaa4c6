package org.heapgres.planner.ddl;

import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heapgres.planner.Notice;
import org.heapgres.planner.bind.Collations;
import org.heapgres.planner.catalog.CollationEntry;
import org.heapgres.planner.catalog.CollationEntry.Definition;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterCollationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Permissions;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.Collation;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE COLLATION, and what else is done to collations by name (manual, 23.2). */
final class CollationCommands {
  /** REFRESH VERSION: the order is that of the library that came with the server. */
  static final Command<AlterCollationStmt> ALTER =
      (run, statement) -> {
        Session session = run.session();
        List<Node> parts = statement.collname().stream().<Node>map(StringValue::new).toList();
        Permissions.requireOwner(session, require(session, new ListValue(parts)));
        session.notice(Notice.notice("version has not changed"));
        return new Outcome.Done("ALTER COLLATION");
      };

  private static final Set<String> OPTIONS =
      Set.of(
          "from",
          "locale",
          "lc_collate",
          "lc_ctype",
          "provider",
          "deterministic",
          "rules",
          "version");

  /** Of libc, those that everybody has: they are in the order of code points. */
  private static final Set<String> LIBC_LOCALES = Set.of("C", "POSIX", "C.UTF-8", "C.utf8");

  private static final Set<String> BUILT_IN_LOCALES =
      Set.of("C", "C.UTF-8", "C.UTF8", "PG_UNICODE_FAST");

  private CollationCommands() {}

  static void create(Session session, DefineStmt statement) {
    List<Node> parts = statement.defnames().stream().<Node>map(StringValue::new).toList();
    Schema schema = Names.creationSchema(session, Names.rangeVar(new ListValue(parts)));
    String name = statement.defnames().getLast();
    CollationEntry entry = new Draft(session, statement).entry(schema, name);
    if (session.catalog().member(CollationEntry.class, schema.oid(), name).isPresent()) {
      String message =
          "collation \"%s\"%s already exists"
              .formatted(
                  name, entry.definition().provider() == 'i' ? "" : " for encoding \"UTF8\"");
      if (!statement.ifNotExists()) {
        throw new PgException(SqlState.DUPLICATE_OBJECT, message);
      }
      session.notice(Notice.notice(SqlState.DUPLICATE_OBJECT, message + ", skipping"));
      return;
    }
    entry.collation().check();
    session.transaction().put(entry);
  }

  /** A collation in the making. */
  private static final class Draft {
    private final Session session;
    private final Map<String, DefElem> options = new HashMap<>();

    Draft(Session session, DefineStmt statement) {
      this.session = session;
      for (DefElem option : statement.definition()) {
        if (!OPTIONS.contains(option.defname())) {
          throw Names.at(
              option.location(),
              new PgException(
                  SqlState.SYNTAX_ERROR,
                  "collation attribute \"" + option.defname() + "\" not recognized"));
        }
        if (options.put(option.defname(), option) != null) {
          throw Names.at(option.location(), conflicting(null));
        }
      }
    }

    private static PgException conflicting(String detail) {
      PgException conflict =
          new PgException(SqlState.SYNTAX_ERROR, "conflicting or redundant options");
      return detail == null ? conflict : conflict.withDetail(detail);
    }

    private String text(String option) {
      DefElem given = options.get(option);
      return given == null ? null : Options.text(given);
    }

    CollationEntry entry(Schema schema, String name) {
      return new CollationEntry(
          session.database().oids().next(),
          schema.oid(),
          name,
          session.environment().currentRole().oid(),
          definition(),
          null);
    }

    private Definition definition() {
      if (options.containsKey("locale")
          && (options.containsKey("lc_collate") || options.containsKey("lc_ctype"))) {
        throw conflicting("LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE.");
      }
      if (options.containsKey("from") && options.size() > 1) {
        throw conflicting("FROM cannot be specified together with any other options.");
      }
      if (options.containsKey("from")) {
        return copied(Names.parts(options.get("from").arg()));
      }
      char provider = provider();
      boolean deterministic =
          !options.containsKey("deterministic") || Options.bool(options.get("deterministic"));
      String locale = text("locale");
      String collate = null;
      String ctype = null;
      if (provider == 'c') {
        collate = locale == null ? text("lc_collate") : locale;
        ctype = locale == null ? text("lc_ctype") : locale;
        requireGiven("lc_collate", collate);
        requireGiven("lc_ctype", ctype);
        requireLibc(collate);
        requireLibc(ctype);
        locale = null;
      } else {
        requireGiven("locale", locale);
        locale = provider == 'b' ? builtIn(locale) : icu(locale);
      }
      if (!deterministic && provider != 'i') {
        throw new PgException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "nondeterministic collations not supported with this provider");
      }
      if (text("rules") != null && provider != 'i') {
        throw new PgException(
            SqlState.INVALID_OBJECT_DEFINITION,
            "ICU rules cannot be specified unless locale provider is ICU");
      }
      return new Definition(
              provider, deterministic, collate, ctype, locale, text("rules"), text("version"))
          .versioned();
    }

    private char provider() {
      String given = text("provider");
      return switch (given == null ? "libc" : given.toLowerCase(Locale.ROOT)) {
        case "libc" -> 'c';
        case "icu" -> 'i';
        case "builtin" -> 'b';
        default ->
            throw new PgException(
                SqlState.INVALID_OBJECT_DEFINITION, "unrecognized collation provider: " + given);
      };
    }

    private static void requireGiven(String parameter, String value) {
      if (value == null) {
        throw new PgException(
            SqlState.INVALID_OBJECT_DEFINITION,
            "parameter \"" + parameter + "\" must be specified");
      }
    }

    private static void requireLibc(String locale) {
      if (!LIBC_LOCALES.contains(locale)) {
        throw PgException.notSupported("locale \"" + locale + "\" of provider libc");
      }
    }

    private static String builtIn(String locale) {
      if (!BUILT_IN_LOCALES.contains(locale)) {
        throw new PgException(
            SqlState.WRONG_OBJECT_TYPE,
            "invalid locale name \"" + locale + "\" for builtin provider");
      }
      return locale.equals("C.UTF8") ? "C.UTF-8" : locale;
    }

    /** As a language tag. */
    private String icu(String locale) {
      String tag = new ULocale(locale).toLanguageTag();
      if (!tag.equals(locale)) {
        session.notice(
            Notice.notice(
                "using standard form \"%s\" for ICU locale \"%s\"".formatted(tag, locale)));
      }
      return tag;
    }

    private Definition copied(List<String> name) {
      Collation from = Collations.require(session.bindContext(), name, -1);
      if (from.oid() == Collation.DEFAULT) {
        throw new PgException(
            SqlState.INVALID_OBJECT_DEFINITION, "collation \"default\" cannot be copied");
      }
      return session.catalog().object(from.oid()).orElse(null) instanceof CollationEntry own
          ? own.definition()
          : ofServer(from);
    }

    private static Definition ofServer(Collation collation) {
      CatalogTable table = CatalogTable.of("pg_collation");
      String[] row =
          table.rows().stream()
              .filter(each -> each[table.column("collname")].equals(collation.name()))
              .findFirst()
              .orElseThrow();
      return new Definition(
          row[table.column("collprovider")].charAt(0),
          true,
          row[table.column("collcollate")],
          row[table.column("collctype")],
          row[table.column("colllocale")],
          null,
          row[table.column("collversion")]);
    }
  }

  /** A collation that a user made; 42704 without one, 2BP01 for one of the server's. */
  static CollationEntry require(Session session, Node object) {
    List<String> name = Names.parts(object);
    Collation found = Collations.require(session.bindContext(), name, -1);
    Optional<CollationEntry> own =
        session
            .catalog()
            .object(found.oid())
            .filter(CollationEntry.class::isInstance)
            .map(CollationEntry.class::cast);
    return own.orElseThrow(
        () ->
            new PgException(
                SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
                "cannot drop collation "
                    + Identifiers.quote(found.name())
                    + " because it is required by the database system"));
  }
}
