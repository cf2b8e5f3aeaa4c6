package org.heapgres.runtime.direct;

import com.oracle.graal.python.pegparser.sst.BoolOpTy;
import com.oracle.graal.python.pegparser.sst.CmpOpTy;
import com.oracle.graal.python.pegparser.sst.ConstantValue;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.KeywordTy;
import com.oracle.graal.python.pegparser.sst.OperatorTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import com.oracle.graal.python.pegparser.sst.UnaryOpTy;
import com.oracle.graal.python.pegparser.tokenizer.CodePoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the program of a snippet from its tree; throws {@link NotDirect} when there is none. */
final class Compiler {
  private static final int DEEPEST = 50;
  private static final String ARGUMENTS = "args";

  /** What every snippet has, besides roots, tables and built-in names ({@code snippet.py}). */
  private static final Set<String> RESERVED =
      Set.of(
          ARGUMENTS,
          "heap",
          "plpy",
          "sql",
          "lock",
          "notify",
          "listen",
          "commit",
          "rollback",
          "GD",
          "SD",
          "TD");

  private static final Set<String> CHANGING = Set.of("append", "pop");

  private static final Expression NONE = new Expressions.Constant(None.NONE);
  private static final Expression ZERO = new Expressions.Constant(0L);
  private static final Expression ONE = new Expressions.Constant(1L);
  private static final Expression LAST = new Expressions.Constant(-1L);
  private static final Expression FALSE = new Expressions.Constant(false);

  private static final Map<OperatorTy, Operator> OPERATORS =
      Map.of(
          OperatorTy.Add, Operator.ADD,
          OperatorTy.Sub, Operator.SUBTRACT,
          OperatorTy.Mult, Operator.MULTIPLY,
          OperatorTy.Div, Operator.DIVIDE,
          OperatorTy.FloorDiv, Operator.FLOOR_DIVIDE,
          OperatorTy.Mod, Operator.MODULO,
          OperatorTy.BitAnd, Operator.AND,
          OperatorTy.BitOr, Operator.OR,
          OperatorTy.BitXor, Operator.XOR);

  private static final Map<CmpOpTy, Comparison> COMPARISONS =
      Map.of(
          CmpOpTy.Eq, Comparison.EQUAL,
          CmpOpTy.NotEq, Comparison.NOT_EQUAL,
          CmpOpTy.Lt, Comparison.LESS,
          CmpOpTy.LtE, Comparison.LESS_OR_EQUAL,
          CmpOpTy.Gt, Comparison.GREATER,
          CmpOpTy.GtE, Comparison.GREATER_OR_EQUAL,
          CmpOpTy.In, Comparison.IN,
          CmpOpTy.NotIn, Comparison.NOT_IN);

  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Builtin> builtins = new HashMap<>();
  private int slotCount;
  private int depth;

  /** Around the statement that is looked at. */
  private int loops;

  private boolean returns;
  private boolean readsMany;

  /**
   * @param locals how many variables it has
   * @param returnsResult whether it may have a result
   * @param readsMany whether it may go through many rows
   */
  record Program(Statement body, int locals, boolean returnsResult, boolean readsMany) {}

  static Program compile(List<StmtTy> body) {
    return new Compiler().program(body);
  }

  private Program program(List<StmtTy> body) {
    body.forEach(this::bind);
    boolean answers = !body.isEmpty() && body.getLast() instanceof StmtTy.Expr;
    Statement[] statements = new Statement[body.size()];
    for (int i = 0; i < statements.length; i++) {
      boolean last = i == statements.length - 1;
      statements[i] =
          last && body.get(i) instanceof StmtTy.Expr expression
              ? new Statements.Return(lastExpression(expression.value))
              : statement(body.get(i), last);
    }
    return new Program(new Statements.Block(statements), slotCount, returns || answers, readsMany);
  }

  // Names

  private void bind(StmtTy statement) {
    switch (statement) {
      case StmtTy.Assign assign -> Arrays.stream(assign.targets).forEach(this::bind);
      case StmtTy.AugAssign assign -> bind(assign.target);
      case StmtTy.For loop -> {
        bind(loop.target);
        bindAll(loop.body);
      }
      case StmtTy.While loop -> bindAll(loop.body);
      case StmtTy.With with -> bindAll(with.body);
      case StmtTy.If choice -> {
        bindAll(choice.body);
        bindAll(choice.orElse);
      }
      default -> {}
    }
  }

  private void bindAll(StmtTy[] body) {
    if (body != null) {
      Arrays.stream(body).forEach(this::bind);
    }
  }

  private void bind(ExprTy target) {
    switch (target) {
      case ExprTy.Name name -> {
        if (isReserved(name.id)) {
          throw new NotDirect();
        }
        slots.computeIfAbsent(name.id, _ -> slotCount++);
      }
      case ExprTy.Tuple tuple -> Arrays.stream(tuple.elements).forEach(this::bind);
      default -> {}
    }
  }

  private static boolean isReserved(String name) {
    return RESERVED.contains(name) || name.startsWith("__");
  }

  private int slot(ExprTy target) {
    if (target instanceof ExprTy.Name name) {
      return slots.get(name.id);
    }
    throw new NotDirect();
  }

  /** Null when the name is one of the snippet's own variables. */
  private Builtin builtin(ExprTy.Name name) {
    return slots.containsKey(name.id)
        ? null
        : builtins.computeIfAbsent(name.id, id -> new Builtin(new HeapName(id), slotCount++));
  }

  // Statements

  private Statement block(StmtTy[] body, boolean last) {
    if (body == null) {
      return new Statements.Jump(Statement.Flow.NEXT);
    }
    Statement[] statements = new Statement[body.length];
    for (int i = 0; i < statements.length; i++) {
      statements[i] = statement(body[i], last && i == statements.length - 1);
    }
    return new Statements.Block(statements);
  }

  private Statement loopBody(StmtTy[] body) {
    loops++;
    Statement made = block(body, false);
    loops--;
    return made;
  }

  /** {@code last}: nothing follows it, so that it may change something. */
  private Statement statement(StmtTy statement, boolean last) {
    deeper();
    Statement made =
        switch (statement) {
          case StmtTy.Expr evaluated ->
              new Statements.Evaluation(
                  last ? lastExpression(evaluated.value) : expression(evaluated.value));
          case StmtTy.Return returned -> {
            returns = true;
            yield new Statements.Return(
                returned.value == null ? NONE : lastExpression(returned.value));
          }
          case StmtTy.Assign assign when assign.targets.length == 1 -> assign(assign, last);
          case StmtTy.AugAssign assign -> change(assign, last);
          case StmtTy.If choice ->
              new Statements.If(
                  expression(choice.test), block(choice.body, last), block(choice.orElse, last));
          case StmtTy.With with when with.items.length == 1 -> withLock(with, last);
          case StmtTy.While loop when isEmpty(loop.orElse) ->
              new Statements.While(expression(loop.test), loopBody(loop.body));
          case StmtTy.For loop when isEmpty(loop.orElse) -> loop(loop);
          case StmtTy.Break _ when loops > 0 -> new Statements.Jump(Statement.Flow.BREAK);
          case StmtTy.Continue _ when loops > 0 -> new Statements.Jump(Statement.Flow.CONTINUE);
          case StmtTy.Pass _ -> new Statements.Jump(Statement.Flow.NEXT);
          default -> throw new NotDirect();
        };
    depth--;
    return made;
  }

  private static boolean isEmpty(StmtTy[] body) {
    return body == null || body.length == 0;
  }

  private void deeper() {
    if (++depth > DEEPEST) {
      throw new NotDirect();
    }
  }

  private Statement assign(StmtTy.Assign assign, boolean last) {
    ExprTy target = assign.targets[0];
    Expression value = expression(assign.value);
    return target instanceof ExprTy.Name
        ? new Statements.Assignment(slot(target), value)
        : switch (changed(target, last)) {
          case Expressions.Column column -> new Statements.SetColumn(column, value);
          case Expressions.Item item -> new Statements.SetItem(item, value);
          default -> throw new NotDirect();
        };
  }

  private Statement change(StmtTy.AugAssign assign, boolean last) {
    Operator operator = operator(assign.op);
    Expression value = expression(assign.value);
    if (assign.target instanceof ExprTy.Name) {
      int slot = slot(assign.target);
      return new Statements.Assignment(
          slot, new Expressions.Binary(operator, new Expressions.Local(slot), value));
    }
    return switch (changed(assign.target, last)) {
      case Expressions.Column column -> new Statements.ChangeColumn(column, operator, value);
      case Expressions.Item item -> new Statements.ChangeItem(item, operator, value);
      default -> throw new NotDirect();
    };
  }

  private Expression changed(ExprTy target, boolean last) {
    if (!last) {
      throw new NotDirect();
    }
    return expression(target);
  }

  private Statement withLock(StmtTy.With with, boolean last) {
    if (with.items[0].optionalVars == null
        && with.items[0].contextExpr instanceof ExprTy.Call call
        && call.func instanceof ExprTy.Name name
        && name.id.equals("lock")) {
      List<Expression> key = new Arguments(call).positional();
      if (key.size() == 1) {
        return new Statements.WithLock(key.getFirst(), block(with.body, last));
      }
    }
    throw new NotDirect();
  }

  private Statement loop(StmtTy.For loop) {
    if (!(loop.iter instanceof ExprTy.Call call)) {
      return rows(loop, "keys", loop.iter, new Arguments());
    }
    Arguments arguments = new Arguments(call);
    return switch (call.func) {
      case ExprTy.Name name when name.id.equals("range") -> range(loop, name, arguments);
      case ExprTy.Attribute method when method.attr.equals("where") -> {
        readsMany = true;
        yield new Statements.ForWhere(
            slot(loop.target),
            expression(method.value),
            arguments.onlyName(),
            arguments.onlyNamed(),
            loopBody(loop.body));
      }
      case ExprTy.Attribute method -> rows(loop, method.attr, method.value, arguments);
      default -> throw new NotDirect();
    };
  }

  private Statement range(StmtTy.For loop, ExprTy.Name name, Arguments arguments) {
    Builtin range = builtin(name);
    List<Expression> bounds = arguments.positional();
    if (range == null || bounds.isEmpty() || bounds.size() > 3) {
      throw new NotDirect();
    }
    boolean fromZero = bounds.size() == 1;
    return new Statements.ForRange(
        slot(loop.target),
        range,
        fromZero ? ZERO : bounds.get(0),
        bounds.get(fromZero ? 0 : 1),
        bounds.size() == 3 ? bounds.get(2) : ONE,
        loopBody(loop.body));
  }

  private Statement rows(StmtTy.For loop, String method, ExprTy table, Arguments arguments) {
    Statements.RowTarget target =
        switch (method) {
          case "keys" -> new Statements.RowTarget(slot(loop.target), -1);
          case "values" -> new Statements.RowTarget(-1, slot(loop.target));
          case "items" -> {
            if (!(loop.target instanceof ExprTy.Tuple pair) || pair.elements.length != 2) {
              throw new NotDirect();
            }
            yield new Statements.RowTarget(slot(pair.elements[0]), slot(pair.elements[1]));
          }
          default -> throw new NotDirect();
        };
    Expression from = arguments.take(0, "from_", NONE);
    Expression to = arguments.take(1, "to", NONE);
    Expression reverse = arguments.take(2, "reverse", FALSE);
    Expression limit = arguments.take(3, "limit", NONE);
    arguments.requireNoMore();
    readsMany = true;
    return new Statements.ForRows(
        target, expression(table), from, to, reverse, limit, loopBody(loop.body));
  }

  // Expressions

  private Expression expression(ExprTy node) {
    deeper();
    Expression made =
        switch (node) {
          case ExprTy.Constant constant -> new Expressions.Constant(constant(constant.value));
          case ExprTy.Name name -> name(name);
          case ExprTy.Subscript subscript -> subscript(subscript);
          case ExprTy.Attribute attribute -> column(attribute.value, attribute.attr);
          case ExprTy.BinOp operation ->
              new Expressions.Binary(
                  operator(operation.op), expression(operation.left), expression(operation.right));
          case ExprTy.UnaryOp operation -> unary(operation);
          case ExprTy.BoolOp operation -> logical(operation);
          case ExprTy.Compare comparison -> comparison(comparison);
          case ExprTy.IfExp choice ->
              new Expressions.Choice(
                  expression(choice.test), expression(choice.body), expression(choice.orElse));
          case ExprTy.Call call -> call(call);
          case ExprTy.List list ->
              new Expressions.ItemsDisplay(Display.Kind.LIST, expressions(list.elements));
          case ExprTy.Tuple tuple ->
              new Expressions.ItemsDisplay(Display.Kind.TUPLE, expressions(tuple.elements));
          case ExprTy.Dict dict -> dict(dict);
          default -> throw new NotDirect();
        };
    depth--;
    return made;
  }

  private List<Expression> expressions(ExprTy[] nodes) {
    List<Expression> made = new ArrayList<>();
    if (nodes != null) {
      for (ExprTy node : nodes) {
        made.add(expression(node));
      }
    }
    return made;
  }

  private static Object constant(ConstantValue constant) {
    return switch (constant.kind) {
      case NONE -> None.NONE;
      case BOOLEAN -> constant.getBoolean();
      case LONG -> constant.getLong();
      case DOUBLE -> constant.getDouble();
      case CODEPOINTS -> text(constant.getCodePoints());
      default -> throw new NotDirect();
    };
  }

  /** Half a pair of surrogates and the character zero are in no text of SQL. */
  private static String text(CodePoints points) {
    for (int i = 0; i < points.getLength(); i++) {
      int point = points.get(i);
      if (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
        throw new NotDirect();
      }
    }
    return points.toJavaString();
  }

  private Expression name(ExprTy.Name name) {
    Integer slot = slots.get(name.id);
    if (slot != null) {
      return new Expressions.Local(slot);
    }
    if (isReserved(name.id)) {
      throw new NotDirect();
    }
    return new HeapName(name.id);
  }

  private Expression subscript(ExprTy.Subscript subscript) {
    Object index = subscript.slice instanceof ExprTy.Constant key ? constant(key.value) : None.NONE;
    if (subscript.value instanceof ExprTy.Name name && name.id.equals(ARGUMENTS)) {
      if (index instanceof Long number && number >= 0 && number < Short.MAX_VALUE) {
        return new Expressions.Argument(number.intValue());
      }
      throw new NotDirect();
    }
    boolean row = !(subscript.value instanceof ExprTy.Name name) || slots.containsKey(name.id);
    return row && index instanceof String column
        ? column(subscript.value, column)
        : new Expressions.Item(expression(subscript.value), expression(subscript.slice));
  }

  private Expression column(ExprTy row, String name) {
    if (name.startsWith("_")) {
      throw new NotDirect();
    }
    return new Expressions.Column(expression(row), name);
  }

  private static Operator operator(OperatorTy operator) {
    Operator known = OPERATORS.get(operator);
    if (known == null) {
      throw new NotDirect();
    }
    return known;
  }

  private Expression unary(ExprTy.UnaryOp operation) {
    Expression operand = expression(operation.operand);
    return switch (operation.op) {
      case UnaryOpTy.Not -> new Expressions.Not(operand);
      case UnaryOpTy.USub -> new Expressions.Negation(operand);
      default -> throw new NotDirect();
    };
  }

  private Expression logical(ExprTy.BoolOp operation) {
    List<Expression> operands = expressions(operation.values);
    Expression made = operands.getLast();
    for (Expression operand : operands.subList(0, operands.size() - 1).reversed()) {
      made = new Expressions.Logical(operation.op == BoolOpTy.Or, operand, made);
    }
    return made;
  }

  private Expression comparison(ExprTy.Compare comparison) {
    Expression first = expression(comparison.left);
    List<Expression> others = expressions(comparison.comparators);
    CmpOpTy operator = comparison.ops[0];
    if (operator == CmpOpTy.Is || operator == CmpOpTy.IsNot) {
      if (others.size() == 1 && others.getFirst().equals(NONE)) {
        return new Expressions.IsNone(first, operator == CmpOpTy.Is);
      }
      throw new NotDirect();
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (CmpOpTy each : comparison.ops) {
      Comparison known = COMPARISONS.get(each);
      if (known == null) {
        throw new NotDirect();
      }
      comparisons.add(known);
    }
    return new Expressions.Chain(first, comparisons, others);
  }

  /** One after which nothing happens, so that it may change something. */
  private Expression lastExpression(ExprTy node) {
    if (node instanceof ExprTy.Call call
        && call.func instanceof ExprTy.Attribute method
        && CHANGING.contains(method.attr)) {
      List<Expression> given = new Arguments(call).positional();
      if (method.attr.equals("append") && given.size() == 1) {
        return new Expressions.Append(expression(method.value), given.getFirst());
      }
      if (method.attr.equals("pop") && given.size() < 2) {
        return new Expressions.Pop(
            expression(method.value), given.isEmpty() ? LAST : given.getFirst());
      }
    }
    return expression(node);
  }

  private Expression call(ExprTy.Call call) {
    Arguments arguments = new Arguments(call);
    if (call.func instanceof ExprTy.Attribute method && method.attr.equals("get")) {
      Expression key = arguments.take(0, "key", null);
      Expression otherwise = arguments.take(1, "default", NONE);
      arguments.requireNoMore();
      return new Expressions.Get(expression(method.value), key, otherwise);
    }
    if (call.func instanceof ExprTy.Name name && name.id.equals("len")) {
      Builtin len = builtin(name);
      List<Expression> only = arguments.positional();
      if (len != null && only.size() == 1) {
        return new Expressions.Length(len, only.getFirst());
      }
    }
    throw new NotDirect();
  }

  private Expression dict(ExprTy.Dict dict) {
    List<String> keys = new ArrayList<>();
    for (ExprTy key : dict.keys == null ? new ExprTy[0] : dict.keys) {
      if (!(key instanceof ExprTy.Constant constant)
          || !(constant(constant.value) instanceof String text)) {
        throw new NotDirect();
      }
      keys.add(text);
    }
    return new Expressions.DictDisplay(keys, expressions(dict.values));
  }

  /** The arguments of a call. */
  private final class Arguments {
    private final List<Expression> positional;
    private final Map<String, Expression> named = new HashMap<>();
    private int taken;

    /** None at all. */
    Arguments() {
      positional = List.of();
    }

    Arguments(ExprTy.Call call) {
      positional = expressions(call.args);
      if (call.keywords != null) {
        for (KeywordTy keyword : call.keywords) {
          if (keyword.arg == null || named.put(keyword.arg, expression(keyword.value)) != null) {
            throw new NotDirect();
          }
        }
      }
    }

    /** All of them, where none is named. */
    List<Expression> positional() {
      if (!named.isEmpty()) {
        throw new NotDirect();
      }
      return positional;
    }

    /** The one of that place or name; {@code otherwise}: null when it has to be there. */
    Expression take(int place, String name, Expression otherwise) {
      boolean placed = place < positional.size();
      Expression found = placed ? positional.get(place) : named.getOrDefault(name, otherwise);
      if (found == null || (placed && named.containsKey(name))) {
        throw new NotDirect();
      }
      if (placed || named.containsKey(name)) {
        taken++;
      }
      return found;
    }

    void requireNoMore() {
      if (taken < positional.size() + named.size()) {
        throw new NotDirect();
      }
    }

    String onlyName() {
      if (!positional.isEmpty() || named.size() != 1) {
        throw new NotDirect();
      }
      return named.keySet().iterator().next();
    }

    Expression onlyNamed() {
      return named.get(onlyName());
    }
  }
}
