package org.heapgres.planner.ddl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heapgres.planner.Notice;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.SchemaMember;
import org.heapgres.planner.catalog.SearchDictionary;
import org.heapgres.planner.catalog.SearchMapping;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTSConfigurationStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.AlterTSDictionaryStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.ObjectType;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.Options;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.session.TextSearch;
import org.heapgres.planner.textsearch.Dictionary;
import org.heapgres.planner.textsearch.TokenType;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.RegisteredKind;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE and ALTER TEXT SEARCH DICTIONARY and CONFIGURATION (manual, 12.6 and 12.7). */
final class TextSearchCommands {
  static final Command<AlterTSDictionaryStmt> ALTER_DICTIONARY =
      TextSearchCommands::alterDictionary;
  static final Command<AlterTSConfigurationStmt> ALTER_CONFIGURATION =
      TextSearchCommands::alterConfiguration;

  private static final int DEFAULT_PARSER = 3722;

  private TextSearchCommands() {}

  private static Schema schema(Session session, List<String> name) {
    return Names.creationSchema(session, Names.rangeVar(node(name)));
  }

  private static Node node(List<String> name) {
    return new ListValue(name.stream().<Node>map(StringValue::new).toList());
  }

  /** As a unique index of the catalog says it. */
  private static PgException duplicate(String index, String detail) {
    return new PgException(
            SqlState.UNIQUE_VIOLATION,
            "duplicate key value violates unique constraint \"" + index + "\"")
        .withDetail(detail);
  }

  // Dictionaries

  static void createDictionary(Session session, DefineStmt statement) {
    Schema schema = schema(session, statement.defnames());
    String name = statement.defnames().getLast();
    int template = 0;
    Map<String, String> options = new LinkedHashMap<>();
    for (DefElem option : statement.definition()) {
      if (option.defname().equals("template")) {
        template = template(OperatorCommands.names(option.arg()));
      } else {
        options.put(option.defname(), Options.text(option));
      }
    }
    if (template == 0) {
      throw new PgException(SqlState.INVALID_OBJECT_DEFINITION, "text search template is required");
    }
    String text = Dictionary.optionsText(options);
    Dictionary.of(0, template, text);
    requireFree(session, schema.oid(), name, ObjectType.OBJECT_TSDICTIONARY);
    session
        .transaction()
        .put(
            new SearchDictionary(
                session.database().oids().next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                template,
                text,
                null));
  }

  private static int template(List<String> name) {
    CatalogTable table = CatalogTable.of("pg_ts_template");
    for (String[] row : table.rows()) {
      if (row[table.column("tmplname")].equals(name.getLast())) {
        return Integer.parseInt(row[table.column("oid")]);
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_OBJECT,
        "text search template \"" + String.join(".", name) + "\" does not exist");
  }

  private static Outcome alterDictionary(Run run, AlterTSDictionaryStmt statement) {
    Session session = run.session();
    SearchDictionary dictionary =
        (SearchDictionary)
            SchemaMembers.requireOwned(
                session, ObjectType.OBJECT_TSDICTIONARY, node(statement.dictname()));
    Map<String, String> options = new LinkedHashMap<>(Dictionary.options(dictionary.options()));
    for (DefElem option : statement.options()) {
      options.remove(option.defname());
      if (option.arg() != null) {
        options.put(option.defname(), Options.text(option));
      }
    }
    String text = Dictionary.optionsText(options);
    Dictionary.of(0, dictionary.template(), text);
    session.transaction().put(dictionary.withOptions(text));
    return new Outcome.Done("ALTER TEXT SEARCH DICTIONARY");
  }

  // Configurations

  static void createConfiguration(Session session, DefineStmt statement) {
    Schema schema = schema(session, statement.defnames());
    String name = statement.defnames().getLast();
    boolean parser = false;
    List<String> copied = null;
    for (DefElem option : statement.definition()) {
      switch (option.defname()) {
        case "parser" -> {
          requireDefaultParser(OperatorCommands.names(option.arg()));
          parser = true;
        }
        case "copy" -> copied = OperatorCommands.names(option.arg());
        default ->
            throw new PgException(
                SqlState.SYNTAX_ERROR,
                "text search configuration parameter \"" + option.defname() + "\" not recognized");
      }
    }
    if (parser && copied != null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "cannot specify both PARSER and COPY options");
    }
    if (!parser && copied == null) {
      throw new PgException(SqlState.INVALID_OBJECT_DEFINITION, "text search parser is required");
    }
    Map<Integer, List<Integer>> dictionaries =
        copied == null
            ? Map.of()
            : TextSearch.mapping(
                session,
                ObjectNames.oid(session, RegisteredKind.REGCONFIG, TextSearch.text(copied)));
    requireFree(session, schema.oid(), name, ObjectType.OBJECT_TSCONFIGURATION);
    session
        .transaction()
        .put(
            new SearchMapping(
                session.database().oids().next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                DEFAULT_PARSER,
                dictionaries,
                null));
  }

  private static void requireDefaultParser(List<String> name) {
    if (!name.getLast().equals("default")) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT,
          "text search parser \"" + String.join(".", name) + "\" does not exist");
    }
  }

  private static Outcome alterConfiguration(Run run, AlterTSConfigurationStmt statement) {
    Session session = run.session();
    SearchMapping before =
        (SearchMapping)
            SchemaMembers.requireOwned(
                session, ObjectType.OBJECT_TSCONFIGURATION, node(statement.cfgname()));
    Map<Integer, List<Integer>> dictionaries = new TreeMap<>(before.dictionaries());
    List<Integer> types = statement.tokentype().stream().map(TextSearchCommands::type).toList();
    switch (statement.kind()) {
      case ALTER_TSCONFIG_ADD_MAPPING, ALTER_TSCONFIG_ALTER_MAPPING_FOR_TOKEN -> {
        List<Integer> oids =
            statement.dicts().stream().map(name -> dictionary(session, name)).toList();
        for (int type : types) {
          if (!statement.override() && dictionaries.containsKey(type)) {
            throw duplicate(
                "pg_ts_config_map_index",
                "Key (mapcfg, maptokentype, mapseqno)=(%d, %d, 1) already exists."
                    .formatted(before.oid(), type));
          }
          dictionaries.put(type, oids);
        }
      }
      case ALTER_TSCONFIG_REPLACE_DICT, ALTER_TSCONFIG_REPLACE_DICT_FOR_TOKEN -> {
        int old = dictionary(session, statement.dicts().getFirst());
        int next = dictionary(session, statement.dicts().getLast());
        dictionaries.replaceAll(
            (type, oids) ->
                types.isEmpty() || types.contains(type)
                    ? oids.stream().map(oid -> oid == old ? (Integer) next : oid).toList()
                    : oids);
      }
      case ALTER_TSCONFIG_DROP_MAPPING -> {
        for (int i = 0; i < types.size(); i++) {
          if (dictionaries.remove(types.get(i)) == null) {
            String message =
                "mapping for token type \"%s\" does not exist"
                    .formatted(statement.tokentype().get(i));
            if (!statement.missingOk()) {
              throw new PgException(SqlState.UNDEFINED_OBJECT, message);
            }
            session.notice(Notice.notice(message + ", skipping"));
          }
        }
      }
    }
    session.transaction().put(before.withDictionaries(dictionaries));
    return new Outcome.Done("ALTER TEXT SEARCH CONFIGURATION");
  }

  private static int type(String alias) {
    for (TokenType type : TokenType.values()) {
      if (type.alias().equals(alias)) {
        return type.number();
      }
    }
    throw new PgException(
        SqlState.INVALID_PARAMETER_VALUE, "token type \"" + alias + "\" does not exist");
  }

  private static int dictionary(Session session, List<String> name) {
    return (int) ObjectNames.oid(session, RegisteredKind.REGDICTIONARY, TextSearch.text(name));
  }

  // Names

  private static PgException missing(ObjectType type, List<String> name) {
    return new PgException(
        SqlState.UNDEFINED_OBJECT,
        "%s \"%s\" does not exist".formatted(TextSearch.what(type), String.join(".", name)));
  }

  /** A user's; 42704 without one, 2BP01 for one of the server's. */
  static SchemaMember require(Session session, ObjectType type, Node object) {
    List<String> name = Names.parts(object);
    Optional<? extends SchemaMember> own = TextSearch.find(session, type, name);
    if (own.isEmpty() && TextSearch.isServers(type, name)) {
      throw new PgException(
          SqlState.DEPENDENT_OBJECTS_STILL_EXIST,
          "cannot drop %s %s because it is required by the database system"
              .formatted(TextSearch.what(type), name.getLast()));
    }
    return own.<SchemaMember>map(found -> found).orElseThrow(() -> missing(type, name));
  }

  /** CREATE finds out by the catalog's own unique index. */
  private static void requireFree(Session session, int schema, String name, ObjectType type) {
    if (session.catalog().member(TextSearch.kind(type), schema, name).isPresent()) {
      boolean dictionary = type == ObjectType.OBJECT_TSDICTIONARY;
      throw duplicate(
          dictionary ? "pg_ts_dict_dictname_index" : "pg_ts_config_cfgname_index",
          "Key (%s)=(%s, %d) already exists."
              .formatted(
                  dictionary ? "dictname, dictnamespace" : "cfgname, cfgnamespace", name, schema));
    }
  }
}
