package org.heapgres.runtime.direct;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heapgres.runtime.TableShape;

/** The expressions that are known here. */
final class Expressions {
  private Expressions() {}

  record Constant(Object constant) implements Expression {
    @Override
    public Object value(Run run) {
      return constant;
    }
  }

  record Local(int slot) implements Expression {
    @Override
    public Object value(Run run) {
      return run.local(slot);
    }
  }

  /** {@code args[index]}. */
  record Argument(int index) implements Expression {
    @Override
    public Object value(Run run) {
      return run.argument(index);
    }
  }

  record Binary(Operator operator, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Run run) {
      return operator.of(left.value(run), right.value(run));
    }
  }

  record Negation(Expression operand) implements Expression {
    @Override
    public Object value(Run run) {
      return switch (operand.value(run)) {
        case Long number when number != Long.MIN_VALUE -> -number;
        case Double number -> -number;
        default -> throw new NotDirect();
      };
    }
  }

  record Not(Expression operand) implements Expression {
    @Override
    public Object value(Run run) {
      return !Values.isTrue(operand.value(run));
    }
  }

  /** {@code a and b}, {@code a or b}: {@code until} is what decides at once. */
  record Logical(boolean until, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Run run) {
      Object value = left.value(run);
      return Values.isTrue(value) == until ? value : right.value(run);
    }
  }

  record Choice(Expression test, Expression yes, Expression no) implements Expression {
    @Override
    public Object value(Run run) {
      return Values.isTrue(test.value(run)) ? yes.value(run) : no.value(run);
    }
  }

  /** {@code a < b <= c}: each operand is evaluated once, and none after the first false. */
  record Chain(Expression first, List<Comparison> comparisons, List<Expression> others)
      implements Expression {
    @Override
    public Object value(Run run) {
      Object left = first.value(run);
      for (int i = 0; i < comparisons.size(); i++) {
        Object right = others.get(i).value(run);
        if (!comparisons.get(i).of(left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  record IsNone(Expression operand, boolean expected) implements Expression {
    @Override
    public Object value(Run run) {
      return (operand.value(run) == None.NONE) == expected;
    }
  }

  /** {@code container[key]}. */
  record Item(Expression container, Expression key) implements Expression {
    @Override
    public Object value(Run run) {
      Object in = container.value(run);
      Object wanted = key.value(run);
      Object found =
          switch (in) {
            case Keyed keyed -> keyed.find(wanted);
            case ListValue list -> list.item(wanted);
            default -> throw new NotDirect();
          };
      if (found == null) {
        throw new NotDirect();
      }
      return found;
    }
  }

  /** {@code container.get(key, otherwise)}. */
  record Get(Expression container, Expression key, Expression otherwise) implements Expression {
    @Override
    public Object value(Run run) {
      Object in = container.value(run);
      Object wanted = key.value(run);
      Object absent = otherwise.value(run);
      if (!(in instanceof Keyed keyed)) {
        throw new NotDirect();
      }
      Object found = keyed.find(wanted);
      return found == null ? absent : found;
    }
  }

  /** {@code len(container)}. */
  record Length(Builtin len, Expression container) implements Expression {
    @Override
    public Object value(Run run) {
      len.check(run);
      return switch (container.value(run)) {
        case TableValue table when run.session().mayWait() -> table.access().count();
        case ListValue list -> (long) list.items().size();
        case DictValue dict -> (long) dict.entries().size();
        default -> throw new NotDirect();
      };
    }
  }

  /** {@code list.append(item)}, after which the snippet ends. */
  record Append(Expression list, Expression item) implements Expression {
    @Override
    public Object value(Run run) {
      ListValue to = listOf(list, run);
      to.append(item.value(run));
      return None.NONE;
    }
  }

  /** {@code list.pop(index)}, after which the snippet ends. */
  record Pop(Expression list, Expression index) implements Expression {
    @Override
    public Object value(Run run) {
      ListValue from = listOf(list, run);
      return from.pop(index.value(run));
    }
  }

  private static ListValue listOf(Expression expression, Run run) {
    if (expression.value(run) instanceof ListValue list) {
      return list;
    }
    throw new NotDirect();
  }

  static TableValue tableOf(Expression expression, Run run) {
    if (expression.value(run) instanceof TableValue table) {
      return table;
    }
    throw new NotDirect();
  }

  /** {@code row.name} or {@code row['name']}; remembers where the column was. */
  static final class Column implements Expression {
    private final Expression row;
    private final String name;

    /** Any thread's. */
    private Known known;

    private record Known(TableShape shape, int position) {}

    Column(Expression row, String name) {
      this.row = row;
      this.name = name;
    }

    RowValue row(Run run) {
      if (row.value(run) instanceof RowValue found) {
        return found;
      }
      throw new NotDirect();
    }

    int position(TableShape shape) {
      Known last = known;
      if (last == null || last.shape != shape) {
        last = new Known(shape, shape.table().columnIndex(name));
        known = last;
      }
      if (last.position < 0) {
        throw new NotDirect();
      }
      return last.position;
    }

    @Override
    public Object value(Run run) {
      RowValue found = row(run);
      return found.table().column(found.row(), position(found.shape()));
    }
  }

  record ItemsDisplay(Display.Kind kind, List<Expression> items) implements Expression {
    @Override
    public Object value(Run run) {
      List<Object> values = new ArrayList<>(items.size());
      for (Expression item : items) {
        values.add(item.value(run));
      }
      return new Display.Items(kind, values);
    }
  }

  record DictDisplay(List<String> keys, List<Expression> items) implements Expression {
    @Override
    public Object value(Run run) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < items.size(); i++) {
        values.put(keys.get(i), items.get(i).value(run));
      }
      return new Display.Members(values);
    }
  }
}
