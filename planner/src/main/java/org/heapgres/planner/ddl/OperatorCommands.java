package org.heapgres.planner.ddl;

import java.util.List;
import java.util.Optional;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.catalog.FunctionEntry;
import org.heapgres.planner.catalog.OperatorEntry;
import org.heapgres.planner.catalog.Schema;
import org.heapgres.planner.command.Command;
import org.heapgres.planner.command.Outcome;
import org.heapgres.planner.command.Run;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.parse.tree.Definition.DefElem;
import org.heapgres.planner.parse.tree.Definition.ObjectWithArgs;
import org.heapgres.planner.parse.tree.Definition.TypeName;
import org.heapgres.planner.parse.tree.Node;
import org.heapgres.planner.parse.tree.ObjectStatement.CreateCastStmt;
import org.heapgres.planner.parse.tree.ObjectStatement.DefineStmt;
import org.heapgres.planner.parse.tree.Value.ListValue;
import org.heapgres.planner.parse.tree.Value.StringValue;
import org.heapgres.planner.session.Identifiers;
import org.heapgres.planner.session.Names;
import org.heapgres.planner.session.ObjectNames;
import org.heapgres.planner.session.RoutineLookup;
import org.heapgres.planner.session.Session;
import org.heapgres.planner.types.PgType;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/** CREATE OPERATOR and CREATE CAST, and what DROP and COMMENT mean by their names. */
final class OperatorCommands {
  static final Command<CreateCastStmt> CAST =
      new Command<>() {
        @Override
        public Outcome run(Run run, CreateCastStmt statement) {
          createCast(run.session(), statement);
          return new Outcome.Done("CREATE CAST");
        }
      };

  private OperatorCommands() {}

  /** Oids of a built-in or a user's function with exactly those argument types; 0 for none. */
  static int function(Session session, List<String> name, List<Integer> types) {
    for (FunctionEntry own : RoutineLookup.named(session, name)) {
      if (own.inputTypes().equals(types)) {
        return own.oid();
      }
    }
    return BuiltInFunctions.procs(name.getLast()).stream()
        .filter(proc -> proc.argumentTypes().equals(types))
        .findFirst()
        .map(PgProc::oid)
        .orElse(0);
  }

  /** As {@link #function}; 42883 for none. */
  static int requireFunction(Session session, List<String> name, List<Integer> types) {
    int oid = function(session, name, types);
    if (oid == 0) {
      throw new PgException(
          SqlState.UNDEFINED_FUNCTION,
          "function "
              + String.join(".", name)
              + "("
              + CreateFunctionCommand.types(session, types).replace(",", ", ")
              + ") does not exist");
    }
    return oid;
  }

  static int resultType(Session session, int function) {
    PgProc builtIn = BuiltInFunctions.proc(function);
    return builtIn != null
        ? builtIn.resultType()
        : ((FunctionEntry) session.catalog().object(function).orElseThrow()).result();
  }

  static List<String> names(Node node) {
    return switch (node) {
      case TypeName type -> type.names();
      case null -> List.of();
      default -> Names.parts(node);
    };
  }

  static void create(Session session, DefineStmt statement) {
    String name = statement.defnames().getLast();
    List<Node> parts = statement.defnames().stream().<Node>map(StringValue::new).toList();
    Schema schema = Names.creationSchema(session, Names.rangeVar(new ListValue(parts)));
    int left = 0;
    int right = 0;
    List<String> function = List.of();
    String commutator = "";
    String negator = "";
    boolean merges = false;
    boolean hashes = false;
    for (DefElem option : statement.definition()) {
      switch (option.defname()) {
        case "leftarg" -> left = type(session, option);
        case "rightarg" -> right = type(session, option);
        case "procedure", "function" -> function = names(option.arg());
        case "commutator" -> commutator = names(option.arg()).getLast();
        case "negator" -> negator = names(option.arg()).getLast();
        case "merges" -> merges = true;
        case "hashes" -> hashes = true;
        case "restrict", "join", "sort1", "sort2", "ltcmp", "gtcmp" -> {}
        default ->
            session.notice(
                org.heapgres.planner.Notice.warning(
                    SqlState.SYNTAX_ERROR,
                    "operator attribute \"" + option.defname() + "\" not recognized"));
      }
    }
    if (function.isEmpty()) {
      throw invalid("operator function must be specified");
    }
    if (right == 0) {
      throw left == 0
          ? invalid("operator argument types must be specified")
          : invalid("operator right argument type must be specified")
              .withDetail("Postfix operators are not supported.");
    }
    List<Integer> types = left == 0 ? List.of(right) : List.of(left, right);
    int oid = requireFunction(session, function, types);
    if (find(session, schema, name, left, right).isPresent()) {
      throw new PgException(SqlState.DUPLICATE_FUNCTION, "operator " + name + " already exists");
    }
    session
        .transaction()
        .put(
            new OperatorEntry(
                session.database().oids().next(),
                schema.oid(),
                name,
                session.environment().currentRole().oid(),
                left,
                right,
                resultType(session, oid),
                oid,
                commutator,
                negator,
                merges,
                hashes,
                null));
  }

  private static int type(Session session, DefElem option) {
    PgType type = TypeObjects.require(session, option.arg());
    if (((option.arg() instanceof TypeName name) && name.setof())) {
      throw invalid("SETOF type not allowed for operator argument");
    }
    return type.oid();
  }

  private static PgException invalid(String message) {
    return new PgException(SqlState.INVALID_FUNCTION_DEFINITION, message);
  }

  private static Optional<OperatorEntry> find(
      Session session, Schema schema, String name, int left, int right) {
    return session.catalog().operators(name).stream()
        .filter(o -> o.schema() == schema.oid() && o.left() == left && o.right() == right)
        .findFirst();
  }

  /** The operator of a DROP or COMMENT; 42883 when there is none. */
  static OperatorEntry requireOperator(Session session, ObjectWithArgs object) {
    List<TypeName> arguments = object.objargs();
    int left =
        arguments.getFirst() == null ? 0 : TypeObjects.require(session, arguments.getFirst()).oid();
    int right =
        arguments.getLast() == null ? 0 : TypeObjects.require(session, arguments.getLast()).oid();
    List<String> name = object.objname();
    List<String> schemas =
        name.size() > 1
            ? List.of(Names.schema(session, name.get(name.size() - 2)).name())
            : session.environment().searchPath();
    for (String schemaName : schemas) {
      Optional<OperatorEntry> found =
          session
              .catalog()
              .schema(schemaName)
              .flatMap(schema -> find(session, schema, name.getLast(), left, right));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new PgException(
        SqlState.UNDEFINED_FUNCTION,
        "operator does not exist: "
            + (left == 0 ? "" : ObjectNames.typeName(session, left) + " ")
            + String.join(".", name)
            + (right == 0 ? "" : " " + ObjectNames.typeName(session, right)));
  }

  static String shown(Session session, OperatorEntry operator) {
    boolean visible =
        session
            .environment()
            .searchPath()
            .contains(session.catalog().schemaName(operator.schema()));
    return (visible ? "" : Identifiers.quote(session.catalog().schemaName(operator.schema())) + ".")
        + operator.name()
        + "("
        + (operator.left() == 0 ? "NONE" : ObjectNames.typeName(session, operator.left()))
        + ","
        + ObjectNames.typeName(session, operator.right())
        + ")";
  }

  private static void createCast(Session session, CreateCastStmt statement) {
    PgType source = TypeObjects.require(session, statement.sourcetype());
    PgType target = TypeObjects.require(session, statement.targettype());
    for (PgType type : List.of(source, target)) {
      if (type.isPseudo()) {
        throw new PgException(
            SqlState.WRONG_OBJECT_TYPE,
            (type.equals(source) ? "source" : "target")
                + " data type "
                + type.formatted(-1)
                + " is a pseudo-type");
      }
    }
    int function = 0;
    if (statement.func() != null) {
      List<Integer> types =
          statement.func().objargs().stream()
              .map(type -> TypeObjects.require(session, type).oid())
              .toList();
      function = requireFunction(session, statement.func().objname(), types);
      if (types.isEmpty() || types.size() > 3) {
        throw invalidCast("cast function must take one to three arguments");
      }
      if (types.getFirst() != source.oid()) {
        throw invalidCast(
            "argument of cast function must match or be binary-coercible from source data type");
      }
      if (resultType(session, function) != target.oid()) {
        throw invalidCast(
            "return data type of cast function must match or be binary-coercible to target data"
                + " type");
      }
    } else if (source.oid() == target.oid()) {
      throw invalidCast("source data type and target data type are the same");
    }
    if (BuiltInFunctions.cast(source.oid(), target.oid()) != null
        || session.catalog().cast(source.oid(), target.oid()) != null) {
      throw new PgException(
          SqlState.DUPLICATE_OBJECT,
          "cast from type %s to type %s already exists"
              .formatted(TypeObjects.shown(session, source), TypeObjects.shown(session, target)));
    }
    char method = function != 0 ? 'f' : statement.inout() ? 'i' : 'b';
    boolean physical = method != 'b' || sameKind(source, target);
    if (!physical) {
      throw invalidCast("source and target data types are not physically compatible");
    }
    char context =
        switch (statement.context()) {
          case COERCION_IMPLICIT -> 'i';
          case COERCION_ASSIGNMENT -> 'a';
          case COERCION_PLPGSQL, COERCION_EXPLICIT -> 'e';
        };
    session
        .transaction()
        .put(
            new CastEntry(
                session.database().oids().next(),
                source.oid(),
                target.oid(),
                function,
                context,
                method,
                session.environment().currentRole().oid(),
                null));
  }

  private static boolean sameKind(PgType source, PgType target) {
    return org.heapgres.planner.exec.table.ValueTypes.of(source)
            == org.heapgres.planner.exec.table.ValueTypes.of(target)
        && source.kind() == 'b'
        && target.kind() == 'b';
  }

  private static PgException invalidCast(String message) {
    return new PgException(SqlState.INVALID_OBJECT_DEFINITION, message);
  }

  /** The cast of a DROP or COMMENT: a source and a target. */
  static CastEntry requireCast(Session session, Node object) {
    List<Node> types = ((ListValue) object).items();
    PgType source = TypeObjects.require(session, types.getFirst());
    PgType target = TypeObjects.require(session, types.getLast());
    CastEntry found = session.catalog().cast(source.oid(), target.oid());
    if (found == null) {
      throw new PgException(
          SqlState.UNDEFINED_OBJECT,
          "cast from type %s to type %s does not exist"
              .formatted(TypeObjects.shown(session, source), TypeObjects.shown(session, target)));
    }
    return found;
  }

  /** What messages call a cast. */
  static String shown(Session session, CastEntry cast) {
    return "cast from "
        + ObjectNames.typeName(session, cast.source())
        + " to "
        + ObjectNames.typeName(session, cast.target());
  }
}
