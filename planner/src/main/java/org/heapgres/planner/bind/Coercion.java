package org.heapgres.planner.bind;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.heapgres.planner.catalog.CastEntry;
import org.heapgres.planner.functions.BuiltInFunctions;
import org.heapgres.planner.functions.PgCast;
import org.heapgres.planner.functions.PgProc;
import org.heapgres.planner.rel.PgConstants;
import org.heapgres.planner.rel.PgElementwise;
import org.heapgres.planner.rel.PgFunctionOperator;
import org.heapgres.planner.rel.PgOperators;
import org.heapgres.planner.rel.PgRelType;
import org.heapgres.planner.rel.PgRowConstructor;
import org.heapgres.planner.rel.PgTypeFactory;
import org.heapgres.planner.types.PgType;
import org.heapgres.planner.types.Types;
import org.heapgres.storage.PgException;
import org.heapgres.storage.SqlState;

/**
 * Which types turn into which, and the expressions that do it (manual, 10 and CREATE CAST).
 * Literals of unknown type are read here, once their type is known.
 */
final class Coercion {
  /** How one type becomes another; {@code cast} only with FUNCTION. */
  private record Path(Way way, PgProc function) {}

  private enum Way {
    NONE,
    RELABEL,
    FUNCTION,
    ELEMENTWISE,
    VIA_TEXT
  }

  private static final Path NO_PATH = new Path(Way.NONE, null);
  private static final Path RELABEL = new Path(Way.RELABEL, null);
  private static final Path ELEMENTWISE = new Path(Way.ELEMENTWISE, null);
  private static final Path VIA_TEXT = new Path(Way.VIA_TEXT, null);

  private final Binding binding;

  Coercion(Binding binding) {
    this.binding = binding;
  }

  static PgType typeOf(RexNode node) {
    return PgRelType.of(node.getType()).type();
  }

  static boolean isUnknown(RexNode node) {
    return typeOf(node).oid() == Types.UNKNOWN.oid();
  }

  /** What a domain is made of; any other type itself. */
  PgType base(PgType type) {
    PgType base = type;
    while (base.kind() == 'd') {
      base = binding.context().types().require(base.baseType());
    }
    return base;
  }

  private static boolean isComposite(PgType type) {
    return type.kind() == 'c';
  }

  /**
   * Whether a value of that type may stand where the target is wanted; not for polymorphic ones.
   */
  boolean can(PgType source, PgType target, CoercionContext context) {
    return source.oid() == target.oid()
        || target.oid() == Types.ANY.oid()
        || source.oid() == Types.UNKNOWN.oid()
        || path(source, target, context).way != Way.NONE
        || (source.oid() == Types.RECORD.oid() && isComposite(target))
        || (isComposite(source) && target.oid() == Types.RECORD.oid());
  }

  /** Whether the source passes as the target without any work: same type, or binary compatible. */
  boolean isBinaryCompatible(PgType source, PgType target) {
    if (source.oid() == target.oid()
        || target.oid() == Types.ANY.oid()
        || target.oid() == Types.ANYELEMENT.oid()
        || target.oid() == Types.ANYCOMPATIBLE.oid()) {
      return true;
    }
    PgType sourceBase = base(source);
    if (sourceBase.oid() == target.oid()) {
      return true;
    }
    if (isArray(sourceBase)
        && (target.oid() == Types.ANYARRAY.oid()
            || target.oid() == Types.ANYCOMPATIBLEARRAY.oid())) {
      return true;
    }
    if (!sourceBase.isArray() && target.oid() == Types.ANYNONARRAY.oid()) {
      return true;
    }
    if (isComposite(sourceBase) && target.oid() == Types.RECORD.oid()) {
      return true;
    }
    PgCast cast = cast(sourceBase, target);
    return cast != null && cast.method() == 'b' && cast.context() == 'i';
  }

  /** The cast that pg_cast has, a user's too; null for none. */
  private PgCast cast(PgType from, PgType to) {
    PgCast builtIn = BuiltInFunctions.cast(from.oid(), to.oid());
    if (builtIn != null) {
      return builtIn;
    }
    CastEntry own = binding.context().catalog().cast(from.oid(), to.oid());
    return own == null ? null : own.cast();
  }

  private Path path(PgType source, PgType target, CoercionContext context) {
    PgType from = base(source);
    PgType to = base(target);
    if (from.oid() == to.oid()) {
      return RELABEL;
    }
    PgCast cast = cast(from, to);
    if (cast != null) {
      if (!context.allows(cast.context())) {
        return NO_PATH;
      }
      return switch (cast.method()) {
        case 'f' -> new Path(Way.FUNCTION, new FunctionResolver(binding).proc(cast.function()));
        case 'i' -> VIA_TEXT;
        default -> RELABEL;
      };
    }
    if (isVector(from) && to.isArray() && from.element() == to.element()) {
      return RELABEL;
    }
    if (isArray(from) && to.isArray()) {
      Path element = path(element(from), element(to), context);
      return element.way == Way.NONE ? NO_PATH : ELEMENTWISE;
    }
    if ((context != CoercionContext.IMPLICIT && to.category() == 'S')
        || (context == CoercionContext.EXPLICIT && from.category() == 'S')) {
      return VIA_TEXT;
    }
    return NO_PATH;
  }

  /** What polymorphic functions take for an array. */
  static boolean isArray(PgType type) {
    return type.isArray() || isVector(type);
  }

  /** int2vector and oidvector: arrays but for their text. */
  private static boolean isVector(PgType type) {
    return type.oid() == Types.INT2VECTOR.oid() || type.oid() == Types.OIDVECTOR.oid();
  }

  /** Whether an explicit cast needs no function of its own: {@code typename(x)} may mean it. */
  boolean relabelsOrGoesThroughText(PgType source, PgType target) {
    return switch (path(source, target, CoercionContext.EXPLICIT).way) {
      case RELABEL -> true;
      case VIA_TEXT ->
          !(isComposite(source) || source.oid() == Types.RECORD.oid()) || target.category() != 'S';
      case NONE, FUNCTION, ELEMENTWISE -> false;
    };
  }

  PgType element(PgType array) {
    return binding.context().types().require(array.element());
  }

  /** The node as the type with its modifier; null when there is no way in that context. */
  RexNode toTarget(RexNode node, PgType target, int typmod, CoercionContext context, int location) {
    if (!can(typeOf(node), target, context)) {
      return null;
    }
    RexNode coerced = to(node, target, typmod, context, location);
    return fit(coerced, typmod, context);
  }

  /** The node as that type; {@link #can} has been asked before. */
  RexNode to(RexNode node, PgType target, int typmod, CoercionContext context, int location) {
    if (target.kind() == 'd' && isUnknown(node) && !(node instanceof RexDynamicParam)) {
      RexNode read =
          binding.converted(node, fromUnknown(node, base(target), target.typmod(), location));
      return binding.converted(read, toDomain(read, target, context));
    }
    return binding.converted(node, converted(node, target, typmod, context, location));
  }

  private RexNode converted(
      RexNode node, PgType target, int typmod, CoercionContext context, int location) {
    PgType source = typeOf(node);
    if (source.oid() == target.oid() || isAnyKind(target)) {
      return node;
    }
    if (source.oid() == Types.UNKNOWN.oid()) {
      return fromUnknown(node, target, typmod, location);
    }
    if (node instanceof RexCall row
        && row.getOperator() instanceof PgRowConstructor
        && isComposite(target)) {
      return rowToComposite(row, target, context, location);
    }
    if ((isComposite(source) && target.oid() == Types.RECORD.oid())
        || (source.oid() == Types.RECORD.oid() && isComposite(target))) {
      return relabel(node, target);
    }
    Path path = path(source, target, context);
    RexNode result =
        switch (path.way) {
          case NONE -> throw cannotCast(source, target, location);
          case RELABEL -> relabel(node, base(target));
          case VIA_TEXT -> call(PgOperators.VIA_TEXT, base(target), List.of(node), node);
          case FUNCTION -> castCall(path.function, node, base(target), typmod, context);
          case ELEMENTWISE -> elementwise(node, base(target), typmod, context, location);
        };
    return target.kind() == 'd' ? toDomain(result, target, context) : result;
  }

  private static boolean isAnyKind(PgType target) {
    return target.oid() == Types.ANY.oid() || target.isPolymorphic();
  }

  private RexNode toDomain(RexNode value, PgType domain, CoercionContext context) {
    RexNode fitted = fit(value, domain.typmod(), context);
    return call(PgOperators.TO_DOMAIN, domain, List.of(fitted), fitted);
  }

  private RexNode fromUnknown(RexNode node, PgType target, int typmod, int location) {
    if (node instanceof RexDynamicParam open) {
      return binding.parameters().decide(open, target, location);
    }
    return PgConstants.isConstant(node)
        ? literal((String) PgConstants.datum(node), target, typmod, location)
        : call(PgOperators.VIA_TEXT, target, List.of(node), node);
  }

  /** A literal's text read by its type; errors point at the literal. */
  RexNode literal(String text, PgType type, int typmod, int location) {
    if (text == null) {
      return binding.constants().of(type, null);
    }
    if (dependsOnSettings(type)) {
      binding.dependOnSettings();
    }
    int inputTypmod = type.oid() == Types.INTERVAL.oid() ? typmod : PgRelType.NO_TYPMOD;
    try {
      return binding
          .constants()
          .of(type, type.parseText(text, inputTypmod, binding.context().settings()));
    } catch (PgException e) {
      throw Errors.at(location, e);
    }
  }

  private boolean dependsOnSettings(PgType type) {
    PgType inner = type.isArray() ? element(type) : type;
    return inner.category() == 'D' || inner.category() == 'T' || inner.name().startsWith("reg");
  }

  RexNode relabel(RexNode node, PgType target) {
    if (typeOf(node).oid() == target.oid()) {
      return node;
    }
    if (typeOf(node).oid() == Types.INT4.oid()
        && node instanceof RexLiteral literal
        && !literal.isNull()
        && PgTypeFactory.INSTANCE.type(target).getSqlTypeName() == SqlTypeName.OTHER) {
      return binding
          .constants()
          .of(target, Integer.toUnsignedLong((Integer) PgConstants.datum(literal)));
    }
    return call(PgOperators.RELABEL, target, List.of(node), node);
  }

  /** The value as one of its type with any modifier, as a cast to the bare type makes it. */
  RexNode withoutTypmod(RexNode node) {
    return PgRelType.of(node.getType()).typmod() < 0
        ? node
        : call(PgOperators.RELABEL, typeOf(node), List.of(node), node);
  }

  private RexNode castCall(
      PgProc function, RexNode node, PgType target, int typmod, CoercionContext context) {
    if (node instanceof RexLiteral literal
        && !literal.isNull()
        && isWidening(typeOf(node), target)) {
      Long value = literal.getValueAs(Long.class);
      return binding
          .constants()
          .of(
              target,
              target.oid() == Types.INT8.oid() ? (Object) value : (Object) value.intValue());
    }
    List<RexNode> operands = new ArrayList<>();
    operands.add(node);
    if (function.argumentTypes().size() > 1) {
      operands.add(binding.constants().of(Types.INT4, typmod));
    }
    if (function.argumentTypes().size() > 2) {
      operands.add(binding.constants().of(Types.BOOL, context == CoercionContext.EXPLICIT));
    }
    return call(new PgFunctionOperator(function), target, operands, node);
  }

  private static boolean isWidening(PgType from, PgType to) {
    return (from.oid() == Types.INT2.oid() && isInteger(to))
        || (from.oid() == Types.INT4.oid() && to.oid() == Types.INT8.oid());
  }

  private RexNode elementwise(
      RexNode node, PgType target, int typmod, CoercionContext context, int location) {
    PgType from = element(base(typeOf(node)));
    RexNode element = new RexInputRef(0, PgTypeFactory.INSTANCE.type(from));
    RexNode body = to(element, element(target), typmod, context, location);
    return call(new PgElementwise(body), target, List.of(node), node);
  }

  private RexNode rowToComposite(
      RexCall row, PgType target, CoercionContext context, int location) {
    List<Records.Field> fields = Records.fields(target, binding.context());
    if (fields.size() != row.getOperands().size()) {
      throw Errors.at(
              location,
              SqlState.CANNOT_COERCE,
              "cannot cast type record to " + target.formatted(-1))
          .withDetail(
              fields.size() > row.getOperands().size()
                  ? "Input has too few columns."
                  : "Input has too many columns.");
    }
    List<RexNode> coerced = new ArrayList<>();
    List<RexNode> operands = binding.openFields(row);
    for (int i = 0; i < fields.size(); i++) {
      Records.Field field = fields.get(i);
      RexNode operand = operands.get(i);
      RexNode value =
          toTarget(
              operand,
              field.type(),
              field.typmod(),
              context,
              binding.locationOf(operand, location));
      if (value == null) {
        throw Errors.at(
                location,
                SqlState.CANNOT_COERCE,
                "cannot cast type record to " + target.formatted(-1))
            .withDetail(
                "Cannot cast type "
                    + typeOf(operand).formatted(-1)
                    + " to "
                    + field.type().formatted(-1)
                    + " in column "
                    + (i + 1)
                    + ".");
      }
      coerced.add(value);
    }
    List<String> names = fields.stream().map(Records.Field::name).toList();
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(target, PgRelType.NO_TYPMOD, false),
            new PgRowConstructor(names),
            coerced);
  }

  /** Fits the value to a modifier, if there is one that it does not have already. */
  RexNode fit(RexNode node, int typmod, CoercionContext context) {
    PgRelType type = PgRelType.of(node.getType());
    if (typmod < 0 || type.typmod() == typmod) {
      return node;
    }
    SqlOperator operator =
        context == CoercionContext.EXPLICIT ? PgOperators.FIT_EXPLICITLY : PgOperators.FIT;
    return binding.converted(
        node,
        binding
            .rex()
            .makeCall(
                PgTypeFactory.INSTANCE.type(type.type(), typmod, type.isNullable()),
                operator,
                List.of(node)));
  }

  private RexNode call(
      SqlOperator operator, PgType type, List<RexNode> operands, RexNode nullableAs) {
    boolean nullable =
        nullableAs.getType().isNullable() || !(keepsNotNull(operator) || isInteger(type));
    // a domain has a collation of its own
    PgType collated = type.kind() == 'd' ? type : binding.collations().result(type, operands, -1);
    return binding
        .rex()
        .makeCall(
            PgTypeFactory.INSTANCE.type(collated, PgRelType.NO_TYPMOD, nullable),
            operator,
            operands);
  }

  private static boolean keepsNotNull(SqlOperator operator) {
    return operator.equals(PgOperators.RELABEL) || operator.equals(PgOperators.VIA_TEXT);
  }

  private static boolean isInteger(PgType type) {
    return type.oid() == Types.INT8.oid() || type.oid() == Types.INT4.oid();
  }

  static PgException cannotCast(PgType source, PgType target, int location) {
    return Errors.at(
        location,
        SqlState.CANNOT_COERCE,
        "cannot cast type " + source.formatted(-1) + " to " + target.formatted(-1));
  }

  /** A condition; 42804 when it is none. */
  RexNode toBoolean(RexNode node, String construct, int location) {
    return toSpecific(node, Types.BOOL, construct, location);
  }

  /** An argument that has to be of that type, such as LIMIT's. */
  RexNode toSpecific(RexNode node, PgType type, String construct, int location) {
    if (typeOf(node).oid() == type.oid()) {
      return node;
    }
    RexNode result =
        toTarget(node, type, PgRelType.NO_TYPMOD, CoercionContext.ASSIGNMENT, location);
    if (result == null) {
      throw Errors.at(
          location,
          SqlState.DATATYPE_MISMATCH,
          "argument of "
              + construct
              + " must be type "
              + type.formatted(-1)
              + ", not type "
              + typeOf(node).formatted(-1));
    }
    return result;
  }

  /** What remains unknown at the end of a query is text. */
  RexNode settleUnknown(RexNode node, int location) {
    return isUnknown(node)
        ? to(node, Types.TEXT, PgRelType.NO_TYPMOD, CoercionContext.IMPLICIT, location)
        : node;
  }

  // ---- UNION, CASE and related constructs (manual, 10.5)

  /**
   * The type that all the expressions can have.
   *
   * @param construct as errors call it, such as "CASE"; null to answer null instead of an error
   */
  PgType commonType(List<RexNode> nodes, List<Integer> locations, String construct) {
    PgType first = typeOf(nodes.getFirst());
    if (first.oid() != Types.UNKNOWN.oid()
        && nodes.stream().allMatch(node -> typeOf(node).oid() == first.oid())) {
      return first;
    }
    PgType common = base(first);
    for (int i = 1; i < nodes.size(); i++) {
      PgType next = base(typeOf(nodes.get(i)));
      if (next.oid() == Types.UNKNOWN.oid() || next.oid() == common.oid()) {
        continue;
      }
      if (common.oid() == Types.UNKNOWN.oid()) {
        common = next;
      } else if (next.category() != common.category()) {
        if (construct == null) {
          return null;
        }
        throw Errors.at(
            locations.get(i),
            SqlState.DATATYPE_MISMATCH,
            construct
                + " types "
                + common.formatted(-1)
                + " and "
                + next.formatted(-1)
                + " cannot be matched");
      } else if (!common.preferred()
          && can(common, next, CoercionContext.IMPLICIT)
          && !can(next, common, CoercionContext.IMPLICIT)) {
        common = next;
      }
    }
    return common.oid() == Types.UNKNOWN.oid() ? Types.TEXT : common;
  }

  RexNode toCommon(RexNode node, PgType common, String construct, int location) {
    if (typeOf(node).oid() == common.oid()) {
      return node;
    }
    if (!can(typeOf(node), common, CoercionContext.IMPLICIT)) {
      throw Errors.at(
          location,
          SqlState.CANNOT_COERCE,
          construct
              + " could not convert type "
              + typeOf(node).formatted(-1)
              + " to "
              + common.formatted(-1));
    }
    return to(node, common, PgRelType.NO_TYPMOD, CoercionContext.IMPLICIT, location);
  }

  /** The modifier that all of them have, or none. */
  static int commonTypmod(List<RexNode> nodes) {
    PgRelType first = PgRelType.of(nodes.getFirst().getType());
    for (RexNode node : nodes) {
      PgRelType type = PgRelType.of(node.getType());
      if (!type.sameType(first) || type.typmod() != first.typmod()) {
        return PgRelType.NO_TYPMOD;
      }
    }
    return first.typmod();
  }
}
