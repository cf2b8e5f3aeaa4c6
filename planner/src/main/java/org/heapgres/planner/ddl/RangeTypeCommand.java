package org.heapgres.planner.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.FunctionEntry.Argument;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.catalog.UserType;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateRangeStmt;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.OidAllocator;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.CatalogTable;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.TextCodecs;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE TYPE ... AS RANGE: the range, its multirange, and the functions that make them. */
final class RangeTypeCommand implements Command<CreateRangeStmt> {
  private static final String BTREE = "403";

  @Override
  public Outcome run(Run run, CreateRangeStmt statement) {
    Session session = run.session();
    Schema schema = TypeObjects.creationSchema(session, statement.typeName());
    String name = statement.typeName().getLast();
    PgType subtype = null;
    String multirange = multirangeName(name);
    boolean named = false;
    for (DefElem option : statement.params()) {
      switch (option.defname()) {
        case "subtype" -> subtype = TypeObjects.require(session, option.arg());
        case "multirange_type_name" -> {
          multirange = names(option.arg()).getLast();
          named = true;
        }
        case "canonical" ->
            throw new PgException(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "cannot specify a canonical function without a pre-created shell type")
                .withHint(
                    "Create the type as a shell type, then create its canonicalization function,"
                        + " then do a full CREATE TYPE.");
        case "subtype_opclass", "collation", "subtype_diff" -> {}
        default ->
            throw new PgException(
                SqlState.SYNTAX_ERROR,
                "type attribute \"" + option.defname() + "\" not recognized");
      }
    }
    if (subtype == null) {
      throw new PgException(SqlState.SYNTAX_ERROR, "type attribute \"subtype\" is required");
    }
    if (subtype.isPseudo()) {
      throw new PgException(
          SqlState.DATATYPE_MISMATCH, "range subtype cannot be " + subtype.formatted(-1));
    }
    if (session.catalog().type(schema.oid(), multirange) != null) {
      PgException taken =
          new PgException(SqlState.DUPLICATE_OBJECT, "type \"" + multirange + "\" already exists");
      throw named
          ? taken
          : taken
              .withDetail(
                  "Failed while creating a multirange type for type \"%s\".".formatted(name))
              .withHint(
                  "You can manually specify a multirange type name using the"
                      + " \"multirange_type_name\" attribute.");
    }
    create(session, schema, name, multirange, subtype, function(session, statement, subtype));
    return new Outcome.Done("CREATE TYPE");
  }

  private static List<String> names(Node node) {
    return node instanceof TypeName type ? type.names() : Names.parts(node);
  }

  /** The first "range" in the name becomes "multirange"; or that is put behind it. */
  private static String multirangeName(String name) {
    int at = name.indexOf("range");
    return TextCodecs.truncateName(
        at < 0
            ? name + "_multirange"
            : name.substring(0, at) + "multirange" + name.substring(at + "range".length()));
  }

  /** Oid of the subtype_diff function, or 0. */
  private static int function(Session session, CreateRangeStmt statement, PgType subtype) {
    for (DefElem option : statement.params()) {
      if (option.defname().equals("subtype_diff")) {
        List<String> name = names(option.arg());
        List<Integer> wanted = List.of(subtype.oid(), subtype.oid());
        for (FunctionEntry own : RoutineLookup.named(session, name)) {
          if (own.inputTypes().equals(wanted)) {
            return own.oid();
          }
        }
        return BuiltInFunctions.procs(name.getLast()).stream()
            .filter(proc -> proc.argumentTypes().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new PgException(
                        SqlState.UNDEFINED_FUNCTION,
                        "function %s(%s, %s) does not exist"
                            .formatted(
                                String.join(".", name),
                                subtype.formatted(-1),
                                subtype.formatted(-1))))
            .oid();
      }
    }
    return 0;
  }

  private static void create(
      Session session,
      Schema schema,
      String name,
      String multirangeName,
      PgType subtype,
      int difference) {
    OidAllocator oids = session.database().oids();
    UserType.Range range =
        new UserType.Range(
            subtype.oid(),
            oids.next(),
            multirangeName,
            oids.next(),
            subtype.collation(),
            operatorClass(subtype),
            difference);
    int owner = session.environment().currentRole().oid();
    UserType type = new UserType(oids.next(), schema.oid(), name, owner, oids.next(), range, null);
    session.transaction().put(type);
    int element = subtype.oid();
    int text = Types.TEXT.oid();
    int ranges = type.arrayType();
    put(session, type, name, type.oid(), "range_constructor2", List.of(element, element), false);
    put(
        session,
        type,
        name,
        type.oid(),
        "range_constructor3",
        List.of(element, element, text),
        false);
    int multirange = range.multirange();
    put(session, type, multirangeName, multirange, "multirange_constructor0", List.of(), false);
    put(
        session,
        type,
        multirangeName,
        multirange,
        "multirange_constructor1",
        List.of(type.oid()),
        false);
    put(
        session,
        type,
        multirangeName,
        multirange,
        "multirange_constructor2",
        List.of(ranges),
        true);
  }

  private static void put(
      Session session,
      UserType type,
      String name,
      int result,
      String source,
      List<Integer> types,
      boolean variadic) {
    List<Argument> arguments = new ArrayList<>();
    for (int argument : types) {
      arguments.add(new Argument("", variadic ? 'v' : 'i', argument, null));
    }
    session
        .transaction()
        .put(
            new FunctionEntry(
                session.database().oids().next(),
                type.schema(),
                name,
                type.owner(),
                'f',
                arguments,
                result,
                false,
                "internal",
                new FunctionEntry.Body(source, null, List.of()),
                new FunctionEntry.Attributes(
                    'i', !source.startsWith("range"), false, false, 's', 1, 0, Map.of()),
                null));
  }

  private static int operatorClass(PgType subtype) {
    CatalogTable classes = CatalogTable.of("pg_opclass");
    for (String[] row : classes.rows()) {
      if (row[classes.column("opcmethod")].equals(BTREE)
          && row[classes.column("opcdefault")].equals("t")
          && row[classes.column("opcintype")].equals(Integer.toString(subtype.root().oid()))) {
        return Integer.parseInt(row[classes.column("oid")]);
      }
    }
    if (BuiltInFunctions.ordering(subtype.root()) == null) {
      throw new PgException(
              SqlState.UNDEFINED_OBJECT,
              "data type %s has no default operator class for access method \"btree\""
                  .formatted(subtype.formatted(-1)))
          .withHint(
              "You must specify an operator class for the range type or define a default operator"
                  + " class for the subtype.");
    }
    return 0;
  }
}
